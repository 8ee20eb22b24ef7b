/** Points of a series as the forecasts take them, in any order and quality. */

/** Epoch milliseconds and value: what GetMetricData answers. */
export type TimePoint = readonly [timestampMs: number, value: number];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * The points of a stretch of time that can be counted with: numbers only, in time order, of several at one time the one
 * that came last.
 * @param fromMs inclusive
 * @param untilMs inclusive; later points are wrong clocks
 */
export function usablePoints(points: readonly TimePoint[], fromMs: number, untilMs: number): TimePoint[] {
  const usable = points.filter(
    ([atMs, value]) => Number.isFinite(value) && Number.isFinite(atMs) && atMs >= fromMs && atMs <= untilMs,
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

/** @throws RangeError where the clock is no time */
export function checkNow(nowMs: number): void {
  if (Number.isFinite(nowMs)) return;
  throw new RangeError(`'nowMs' must be a time in epoch milliseconds, got ${String(nowMs)}`);
}

/** @throws RangeError where an option is no finite number */
export function checkNumber(name: string, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new RangeError(`'${name}' must be a number, got ${String(value)}`);
}

/** @throws RangeError where an option is not a number above 0 */
export function checkPositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`'${name}' must be a number above 0, got ${String(value)}`);
}
