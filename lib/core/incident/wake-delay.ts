/** Longest delay of an SQS message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const MAX_DELAY_SECONDS = 900;
/** Timers that are further off are left to the sweep: a chain of wake-ups would cost more than it is worth. */
const FAR_MS = 3_600_000;

/**
 * For how long a wake-up is to be delayed, in whole seconds: never early; at most what a queue can, after which the
 * timer's reader delays it again. `undefined`: it is so far off that the sweep of each minute is soon enough.
 */
export function wakeDelaySeconds(dueMs: number, nowMs: number): number | undefined {
  const leftMs = dueMs - nowMs;
  if (leftMs > FAR_MS) return undefined;
  return Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(leftMs / 1000)));
}
