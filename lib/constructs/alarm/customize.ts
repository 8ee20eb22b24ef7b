import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { propertyAt } from '../../core/catalog/properties';
import { shown } from '../check';
import type { MonitoredAlarm } from '../monitor/alarm-set';
import { ConstructSource } from '../monitor/source';

/** The user's last changes to an alarm. */
export type CustomizeAlarm = (alarm: CfnAlarm, about: MonitoredAlarm) => void;

/**
 * Lets the user change an alarm, but for its name: dashboards, composites and mute rules know it by that, and two alarms
 * that got one name would overwrite each other.
 * @throws where the name was changed
 */
export function customizeAlarm(customize: CustomizeAlarm | undefined, alarm: CfnAlarm, about: MonitoredAlarm): void {
  customize?.(alarm, about);
  const name = propertyAt(new ConstructSource(alarm).properties, 'AlarmName');
  if (name === about.name) return;
  const given = name === undefined ? 'one that CloudFormation makes up' : shown(name);
  throw new Error(
    `'customizeAlarm' has renamed the alarm '${about.name}' ('${alarm.node.path}') to ${given}; name alarms by 'alarmNames', ` +
      'so that what refers to them finds them, and no two share a name',
  );
}
