/** A condition on a metric, as the alarm condition that it stands for. */
import { Duration } from 'aws-cdk-lib';
import type { IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type AnomalyCondition,
  type ChangeCondition,
  type Condition,
  type Counts,
  countsFor,
  inMetricUnit,
  type MeasuredMetric,
  type ThresholdCondition,
} from '../../../core/alarm/condition';
import { isMetricUnit, type MetricUnit } from '../../../core/signal/metric-unit';
import { AlarmCondition } from '../condition';
import { periodOf } from '../condition/judged';
import { type AlarmQuery, queriesOf } from '../metric-queries';
import { unitInCatalog } from './metric-unit';

export type MetricCondition = Exclude<Condition, { kind: 'slo' }>;

/** What the condition's name stands for. */
export interface NamedMetric {
  readonly metric: IMetric;
  /** @default - that of the metric, or of its like in the catalog */
  readonly unit?: MetricUnit | undefined;
  /** CloudWatch namespace of the service's own metrics. */
  readonly namespace: string;
}

/** What a condition on a metric comes to. */
export interface ReadCondition {
  readonly alarm: AlarmCondition;
  /** The text's, with all that it left out. */
  readonly stated: MetricCondition;
}

export function metricCondition(where: string, condition: MetricCondition, named: NamedMetric): ReadCondition {
  const { statistic } = condition;
  const queries = queriesOf(where, 'm1', named.metric, statistic === undefined ? {} : { statistic });
  const ownPeriod = condition.kind === 'change' ? condition.overSeconds : periodOf(where, queries);
  const counts = countsFor(where, condition.span, { metric: condition.metric, periodSeconds: ownPeriod });
  const measured = measure(condition.metric, queries[0] as AlarmQuery, counts.periodSeconds, named);
  const alarm = alarmOf(where, condition, named.metric, counts, measured);
  return { alarm, stated: { ...condition, span: counts } };
}

function alarmOf(
  where: string,
  condition: MetricCondition,
  metric: IMetric,
  { periodSeconds, ...counts }: Counts,
  measured: MeasuredMetric,
): AlarmCondition {
  const evaluation = { ...counts, period: Duration.seconds(periodSeconds) };
  if (condition.kind === 'anomaly') return band(condition, metric, evaluation);
  if (condition.kind === 'change') return change(where, condition, metric, evaluation, measured);
  const { comparison, statistic, value } = condition;
  const threshold = inMetricUnit(where, value, measured);
  return AlarmCondition.threshold({ metric, comparison, threshold, ...stated(statistic), ...evaluation });
}

type Evaluation = Omit<Counts, 'periodSeconds'> & { readonly period: Duration };

function band({ side, deviations, statistic }: AnomalyCondition, metric: IMetric, evaluation: Evaluation) {
  const direction = side === 'outside' ? 'either' : side;
  return AlarmCondition.anomalyBand({ metric, deviations, direction, ...stated(statistic), ...evaluation });
}

/** What came before is the datapoint before: DIFF steps over gaps, and division by 0 leaves one. */
function change(
  where: string,
  { comparison, statistic, value }: ChangeCondition,
  metric: IMetric,
  evaluation: Evaluation,
  measured: MeasuredMetric,
): AlarmCondition {
  const relative = value.unit === '%';
  return AlarmCondition.math({
    expression: relative ? '100 * DIFF(value) / ABS(value - DIFF(value))' : 'DIFF(value)',
    metrics: { value: statistic === undefined ? metric : (metric as Metric).with({ statistic }) },
    comparison,
    threshold: relative ? value.number : inMetricUnit(where, value, measured),
    ...evaluation,
  });
}

function measure(name: string, query: AlarmQuery, periodSeconds: number, named: NamedMetric): MeasuredMetric {
  if (!('metric' in query)) return { name, periodSeconds, ...(named.unit && { unit: named.unit }) };
  const { metric, statistic } = query;
  const own = isMetricUnit(query.unit) ? query.unit : unitInCatalog(metric.namespace, metric.name, named.namespace);
  const unit = named.unit ?? own;
  return { name, statistic, periodSeconds, ...(unit && { unit }) };
}

function stated(statistic: ThresholdCondition['statistic']) {
  return statistic === undefined ? {} : { statistic };
}
