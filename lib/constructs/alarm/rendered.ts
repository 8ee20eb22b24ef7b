/** What alarms of all kinds have in their templates. */
import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { describeAlarm } from '../../core/alarm/description';
import { ALARM_TAG } from '../../core/conventions';
import { actionArns } from './action';
import { claimAlarmName } from './naming';
import { type AlarmContext, type AlarmIdentityOptions, roleOf } from './options';

/** An alarm of a template. */
export interface RenderedAlarm {
  /** As CloudWatch shows it. */
  readonly name: string;
  readonly alarmArn: string;
  readonly resource: CfnResource;
  /** From the start of a fault to the alarm, at best. */
  readonly timeToDetectSeconds: number;
}

export interface AlarmFacts {
  readonly where: string;
  readonly timeToDetectSeconds: number;
  /** The condition in words. */
  readonly condition: string;
}

/** Name, description, actions, tags and their propagation. */
export function commonProps(
  scope: Construct,
  id: string,
  options: AlarmIdentityOptions,
  context: AlarmContext,
  { where, timeToDetectSeconds, condition }: AlarmFacts,
) {
  const { service, environment, links = {} } = context;
  const { severity, summary, actions, reason = condition, runbook = links.runbook } = options;
  const role = roleOf(options);
  const told = actions ? actionArns(scope, actions, where) : context.actionsFor(severity);
  return {
    alarmName: context.nameOf(id),
    alarmDescription: describeAlarm({
      ...{ summary, reason, timeToDetectSeconds, service, environment, severity, role },
      ...(runbook !== undefined && { runbook }),
      ...(links.dashboard !== undefined && { dashboard: links.dashboard }),
    }),
    ...(told.alarm.length > 0 && { alarmActions: [...told.alarm] }),
    ...(told.ok.length > 0 && { okActions: [...told.ok] }),
    ...alarmTags({ service, environment, severity, role }),
  };
}

/** By these the incident workflow knows an alarm: its tags, and that they come along with its events. */
export function alarmTags(identity: Readonly<Record<keyof typeof ALARM_TAG, string>>) {
  const names = Object.keys(ALARM_TAG) as (keyof typeof ALARM_TAG)[];
  return {
    actionConfiguration: { alarmTagsPropagation: { enabled: true } },
    tags: names.map((name) => ({ key: ALARM_TAG[name], value: identity[name] })),
  };
}

/** The alarm as others see it; its name is taken from now on. */
export function rendered(
  resource: CfnResource & { readonly attrArn: string },
  name: string,
  timeToDetectSeconds: number,
): RenderedAlarm {
  claimAlarmName(resource, name);
  return { name, alarmArn: resource.attrArn, resource, timeToDetectSeconds };
}
