import type { Signal } from '../incident/incident';
import { firstTime } from './event-time';
import { type Fields, fields, optionalFields, optionalText, text } from './fields';
import { signalOf } from './finding';

/**
 * Reads `Synthetics Canary TestRun Failure` and `Synthetics Canary TestRun Successful`.
 *
 * | run        | role   | severity |
 * | ---------- | ------ | -------- |
 * | failed     | ticket | medium   |
 * | successful | ends it |         |
 *
 * One failed run wakes nobody: an alarm on the canary's `SuccessPercent` is for that. The events name no service, so it is
 * `aws-synthetics`.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitoring-events-eventbridge.html
 */
export function readCanaryRun(event: Fields): Signal {
  const detail = fields(event.detail, 'detail');
  const name = text(detail['canary-name'], 'detail.canary-name');
  const completed = optionalFields(detail['canary-run-timeline'])?.completed;
  const reason = optionalText(detail['state-reason']) ?? optionalText(detail.message) ?? '';
  return signalOf(
    {
      source: 'synthetics',
      id: [optionalText(event.account) ?? '', optionalText(event.region) ?? '', name].join('/'),
      idPlace: 'detail.canary-name',
      name: `canary ${name}`,
      state: event['detail-type'] === CANARY_FAILED ? 'ALARM' : 'OK',
      timestampMs: firstTime(['detail.canary-run-timeline.completed', completed], ['time', event.time]),
      reason: reason === 'null' ? '' : reason,
      summary: `A run of the canary ${name} failed`,
      role: 'ticket',
      severity: 'medium',
    },
    event,
  );
}

export const CANARY_FAILED = 'Synthetics Canary TestRun Failure';
export const CANARY_SUCCEEDED = 'Synthetics Canary TestRun Successful';
