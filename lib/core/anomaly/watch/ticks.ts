/** When series are judged, and how far back their datapoints are read. */

const DAY_MS = 86_400_000;
/** AWS services publish a minute's metrics some two or three minutes after it. */
const SETTLE_MS = 180_000;
/** A missing period is waited for as long as the newest three may still come in; then it is a gap. */
export const LATE_PERIODS = 3;
/** A run takes so many periods of a series at most: after an outage, or for the history of a new series, several do. */
export const MAX_PERIODS = 288;
/** Two weeks of five minutes: a new series knows its hours and weekdays from the past. */
const HISTORY_PERIODS = 4_032;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
const RETENTION_MS = { 60: 15 * DAY_MS, 300: 63 * DAY_MS } as const;
/** An anomaly without datapoints ends after as many quiet periods as one with them does. */
export const QUIET_PERIODS = 36;

/** The last full cadence whose data have settled. */
export function tickAt(nowMs: number, cadenceMs: number): number {
  return floorTo(nowMs - SETTLE_MS, cadenceMs);
}

export function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

/** From where on a series is read that has no state. */
export function historyStartMs(atMs: number, periodSeconds: 60 | 300): number {
  return floorTo(atMs, periodSeconds * 1_000) - HISTORY_PERIODS * periodSeconds * 1_000;
}

/** The oldest period that CloudWatch still has: what is missing before is a gap. */
export function oldestDataMs(nowMs: number, periodSeconds: 60 | 300): number {
  return floorTo(nowMs - RETENTION_MS[periodSeconds], periodSeconds * 1_000) + periodSeconds * 1_000;
}
