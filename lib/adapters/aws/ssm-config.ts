import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ConfigDocument, SightlineConfig } from '../../core/config';
import { parseConfig } from '../../core/config';
import type { ConfigPort, LogPort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface SsmConfigOptions {
  /** Path below which the hub's documents lie: `configPath(hub)`. */
  readonly path: string;
  /** Epoch milliseconds, for the cache. @default Date.now */
  readonly now?: () => number;
  /** Hears of failed refreshes. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: SSMClient;
}

/** How long a loaded configuration is used, and how long a failed refresh is left alone. */
const CACHE_MS = 60_000;

/**
 * The hub's configuration from SSM parameters, cached for a minute. A refresh that fails, or reads what this code cannot
 * use, leaves the last good configuration in place: pages go out by yesterday's channels rather than not at all.
 */
export class SsmConfig implements ConfigPort {
  private readonly options: SsmConfigOptions;
  private readonly client: SSMClient;
  private readonly now: () => number;
  private lastGood: SightlineConfig | undefined;
  private freshUntilMs = 0;
  /** Calls made while a refresh is under way share it. */
  private refreshing: Promise<SightlineConfig> | undefined;

  constructor(options: SsmConfigOptions) {
    this.options = options;
    this.client = options.client ?? new SSMClient(clientOptions());
    this.now = options.now ?? Date.now;
  }

  /** Throws only where there is no last good configuration. */
  async load(): Promise<SightlineConfig> {
    if (this.lastGood && this.now() < this.freshUntilMs) return this.lastGood;
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async refresh(): Promise<SightlineConfig> {
    try {
      this.lastGood = parseConfig(await this.documents());
    } catch (error) {
      if (!this.lastGood) throw error;
      this.options.log?.warn('configuration not refreshed, the last good one stays', {
        path: this.options.path,
        error: String(error),
      });
    }
    this.freshUntilMs = this.now() + CACHE_MS;
    return this.lastGood;
  }

  private async documents(): Promise<ConfigDocument[]> {
    const documents: ConfigDocument[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(
        new GetParametersByPathCommand({ Path: this.options.path, Recursive: true, NextToken }),
      );
      for (const { Name = '', Value = '' } of page.Parameters ?? []) documents.push({ name: Name, text: Value });
      NextToken = page.NextToken;
    } while (NextToken);
    return documents;
  }
}
