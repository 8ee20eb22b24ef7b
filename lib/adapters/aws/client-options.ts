/** What Sightline's own functions set on every SDK client. */
export interface ClientOptions {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/**
 * The SDK's own defaults are wrong for a notifier:
 * - no timeout at all (`connectionTimeout` and `requestTimeout` are 0), so one hung socket would use up the invocation;
 *   and a breached `requestTimeout` is only logged unless `throwOnRequestTimeout` is set. Here: 1 s to connect, 3 s for
 *   the answer.
 * - attempts differ by service and by environment variables (`AWS_MAX_ATTEMPTS`, `AWS_RETRY_MODE`). Here: 3, at most
 *   about 10 s of waiting, unless the caller retries by itself and wants fewer.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function clientOptions(options: { readonly maxAttempts?: number } = {}): ClientOptions {
  return {
    maxAttempts: options.maxAttempts ?? 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  };
}
