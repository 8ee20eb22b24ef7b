/**
 * The JSON that CloudWatch publishes to SNS for an alarm's action: what subscribers that are programs get, and what
 * filter policies on the message body look at. It is another shape than the EventBridge event.
 */
import type { AlarmState } from '../incident/incident';
import { formatTimestamp } from './alarm-event';

export interface AlarmNotification {
  readonly alarmArn: string;
  readonly alarmName: string;
  readonly description: string;
  readonly account: string;
  readonly region: string;
  readonly state: { readonly value: AlarmState; readonly reason: string; readonly atMs: number };
  readonly previousState: AlarmState;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** The action was held back by a mute rule and runs at the end of its window. */
  readonly afterMuteWindow: boolean;
  /** For metric alarms: `Trigger`, in SNS's words. For composites: `AlarmRule`. */
  readonly watched: Readonly<Record<string, unknown>>;
}

export function buildAlarmNotification(notification: AlarmNotification): Record<string, unknown> {
  const { state, actions } = notification;
  return {
    AlarmName: notification.alarmName,
    AlarmDescription: notification.description || null,
    AWSAccountId: notification.account,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: formatTimestamp(state.atMs),
    Region: notification.region,
    AlarmArn: notification.alarmArn,
    OldStateValue: notification.previousState,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    ActionExecutedAfterMuteWindow: notification.afterMuteWindow,
    ...notification.watched,
  };
}
