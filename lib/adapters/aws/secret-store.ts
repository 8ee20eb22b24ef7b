import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { LogPort, SecretPort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface SecretStoreOptions {
  /** Epoch milliseconds, for the cache. @default Date.now */
  readonly now?: () => number;
  /** Hears of failed refreshes. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: SecretsManagerClient;
}

/** A key that was rotated away works this much longer. */
const CACHE_MS = 5 * 60_000;
/** How long a failed refresh is left alone. */
const RETRY_MS = 30_000;

interface Cached {
  readonly value: string;
  readonly freshUntilMs: number;
}

/** Secrets of AWS Secrets Manager, cached for five minutes. A refresh that fails leaves the last good value in place. */
export class SecretStore implements SecretPort {
  private readonly client: SecretsManagerClient;
  private readonly now: () => number;
  private readonly cache = new Map<string, Cached>();
  /** Calls made while a refresh is under way share it. */
  private readonly refreshing = new Map<string, Promise<string>>();

  constructor(private readonly options: SecretStoreOptions = {}) {
    this.client = options.client ?? new SecretsManagerClient(clientOptions());
    this.now = options.now ?? Date.now;
  }

  /** Throws only where there is no last good value. */
  async read(arn: string): Promise<string> {
    const cached = this.cache.get(arn);
    if (cached && this.now() < cached.freshUntilMs) return cached.value;
    const running = this.refreshing.get(arn) ?? this.refresh(arn, cached).finally(() => this.refreshing.delete(arn));
    this.refreshing.set(arn, running);
    return running;
  }

  private async refresh(arn: string, before: Cached | undefined): Promise<string> {
    try {
      const { SecretString } = await this.client.send(new GetSecretValueCommand({ SecretId: arn }));
      if (!SecretString) throw new Error(`the secret '${arn}' holds no text; store one as its SecretString`);
      this.cache.set(arn, { value: SecretString, freshUntilMs: this.now() + CACHE_MS });
      return SecretString;
    } catch (failure) {
      const error = withoutQuotes(failure, arn);
      if (!before) throw error;
      this.options.log?.warn('secret not refreshed, the last good one stays', { arn, error: String(error) });
      this.cache.set(arn, { ...before, freshUntilMs: this.now() + RETRY_MS });
      return before.value;
    }
  }
}

/** A parser quotes the surroundings of what it could not read, and the secret may be there. */
function withoutQuotes(error: unknown, arn: string): unknown {
  return Object(error).name === 'SyntaxError' ? new Error(`the answer with the secret '${arn}' is no JSON`) : error;
}
