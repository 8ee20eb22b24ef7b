/** Whether an error comes far more often than it used to. */
import { type ErrorCounts, lastFiveMinutes, STEP_MS } from './counts';

export interface Rate {
  /** Errors in the last five minutes. */
  readonly now: number;
  /** What a busy five minutes of the last day had. */
  readonly expected: number;
  /** More than this is a spike. */
  readonly bound: number;
}

/** Fewer in five minutes are no spike, however rare the error was. */
const MIN_COUNT = 20;
/** Of full hours: what is younger has no habits. */
const MIN_HOURS = 3;
const MAX_HOURS = 24;
const FIVE_MINUTES_AN_HOUR = 12;

/**
 * Measured against the busiest but one of the last 24 full hours: one earlier spike does not hide the next, and the rush
 * of every noon is none. The bound is the greatest of 20, three times that rate, and six standard deviations of a Poisson
 * count above it. After two hours at a new rate that rate is the habit.
 *
 * @returns `undefined` in the first three full hours of an error
 */
export function rateOf(counts: ErrorCounts, firstMs: number, nowMs: number): Rate | undefined {
  const running = Math.floor(nowMs / STEP_MS.hours);
  const first = Math.max(Math.ceil(firstMs / STEP_MS.hours), running - MAX_HOURS);
  if (running - first < MIN_HOURS) return undefined;
  const hours = Array.from({ length: running - first }, (_, index) => counts.hours[first + index] ?? 0);
  const busy = hours.sort((a, b) => b - a)[1] as number;
  const expected = busy / FIVE_MINUTES_AN_HOUR;
  const bound = Math.max(MIN_COUNT, 3 * expected, expected + 6 * Math.sqrt(expected));
  return { now: lastFiveMinutes(counts, nowMs), expected, bound };
}
