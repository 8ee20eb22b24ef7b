export interface BackoffOptions {
  /** Waits. @default - a timer */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1, for the jitter. @default Math.random */
  readonly random?: () => number;
  /** Tries of one call, each with the SDK's own retries inside. @default 8 */
  readonly maxTries?: number;
  /** Hears of every wait before it begins. @default - nobody does */
  readonly onWait?: (wait: { readonly waitMs: number; readonly why: string }) => void;
}

const MAX_TRIES = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;

/** Repeats what throttling or a broken connection interrupted; anything else, and the last failure, is thrown. */
export async function withBackoff<Answer>(call: () => Promise<Answer>, options: BackoffOptions): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries >= maxTries(options) || !isTransient(error)) throw error;
      await waitAfter(tries, describeError(error), options);
    }
  }
}

export function maxTries(options: BackoffOptions): number {
  return options.maxTries ?? MAX_TRIES;
}

/**
 * Exponential with full jitter: callers that were throttled together do not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function waitAfter(tries: number, why: string, options: BackoffOptions): Promise<void> {
  const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  const waitMs = Math.round(longestMs * (options.random ?? Math.random)());
  options.onWait?.({ waitMs, why });
  await (options.sleep ?? sleep)(waitMs);
}

export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Throttling, a server's own failure, or a connection that broke. */
function isTransient(error: unknown): boolean {
  const { name = '', code = '', $metadata, $retryable } = error as Failure;
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    $retryable !== undefined ||
    status === 429 ||
    status >= 500 ||
    /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|RequestThrottled|SlowDown|TimeoutError)/.test(name) ||
    /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN)$/.test(code)
  );
}

interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
