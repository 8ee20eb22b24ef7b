import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { describeThreshold } from '../../core/alarm/threshold';
import { addDetector } from './anomaly-detector';
import type { MetricSpec } from './condition-spec';
import type { AlarmMetric, AlarmQuery } from './metric-queries';
import { isPlain, plainForm, queryForm } from './query-form';
import type { AlarmSite } from './render-condition';
import { commonProps, type RenderedAlarm, rendered } from './rendered';
import { refuseFarMetrics } from './same-place';

/**
 * An L1: the L2 has no tags, by which the incident workflow knows service, severity and role of an alarm, no warm-up
 * and no wall-clock window.
 */
export function renderMetricAlarm(given: MetricSpec, site: AlarmSite): RenderedAlarm {
  const { scope, id, options, context, where, warmUp } = site;
  refuseFarMetrics(where, scope, given.queries);
  const spec = { ...given, queries: given.queries.map((query) => withoutOwnAccount(scope, query)) };
  const { evaluation, queries, judged } = spec;
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

/** What is left of `account` is another one, or one that may be: CloudWatch takes the alarm's own, too. */
function withoutOwnAccount(scope: Construct, query: AlarmQuery): AlarmQuery {
  if (!('metric' in query) || query.account !== Stack.of(scope).account) return query;
  return { ...query, account: undefined };
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
