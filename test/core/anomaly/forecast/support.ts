import type { TimePoint } from '../../../../lib/core/anomaly/forecast/points';
import { randomNumbers } from '../../../../lib/core/random';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const NOW = Date.UTC(2026, 2, 2);

/** Points up to now, their value by days from now (negative). */
export function pointsOf(days: number, stepMs: number, valueAt: (days: number) => number): TimePoint[] {
  const count = Math.round((days * DAY_MS) / stepMs);
  return Array.from({ length: count }, (_, index) => {
    const atMs = NOW - (count - index) * stepMs;
    return [atMs, valueAt((atMs - NOW) / DAY_MS)];
  });
}

/** Normal random numbers, the same in every run. */
export function gaussian(seed: number): () => number {
  const random = randomNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
