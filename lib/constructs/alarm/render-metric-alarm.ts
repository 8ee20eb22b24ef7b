import { Annotations } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { describeThreshold } from '../../core/alarm/threshold';
import { addDetector } from './anomaly-detector';
import type { MetricSpec } from './condition-spec';
import type { AlarmMetric } from './metric-queries';
import { isPlain, plainForm, queryForm } from './query-form';
import type { AlarmSite } from './render-condition';
import { commonProps, type RenderedAlarm, rendered } from './rendered';
import { refuseForeignMetrics } from './same-place';

/**
 * An L1: the L2 has no tags, by which the incident workflow knows service, severity and role of an alarm, no warm-up
 * and no wall-clock window.
 */
export function renderMetricAlarm(spec: MetricSpec, site: AlarmSite): RenderedAlarm {
  const { scope, id, options, context, where, warmUp } = site;
  const { evaluation, queries, judged } = spec;
  refuseForeignMetrics(where, scope, queries);
  const evaluationWindow = options.window?.render(where, evaluation.periodSeconds);
  const { periodsToDetect = evaluation.datapointsToAlarm } = spec;
  const timeToDetectSeconds = periodsToDetect * evaluation.periodSeconds;
  const condition = `${subjectOf(spec)} ${describeThreshold({ ...evaluation, ...judged })}.`;
  const common = commonProps(scope, id, options, context, { where, timeToDetectSeconds, condition });
  const alarm = new CfnAlarm(scope, id, {
    ...common,
    ...watchedProps(spec),
    comparisonOperator: judged.comparison,
    evaluationPeriods: evaluation.evaluationPeriods,
    datapointsToAlarm: evaluation.datapointsToAlarm,
    treatMissingData: evaluation.treatMissingData,
    ...(spec.lowSamples && { evaluateLowSampleCountPercentile: spec.lowSamples }),
    ...(evaluationWindow && { evaluationWindow }),
    ...(warmUp && { warmUpConfiguration: warmUp }),
  });
  if (spec.detector) addDetector(alarm, where, queries[0] as AlarmMetric, spec.detector);
  for (const lint of spec.lints) Annotations.of(alarm).addWarningV2('sightline:alarmMath', `${where}: ${lint}`);
  return rendered(alarm, common.alarmName, timeToDetectSeconds);
}

function watchedProps({ queries, judged }: MetricSpec) {
  if (!('threshold' in judged)) return { metrics: queries.map(queryForm), thresholdMetricId: 'band' };
  const { threshold } = judged;
  if (isPlain(queries)) return { ...plainForm(queries[0] as AlarmMetric), threshold };
  return { metrics: queries.map(queryForm), threshold };
}

function subjectOf({ queries: [judged] }: MetricSpec): string {
  if (!judged) return '';
  return 'metric' in judged ? `${judged.metric.name} ${judged.statistic}` : judged.expression;
}
