/** The message that CloudWatch publishes to SNS as an alarm's action: other words for the same change of state. */
import { type AlarmStateChange, alarmReason, alarmState, identify, previous } from './alarm-event';
import { stateTime } from './event-time';
import { type Fields, nameText, optionalText, text } from './fields';

/** Whether these are the fields of an alarm's message. */
export function isAlarmMessage(message: Fields): boolean {
  return 'AlarmName' in message && 'NewStateValue' in message;
}

/**
 * Reads an alarm's SNS message. It has no tags: the alarm's description says what they would. Its existence means that the
 * action ran, so nothing holds it back; at the end of a mute window CloudWatch sends it with
 * `ActionExecutedAfterMuteWindow` and the time at which the state began.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function readAlarmMessage(message: Fields): AlarmStateChange {
  const origin = { arn: optionalText(message.AlarmArn), account: message.AWSAccountId, region: message.Region };
  const contributorId = optionalText(message.AlarmContributorId);
  return {
    ...identify(text(message.AlarmName, 'AlarmName'), origin),
    ...(contributorId !== undefined && { contributorId: nameText(contributorId, 'AlarmContributorId') }),
    state: alarmState(message.NewStateValue, 'NewStateValue'),
    ...previous(message.OldStateValue),
    reason: alarmReason(message.NewStateReason),
    timestampMs: stateTime(message.StateChangeTime, 'StateChangeTime'),
    description: optionalText(message.AlarmDescription) ?? '',
    tags: {},
  };
}
