import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ConfigDocument } from '../../core/config';
import type { LogPort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface SsmDocumentsOptions {
  /** Path below which the documents lie. */
  readonly path: string;
  /** Epoch milliseconds, for the cache. @default Date.now */
  readonly now?: () => number;
  /** Hears of failed refreshes. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: SSMClient;
}

/** How long what was loaded is used, and how long a failed refresh is left alone. */
const CACHE_MS = 60_000;

/**
 * What SSM parameters below a path say, cached for a minute. A refresh that fails, or reads what `parse` refuses, leaves
 * the last good state in place.
 */
export class SsmDocuments<T extends object> {
  private readonly client: SSMClient;
  private readonly now: () => number;
  private lastGood: T | undefined;
  private freshUntilMs = 0;
  /** Calls made while a refresh is under way share it. */
  private refreshing: Promise<T> | undefined;

  constructor(
    private readonly options: SsmDocumentsOptions,
    private readonly parse: (documents: readonly ConfigDocument[]) => T,
  ) {
    this.client = options.client ?? new SSMClient(clientOptions());
    this.now = options.now ?? Date.now;
  }

  /** Throws only where there is no last good state. */
  async load(): Promise<T> {
    if (this.lastGood && this.now() < this.freshUntilMs) return this.lastGood;
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async refresh(): Promise<T> {
    try {
      this.lastGood = this.parse(await this.documents());
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
