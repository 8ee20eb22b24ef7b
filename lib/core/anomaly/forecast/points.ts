/** Points of a series as the forecasts take them, in any order and quality. */
import { refuseUnknownKeys } from '../../option-keys';

/** Epoch milliseconds and value: what GetMetricData answers. */
export type TimePoint = readonly [timestampMs: number, value: number];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * CloudWatch takes no larger values, and their squares and sums are numbers still.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const LARGEST = 2 ** 360;

/**
 * The points of a stretch of time that can be counted with: numbers only, none beyond 2^360, in time order, of several at
 * one time the one that came last.
 * @param fromMs inclusive
 * @param untilMs inclusive; later points are wrong clocks
 */
export function usablePoints(points: readonly TimePoint[], fromMs: number, untilMs: number): TimePoint[] {
  const usable = points.filter(
    ([atMs, value]) => Math.abs(value) <= LARGEST && Number.isFinite(atMs) && atMs >= fromMs && atMs <= untilMs,
  );
  const ordered = usable.every(([atMs], index) => index === 0 || atMs > (usable[index - 1] as TimePoint)[0]);
  if (ordered) return usable;
  return [...new Map(usable.map((point) => [point[0], point])).values()].sort(([a], [b]) => a - b);
}

/** The usual time between two points: the median of the steps; 0 for fewer than two. */
export function usualStep(points: readonly TimePoint[]): number {
  const steps = points.slice(1).map(([atMs], index) => atMs - (points[index] as TimePoint)[0]);
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
}

/** The values by some number of their time, such as the day; keys in the order of the points. */
export function valuesBy(points: Iterable<TimePoint>, keyOf: (atMs: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const [atMs, value] of points) {
    const key = keyOf(atMs);
    const values = groups.get(key);
    if (values) values.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/**
 * Refuses what would fail further in with words of JavaScript: points that are no pairs, no options, misspelt options.
 * @throws RangeError where the points are none, Error where the options are
 */
export function checkCall(
  where: string,
  points: readonly TimePoint[],
  options: object,
  known: readonly string[],
): void {
  const pairs = `${where}: points must be a list of pairs [epoch milliseconds, value]`;
  if (!Array.isArray(points)) throw new RangeError(`${pairs}, got ${shown(points)}`);
  const wrong = points.find((point) => !Array.isArray(point));
  if (wrong !== undefined) throw new RangeError(`${pairs}, got ${shown(wrong)} in it`);
  refuseUnknownKeys(where, options, known);
}

/** @throws RangeError where the clock is no time */
export function checkNow(nowMs: number): void {
  if (Number.isFinite(nowMs)) return;
  throw new RangeError(`'nowMs' must be a time in epoch milliseconds, got ${shown(nowMs)}`);
}

/** @throws RangeError where an option is no finite number */
export function checkNumber(name: string, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new RangeError(`'${name}' must be a number, got ${shown(value)}`);
}

/** @throws RangeError where an option is not a number above 0 */
export function checkPositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`'${name}' must be a number above 0, got ${shown(value)}`);
}

/** A text in quotes: `'100'` is no number. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 80)}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}
