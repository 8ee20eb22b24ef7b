import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitoredAlarm } from '../monitor/alarm-set';

/** The user's last changes to an alarm. */
export type CustomizeAlarm = (alarm: CfnAlarm, about: MonitoredAlarm) => void;

/**
 * Lets the user change an alarm, but for its name: dashboards, composites and mute rules know it by that, and two alarms
 * that got one name would overwrite each other.
 * @throws where the name was changed
 */
export function customizeAlarm(customize: CustomizeAlarm | undefined, alarm: CfnAlarm, about: MonitoredAlarm): void {
  customize?.(alarm, about);
  if (alarm.alarmName === about.name) return;
  throw new Error(
    `'customizeAlarm' has renamed the alarm '${about.name}' ('${alarm.node.path}') to '${alarm.alarmName}'; name alarms ` +
      "by 'alarmNames', so that what refers to them finds them, and no two share a name",
  );
}
