import { isStatistic, percentileOf, SIMPLE_STATISTICS } from '../../signal/statistic';
import type { SimpleStatistic } from '../../signal/statistic/parse';

/** As conditions write them; those of CloudWatch's own names are read too, in any case. */
const SHORT: Readonly<Record<SimpleStatistic, string>> = {
  Sum: 'sum',
  Average: 'avg',
  Minimum: 'min',
  Maximum: 'max',
  SampleCount: 'count',
};

/** For messages. */
export const STATISTIC_WORDS: readonly string[] = [...Object.values(SHORT), 'p99'];

/** CloudWatch's name of the statistic that a word stands for; `undefined` where it is none. */
export function readStatistic(word: string): string | undefined {
  const lower = word.toLowerCase();
  const simple = SIMPLE_STATISTICS.find((name) => name.toLowerCase() === lower || SHORT[name] === lower);
  if (simple) return simple;
  // CloudWatch reads P99 as p99.
  if (percentileOf(word) !== undefined) return lower;
  return isStatistic(word) ? word : undefined;
}

/** `avg`, `p99`: as {@link readStatistic} reads it. */
export function statisticWord(statistic: string): string {
  return SHORT[statistic as SimpleStatistic] ?? statistic;
}
