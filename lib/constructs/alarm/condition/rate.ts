import type { ComparisonOperator, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Comparison } from '../../../core/alarm/threshold';
import { checkKeys, checkNumber } from '../../check';
import type { MetricSpec } from '../condition-spec';
import { EVALUATION_KEYS, missingDefault, readComparison, readEvaluation } from '../evaluation';
import { type AlarmQuery, type MetricOverrides, queriesOf } from '../metric-queries';
import { LearnedBand } from '../threshold';
import { judgedSpec, periodOf, thresholdValue } from './judged';
import type { JudgedOptions } from './threshold';

export interface RateOptions extends JudgedOptions {
  /** What is counted, such as `fn.metricErrors()`: a Sum or SampleCount. */
  readonly of: IMetric;
  /** Out of how many, such as `fn.metricInvocations()`: a Sum or SampleCount. */
  readonly per: IMetric;
  /** A share from 0 to 1: 0.05 for 5 %. */
  readonly threshold: JudgedOptions['threshold'];
  /** @default 'GreaterThanThreshold' */
  readonly comparison?: Comparison | `${ComparisonOperator}`;
  /**
   * Periods in which `per` is less have no datapoint: with little traffic, a single one is a large share.
   * @default - as many as it takes that one of them is the threshold: 20 for 0.05 and for 0.95
   */
  readonly minSamples?: number;
}

/** Missing datapoints of `of` count as 0 where `per` has one, so a counter that is silent while all is well is fine. */
export function rateCondition(options: RateOptions): MetricSpec {
  const where = 'AlarmCondition.rate';
  checkKeys(where, options, {
    ...EVALUATION_KEYS,
    ...{ of: true, per: true, comparison: true, threshold: true, minSamples: true },
  });
  const { period } = options;
  const comparison = readComparison(where, options.comparison ?? 'GreaterThanThreshold');
  const overrides = period ? { period } : {};
  const parts = [...readCount(where, 'of', options.of, overrides), ...readCount(where, 'per', options.per, overrides)];
  const least = readMinSamples(where, comparison, options);
  const result: AlarmQuery = { id: 'rate', expression: `IF(per >= ${least}, of / per)`, returnData: true };
  const queries = [result, ...parts];
  const evaluation = readEvaluation(where, options, periodOf(where, queries), missingDefault(comparison));
  return judgedSpec({ where, queries, evaluation, comparison, threshold: options.threshold, range: SHARE });
}

const SHARE = { min: 0, max: 1, todo: 'a rate is a share: write 0.05 for 5 %' };
const COUNTS: readonly string[] = ['Sum', 'SampleCount'];

function readCount(where: string, id: string, metric: IMetric, overrides: MetricOverrides): AlarmQuery[] {
  const queries = queriesOf(`${where}: '${id}'`, id, metric, overrides).map((query) => ({
    ...query,
    returnData: false,
  }));
  for (const query of queries) {
    if (!('metric' in query)) {
      throw new Error(`${where}: '${id}' must be one metric, got a math expression; use AlarmCondition.math`);
    }
    if (COUNTS.includes(query.statistic)) continue;
    throw new Error(
      `${where}: '${id}' must be a count, the Sum or SampleCount of a metric, got ${query.statistic} of ` +
        `'${query.metric.name}'; pass it with statistic 'Sum', or use AlarmCondition.threshold`,
    );
  }
  return queries;
}

function readMinSamples(where: string, comparison: Comparison, { minSamples, threshold }: RateOptions): number {
  if (minSamples !== undefined) return checkNumber(where, 'minSamples', minSamples, { min: 1, integer: true });
  if (threshold instanceof LearnedBand) return 1;
  const share = thresholdValue({ where, comparison, threshold, range: SHARE });
  const rarer = Math.min(share, 1 - share);
  // 1 - 0.95 is a little more than 0.05: twelve digits make the bound 20 again.
  return rarer <= 0 ? 1 : Math.ceil(Number((1 / rarer).toPrecision(12)));
}
