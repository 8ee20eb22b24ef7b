import type { ComparisonOperator, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Comparison } from '../../../core/alarm/threshold';
import { checkKeys } from '../../check';
import type { MetricSpec } from '../condition-spec';
import { EVALUATION_KEYS, type EvaluationOptions, missingDefault, readComparison, readEvaluation } from '../evaluation';
import { queriesOf } from '../metric-queries';
import type { Threshold } from '../threshold';
import { judgedSpec, periodOf } from './judged';

/** What all conditions with a threshold share. */
export interface JudgedOptions extends EvaluationOptions {
  /** In the unit of the metric, or learned. */
  readonly threshold: number | Threshold;
}

export interface ThresholdOptions extends JudgedOptions {
  /** A metric such as `fn.metricErrors()`, or a math expression. */
  readonly metric: IMetric;
  readonly comparison: Comparison | `${ComparisonOperator}`;
  /** Such as `Sum` or `p99`. Not for a math expression. @default - the metric's own */
  readonly statistic?: string;
}

export function thresholdCondition(options: ThresholdOptions): MetricSpec {
  const where = 'AlarmCondition.threshold';
  checkKeys(where, options, { ...EVALUATION_KEYS, metric: true, comparison: true, threshold: true, statistic: true });
  const { metric, threshold, period, statistic } = options;
  const comparison = readComparison(where, options.comparison);
  const queries = queriesOf(where, 'm1', metric, { ...(period && { period }), ...(statistic && { statistic }) });
  const evaluation = readEvaluation(where, options, periodOf(where, queries), missingDefault(comparison));
  return judgedSpec({ where, queries, evaluation, comparison, threshold });
}
