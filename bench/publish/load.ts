/** The load of the publish benchmark, the same in every process that makes it. */
import { randomNumbers } from '../../lib/core/random';

export const SERIES = 200;
export const OBSERVATIONS = 5_000;
export const QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999];

export interface LoadSeries {
  readonly operation: string;
  readonly tenant: string;
  readonly values: Float64Array;
}

/**
 * Latencies as services have them: log-normal, medians of 5 to 500 ms, the standard deviation of the logarithm 0.4 to 1
 * (so p99 is 2.5 to 10 times the median).
 */
export function makeLoad(seed: number, series = SERIES, observations = OBSERVATIONS): LoadSeries[] {
  const random = randomNumbers(seed);
  return Array.from({ length: series }, (_, index) => {
    const median = 5 * 100 ** random();
    const sigma = 0.4 + 0.6 * random();
    const values = Float64Array.from({ length: observations }, () => median * Math.exp(sigma * normal(random)));
    return { operation: `GET /items/${index % 20}`, tenant: `tenant-${Math.floor(index / 20)}`, values };
  });
}

/** The value at rank `ceil(q * n)` of ascending values, each as often as its count says. */
export function quantileOf(values: readonly number[], counts: readonly number[], q: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rank = Math.ceil(q * total - 1e-9);
  let seen = 0;
  for (const [index, value] of values.entries()) {
    seen += counts[index] as number;
    if (seen >= rank) return value;
  }
  return Number.NaN;
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
