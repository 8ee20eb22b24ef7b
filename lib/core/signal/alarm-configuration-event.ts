import { type AlarmStateChange, identify } from './alarm-event';
import { readTags } from './event-tags';
import { firstTime } from './event-time';
import { type Fields, fields, optionalFields, optionalText, show, text, UnreadableEvent } from './fields';

/**
 * Reads a `CloudWatch Alarm Configuration Change`. An alarm that was deleted will never tell that it is OK: its deletion
 * does, for all its contributors, too. The event's time has whole seconds, so the deletion counts from the end of its
 * second: whatever the alarm said in that second came before. `undefined`: it was created or updated.
 * @throws UnreadableEvent naming the field that is missing or wrong
 */
export function readAlarmDeletion(event: Fields): AlarmStateChange | undefined {
  const detail = fields(event.detail, 'detail');
  const alarmName = text(detail.alarmName, 'detail.alarmName');
  const { operation } = detail;
  if (operation === 'create' || operation === 'update') return undefined;
  if (operation !== 'delete') {
    throw new UnreadableEvent(`'detail.operation' must be create, update or delete, got ${show(operation)}`);
  }
  const arn = Array.isArray(event.resources) ? optionalText(event.resources[0]) : undefined;
  const second = Math.floor(firstTime(['time', event.time]) / 1000);
  return {
    ...identify(alarmName, { arn, account: event.account, region: event.region }),
    state: 'OK',
    reason: 'the alarm was deleted',
    timestampMs: second * 1000 + 999,
    description: optionalText(optionalFields(detail.configuration)?.description) ?? '',
    tags: readTags(detail.alarmTags),
  };
}
