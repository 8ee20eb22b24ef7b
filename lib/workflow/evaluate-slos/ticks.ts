/** When objectives are evaluated: at full five minutes, each of them once. */
import type { SloState } from '../../core/slo/measurement';
import { type SloWindow, spanAt } from '../../core/slo/window';

export const TICK_MS = 300_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/**
 * AWS services publish a minute's metrics some two or three minutes after it: a slice of time that is judged earlier is bad
 * for want of data. What comes in later still is made up for by the ticks of the next hour.
 */
const SETTLE_MS = 180_000;
/** A day: what is missing beyond is left to the next run. */
const MAX_TICKS = 288;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
const RETENTION_MS = 63 * DAY_MS;
/** Clocks of functions differ by less: a state that is further ahead was not written by one of them. */
const MAX_SKEW_MS = HOUR_MS;

/** The last full five minutes whose data have settled. */
export function tickAt(nowMs: number): number {
  return floorTo(nowMs - SETTLE_MS, TICK_MS);
}

export function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

/** The oldest moment of which CloudWatch still has five-minute data. */
export function oldestDataMs(nowMs: number): number {
  return floorTo(nowMs - RETENTION_MS, TICK_MS) + TICK_MS;
}

/**
 * The ticks to evaluate, oldest first. The first run ever begins with the newest; a clock that went back has none.
 * @param earliestMs what is missing before can no longer be measured
 * @throws where the state is of the future, since nothing would be evaluated until then
 */
export function ticksDue(state: SloState | undefined, atMs: number, earliestMs: number): number[] {
  if (!state) return [atMs];
  if (state.lastAtMs > atMs + MAX_SKEW_MS) {
    const when = new Date(state.lastAtMs).toISOString();
    throw new Error(`it was evaluated up to ${when} already, which is in the future; delete its state from the table`);
  }
  const first = Math.max(floorTo(state.lastAtMs, TICK_MS) + TICK_MS, earliestMs);
  const count = Math.min(Math.max((atMs - first) / TICK_MS + 1, 0), MAX_TICKS);
  return Array.from({ length: count }, (_, index) => first + index * TICK_MS);
}

/** The first tick whose whole window CloudWatch still has data of; of a calendar, the first one of a whole week or month. */
export function earliestTick(window: SloWindow, nowMs: number): number {
  const oldestMs = oldestDataMs(nowMs);
  if (window.kind === 'rolling') return oldestMs + window.minutes * 60_000;
  return floorTo(spanAt(window, oldestMs).endMs + TICK_MS - 1, TICK_MS) + TICK_MS;
}
