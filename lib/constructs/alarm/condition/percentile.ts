import type { ComparisonOperator, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Comparison } from '../../../core/alarm/threshold';
import { checkKeys, checkNumber, checkOneOf } from '../../check';
import type { MetricSpec } from '../condition-spec';
import { EVALUATION_KEYS, missingDefault, readComparison, readEvaluation } from '../evaluation';
import { type AlarmQuery, queriesOf } from '../metric-queries';
import { judgedSpec, periodOf } from './judged';
import type { JudgedOptions } from './threshold';

export interface PercentileOptions extends JudgedOptions {
  /** One metric that is published with its single values, such as `fn.metricDuration()`. */
  readonly metric: IMetric;
  /** From 1 to 100: 99 for p99. */
  readonly percentile: number;
  /** @default 'GreaterThanThreshold' */
  readonly comparison?: Comparison | `${ComparisonOperator}`;
  /**
   * Periods with fewer samples have no datapoint. Reads the metric twice, and is billed so.
   * @default - every period counts
   */
  readonly minSamples?: number;
  /**
   * `ignore`: the state is kept while there are fewer than 10 / (1 - percentile) samples, 1,000 for p99. Not together
   * with `minSamples`.
   * @default 'evaluate'
   */
  readonly lowSamples?: 'evaluate' | 'ignore';
}

export function percentileCondition(options: PercentileOptions): MetricSpec {
  const where = 'AlarmCondition.percentile';
  checkKeys(where, options, {
    ...EVALUATION_KEYS,
    ...{ metric: true, percentile: true, comparison: true, threshold: true, minSamples: true, lowSamples: true },
  });
  const { metric, threshold, period, minSamples } = options;
  const comparison = readComparison(where, options.comparison ?? 'GreaterThanThreshold');
  const lowSamples = readLowSamples(where, options);
  const read = (id: string, statistic: string) =>
    queriesOf(where, id, metric, { statistic, ...(period && { period }) });
  const value = read('m1', readStatistic(where, options.percentile));
  const queries = minSamples === undefined ? value : guarded(where, value, read('samples', 'SampleCount'), minSamples);
  const evaluation = readEvaluation(where, options, periodOf(where, queries), missingDefault(comparison));
  return { ...judgedSpec({ where, queries, evaluation, comparison, threshold }), lowSamples };
}

function readStatistic(where: string, percentile: unknown): string {
  // CloudWatch takes less, but who writes 0.99 means p99.
  const todo = 'write 99 for p99';
  const number = checkNumber(where, 'percentile', percentile, { min: 1, max: 100, todo });
  // CloudWatch reads at most ten decimals.
  return `p${Number(number.toFixed(10))}`;
}

function readLowSamples(where: string, { lowSamples, minSamples, percentile }: PercentileOptions) {
  if (lowSamples === undefined) return undefined;
  checkOneOf(where, 'lowSamples', lowSamples, ['evaluate', 'ignore']);
  if (minSamples !== undefined) {
    throw new Error(`${where}: got both 'minSamples' and 'lowSamples', and each says when samples are few; pass one`);
  }
  if (lowSamples === 'ignore' && percentile === 100) {
    throw new Error(`${where}: 'lowSamples: ignore' would keep the state for ever at p100; use 'minSamples'`);
  }
  return lowSamples;
}

function guarded(
  where: string,
  value: readonly AlarmQuery[],
  samples: readonly AlarmQuery[],
  minSamples: unknown,
): AlarmQuery[] {
  const least = checkNumber(where, 'minSamples', minSamples, { min: 1, integer: true });
  const result: AlarmQuery = { id: 'guarded', expression: `IF(samples >= ${least}, m1)`, returnData: true };
  return [result, ...[...value, ...samples].map((query) => ({ ...query, returnData: false }))];
}
