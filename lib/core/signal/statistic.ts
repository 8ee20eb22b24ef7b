import type { Statistic } from './metric';

/** Observations of one metric in one stretch of time. */
export interface Observations {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Every raw value, in any order; what percentiles are computed from. */
  readonly values: readonly number[];
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i;

/** True for the statistics that `computeStatistic` knows. */
export function isStatistic(statistic: Statistic): boolean {
  return Object.hasOwn(SIMPLE, statistic) || PERCENTILE.test(statistic);
}

/**
 * One statistic over observations; `undefined` where there are none (the datapoint is missing).
 * Percentiles are exact, by nearest rank: the smallest value with at least NN % of the values at or below it.
 * CloudWatch does not publish its own method and approximates, so expect differences of a few percent there.
 * @throws where the statistic is not one of Sum, Average, Minimum, Maximum, SampleCount, pNN
 */
export function computeStatistic(statistic: Statistic, observations: Observations): number | undefined {
  if (observations.count === 0) return undefined;
  if (Object.hasOwn(SIMPLE, statistic)) return SIMPLE[statistic as keyof typeof SIMPLE](observations);
  const percentile = PERCENTILE.exec(statistic);
  if (percentile) return nearestRank(observations.values, percentile[1] as string);
  throw new Error(
    `statistic '${statistic}' is not known; allowed are ${Object.keys(SIMPLE).join(', ')} and percentiles such as p99`,
  );
}

const SIMPLE = {
  Sum: (observations: Observations) => observations.sum,
  Average: (observations: Observations) => observations.sum / observations.count,
  Minimum: (observations: Observations) => observations.minimum,
  Maximum: (observations: Observations) => observations.maximum,
  SampleCount: (observations: Observations) => observations.count,
} as const;

function nearestRank(values: readonly number[], percent: string): number | undefined {
  const sorted = Float64Array.from(values).sort();
  // In whole numbers: in floating point, 7 % of 100 values is a little more than 7 of them.
  const [whole = '', fraction = ''] = percent.split('.');
  const hundred = 100n * 10n ** BigInt(fraction.length);
  const rank = Number((BigInt(whole + fraction) * BigInt(sorted.length) + hundred - 1n) / hundred);
  return sorted[Math.max(0, rank - 1)];
}
