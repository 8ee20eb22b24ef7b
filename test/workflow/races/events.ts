/** Alarm events of the night, in the shapes and on the transports that CloudWatch has for them. */

import { ALARM_TAG } from '../../../lib/core/conventions';
import type { AlarmState } from '../../../lib/core/incident/incident';
import { formatTimestamp } from '../../../lib/core/signal/alarm-event';
import { buildAlarmNotification } from '../../../lib/core/signal/alarm-notification';
import { type AlarmOptions, alarmEvent, recordedEvent, T0 } from '../hub';

type Event = Record<string, unknown>;

interface Detail extends Event {
  readonly alarmTags?: Event;
  readonly state: Event;
}

export const FAULTS = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-faults';
export const LATENCY: AlarmOptions = { alarm: 'checkout-latency', description: 'Orders are slow.' };

const TAGS = {
  [ALARM_TAG.service]: 'checkout',
  [ALARM_TAG.environment]: 'prod',
  [ALARM_TAG.severity]: 'high',
  [ALARM_TAG.role]: 'page',
};
const IDENTITY = JSON.stringify({ sightline: { v: 1, service: 'checkout', env: 'prod', sev: 'high', role: 'page' } });
/** For transports that carry no tags. */
export const DESCRIPTION = `Orders fail.\n${IDENTITY}`;

/** The event with other values in its detail, in its tags and in its state. */
export function changed(
  event: Event,
  { state, tags, ...detail }: { readonly state?: Event; readonly tags?: Event } & Event,
): Event {
  const before = event.detail as Detail;
  return {
    ...event,
    detail: {
      ...before,
      ...detail,
      alarmTags: { ...before.alarmTags, ...tags },
      state: { ...before.state, ...state },
    },
  };
}

/** One of `test/events`, of an alarm that carries Sightline's tags. */
export function recorded(file: string): Event {
  return changed(JSON.parse(recordedEvent(file)) as Event, { tags: TAGS });
}

/** What CloudWatch publishes to SNS as the action of `checkout-faults`; times are counted from T0. */
export function snsMessage(value: AlarmState, atMs: number, afterMuteWindow = false): Event {
  const message = buildAlarmNotification({
    alarmArn: FAULTS,
    alarmName: 'checkout-faults',
    description: DESCRIPTION,
    account: '111122223333',
    region: 'EU (Ireland)',
    state: { value, reason: 'because', atMs: T0 + atMs },
    previousState: value === 'OK' ? 'ALARM' : 'OK',
    actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
    afterMuteWindow,
    watched: {},
  });
  return {
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
    Message: JSON.stringify(message),
  };
}

/** What CloudWatch invokes a function with as the action of `checkout-faults`. */
export function lambdaAction(value: AlarmState, atMs: number): Event {
  const { detail, account, region } = alarmEvent(value, atMs, { description: DESCRIPTION });
  const { alarmTags, ...alarmData } = detail as Detail;
  return {
    source: 'aws.cloudwatch',
    alarmArn: FAULTS,
    accountId: account,
    time: formatTimestamp(T0 + atMs),
    region,
    alarmData,
  };
}

/** The alarm is deleted at a whole second of the night. */
export function deletion(atMs: number, options: AlarmOptions = {}): Event {
  const { detail, ...event } = alarmEvent('ALARM', atMs, options);
  return {
    ...event,
    'detail-type': 'CloudWatch Alarm Configuration Change',
    detail: { ...(detail as Detail), operation: 'delete' },
  };
}
