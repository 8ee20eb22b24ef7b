import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { describeAlarm } from '../../core/alarm/description';
import { warmUpOfSilence } from '../../core/alarm/warm-up';
import { timeToDetectSeconds } from '../../core/catalog/entry';
import type { ResolvedAlarm } from '../../core/catalog/resolve';
import { isSimpleStatistic } from '../../core/signal/statistic';
import { alarmTags } from '../alarm/rendered';

export interface CatalogAlarmProps {
  readonly alarm: ResolvedAlarm;
  readonly alarmName: string;
  readonly service: string;
  readonly environment: string;
  /** Link to its runbook, beside its first step. @default - none */
  readonly runbook?: string;
  /** Link to a dashboard. @default - none */
  readonly dashboard?: string;
  /** ARNs that are told of ALARM. Empty with a hub: it hears of every alarm through EventBridge. */
  readonly alarmActions: readonly string[];
  /** ARNs that are told of OK, which is also the first state of a new alarm. @default - none */
  readonly okActions?: readonly string[];
}

/**
 * A resolved alarm as a template resource: one metric in plain form. An L1, because the L2 has no tags and no tag
 * propagation, by which the incident workflow knows service, severity and role of an alarm.
 */
export function renderAlarm(scope: Construct, id: string, props: CatalogAlarmProps): CfnAlarm {
  const { alarm, service, environment } = props;
  const warmUp = warmUpOfSilence(alarm);
  return new CfnAlarm(scope, id, {
    alarmName: props.alarmName,
    // Not the reason: who is woken needs what to do first; why the threshold is as it is stands in the reference.
    alarmDescription: describeAlarm({
      summary: alarm.summary,
      runbook: props.runbook,
      firstStep: alarm.runbook[0],
      dashboard: props.dashboard,
      timeToDetectSeconds: timeToDetectSeconds(alarm),
      service,
      environment,
      severity: alarm.severity,
      role: alarm.role,
    }),
    namespace: alarm.metric.namespace,
    metricName: alarm.metric.name,
    dimensions: Object.entries(alarm.metric.dimensions).map(([name, value]) => ({ name, value })),
    ...(isSimpleStatistic(alarm.statistic) ? { statistic: alarm.statistic } : { extendedStatistic: alarm.statistic }),
    period: alarm.periodSeconds,
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm,
    comparisonOperator: alarm.comparison,
    threshold: alarm.threshold,
    treatMissingData: alarm.treatMissingData,
    ...(warmUp && { warmUpConfiguration: warmUp }),
    ...(props.alarmActions.length > 0 && { alarmActions: [...props.alarmActions] }),
    ...(props.okActions && props.okActions.length > 0 && { okActions: [...props.okActions] }),
    ...alarmTags({ service, environment, severity: alarm.severity, role: alarm.role }),
  });
}
