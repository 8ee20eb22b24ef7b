/** What alarms send: the event on the default bus, and the notification of their actions. */
import { isBand } from '../../../core/alarm/threshold';
import type { AlarmState } from '../../../core/incident/incident';
import { type AlarmEventQuery, buildAlarmStateChange } from '../../../core/signal/alarm-event';
import { buildAlarmNotification } from '../../../core/signal/alarm-notification';
import type { World } from '../../world';
import type { AlarmChange, PresentState } from './alarm-actions';
import type { TemplateAlarm } from './definition';
import type { CoveringMute } from './mutes';

export function stateChangeEvent(
  { templates }: World,
  { alarm, from, to, reasonData, suppressedBy }: AlarmChange,
  muted: CoveringMute | undefined,
  eventId: string,
): Record<string, unknown> {
  return buildAlarmStateChange(
    {
      alarmArn: alarm.resource.arn,
      alarmName: alarm.resource.name,
      ...templates.placeOf(alarm.resource),
      description: alarm.description,
      tags: alarm.tags,
      state: to,
      previous: from,
      ...watchedBy(alarm),
      ...(reasonData && { reasonData }),
      ...(suppressedBy && { suppressedBy }),
      ...(muted && { mutedBy: { arn: muted.mute.arn, ...muted.window } }),
    },
    eventId,
  );
}

/** @param afterMuteWindow the action was held back and runs at the end of the window */
export function actionNotification(
  { templates }: World,
  alarm: TemplateAlarm,
  { reason, atMs, before }: PresentState,
  state: AlarmState,
  afterMuteWindow: boolean,
): Record<string, unknown> {
  const { resource, description, actions } = alarm;
  return buildAlarmNotification({
    alarmArn: resource.arn,
    alarmName: resource.name,
    description,
    ...templates.placeOf(resource),
    state: { value: state, reason, atMs },
    previousState: before,
    actions,
    afterMuteWindow,
    watched: triggerOf(alarm),
  });
}

function triggerOf(alarm: TemplateAlarm): Readonly<Record<string, unknown>> {
  if (alarm.kind === 'composite') return { AlarmRule: alarm.rule.text };
  const { settings } = alarm;
  const condition = {
    Period: settings.periodSeconds,
    EvaluationPeriods: settings.evaluationPeriods,
    DatapointsToAlarm: settings.datapointsToAlarm,
    ComparisonOperator: settings.comparison,
    Threshold: isBand(settings) ? 0 : settings.threshold,
    TreatMissingData: settings.treatMissingData,
  };
  if (!alarm.metric) return { Trigger: condition };
  const { namespace, name, dimensions } = alarm.metric;
  const Dimensions = Object.entries(dimensions).map(([key, value]) => ({ value, name: key }));
  return { Trigger: { MetricName: name, Namespace: namespace, Statistic: alarm.statistic, Dimensions, ...condition } };
}

function watchedBy(alarm: TemplateAlarm) {
  if (alarm.kind === 'composite') {
    const { rule, suppressor } = alarm;
    return {
      rule: {
        alarmRule: rule.text,
        ...(suppressor && {
          actionsSuppressor: suppressor.alarm,
          actionsSuppressorWaitPeriod: suppressor.waitSeconds,
          actionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
        }),
      },
    };
  }
  const { periodSeconds } = alarm.settings;
  if (alarm.kind === 'metric' && alarm.metric && alarm.statistic)
    return { metric: { ...alarm.metric, periodSeconds, statistic: alarm.statistic } };
  return {
    queries: alarm.queries.map(({ id, label, returnData, ...query }): AlarmEventQuery => {
      const common = { id, returnData, ...(label !== undefined && { label }) };
      return 'metric' in query
        ? { ...common, metric: { ...query.metric, periodSeconds, statistic: query.statistic } }
        : { ...common, expression: query.expression };
    }),
  };
}
