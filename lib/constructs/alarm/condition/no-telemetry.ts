import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { DEFAULT_EXTRA_DATAPOINTS } from '../../../core/alarm/evaluation';
import { checkKeys } from '../../check';
import type { MetricSpec } from '../condition-spec';
import { EVALUATION_KEYS, type EvaluationOptions, readEvaluation } from '../evaluation';
import { queriesOf } from '../metric-queries';
import { judgedSpec, periodOf } from './judged';

export interface NoTelemetryOptions extends Pick<EvaluationOptions, 'period'> {
  /** One metric that is published all the time while all is well. */
  readonly metric: IMetric;
  /**
   * How many silent periods in a row are a fault. CloudWatch looks back some periods more, in the one example it gives
   * by two, so it takes as many longer.
   * @default 3
   */
  readonly evaluationPeriods?: number;
}

/**
 * Silence is the fault: no sample, and a missing datapoint breaches. A new alarm waits as long as its window is, unless
 * `warmUp` says how long.
 */
export function noTelemetryCondition(options: NoTelemetryOptions): MetricSpec {
  const where = 'AlarmCondition.noTelemetry';
  const { period, evaluationPeriods } = EVALUATION_KEYS;
  checkKeys(where, options, { metric: true, period, evaluationPeriods });
  const overrides = { statistic: 'SampleCount', ...(options.period && { period: options.period }) };
  const queries = queriesOf(where, 'm1', options.metric, overrides);
  const counts = { evaluationPeriods: options.evaluationPeriods ?? 3 };
  const evaluation = readEvaluation(where, counts, periodOf(where, queries), 'breaching');
  return {
    ...judgedSpec({ where, queries, evaluation, comparison: 'LessThanThreshold', threshold: 1 }),
    // What arrived before the silence counts until the evaluation no longer reads back to it.
    periodsToDetect: evaluation.datapointsToAlarm + DEFAULT_EXTRA_DATAPOINTS,
  };
}
