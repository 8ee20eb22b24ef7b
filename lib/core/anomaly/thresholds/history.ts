/** A history on the alarm's own periods, without the times that are not to count. */
import { computeStatistic, observationsOf } from '../../signal/statistic';
import { type TimePoint, usablePoints, valuesBy } from '../forecast/points';
import type { History } from './replay';

/** A stretch of time, epoch milliseconds. */
export interface TimeWindow {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
}

export interface HistorySettings {
  readonly periodSeconds: number;
  /** What several points of a period come to; one alone stands for itself. */
  readonly statistic: string;
  readonly exclude: readonly TimeWindow[];
}

/** 455 days of one-minute data: CloudWatch keeps nothing longer. */
const MOST_PERIODS = 455 * 1_440;

/**
 * @returns `undefined` where no point is left
 * @throws RangeError where the points reach over more periods than CloudWatch keeps minutes
 */
export function historyOf(points: readonly TimePoint[], settings: HistorySettings): History | undefined {
  const usable = usablePoints(points, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const [first, last] = [usable[0], usable.at(-1)];
  if (!first || !last) return undefined;
  const periodMs = settings.periodSeconds * 1_000;
  const firstPeriod = Math.floor(first[0] / periodMs);
  const length = Math.floor(last[0] / periodMs) - firstPeriod + 1;
  if (length > MOST_PERIODS) {
    throw new RangeError(
      `the history reaches over ${length} periods of ${settings.periodSeconds} s, at most ${MOST_PERIODS} are looked ` +
        'at; take a longer period or a shorter history, and look for a time in the wrong unit',
    );
  }
  const startMs = firstPeriod * periodMs;
  const excluded = Uint8Array.from({ length }, (_, period) => Number(isExcluded(startMs + period * periodMs)));
  const values = new Float64Array(length).fill(Number.NaN);
  for (const [period, within] of valuesBy(usable, (atMs) => Math.floor(atMs / periodMs) - firstPeriod)) {
    if (excluded[period] === 0) values[period] = statisticOf(within, settings.statistic);
  }
  return { startMs, periodMs, values, excluded };

  function isExcluded(fromMs: number): boolean {
    return settings.exclude.some(({ startMs, endMs }) => fromMs < endMs && fromMs + periodMs > startMs);
  }
}

function statisticOf(values: readonly number[], statistic: string): number {
  const [only] = values;
  if (values.length === 1) return only as number;
  return computeStatistic(statistic, observationsOf(values)) ?? Number.NaN;
}
