import { ALARM_TAG } from '../conventions';
import type { Signal } from '../incident/incident';
import type { AlarmRole, Severity } from '../incident/severity';
import { readTags } from './event-tags';
import { firstTime, readTime } from './event-time';
import { type Fields, fields, objectsIn, optionalText } from './fields';
import { signalOf } from './finding';

type Weight = readonly [AlarmRole, Severity];

const WEIGHTS: Readonly<Record<string, Weight>> = {
  issue: ['page', 'high'],
  investigation: ['ticket', 'medium'],
  scheduledChange: ['ticket', 'low'],
  accountNotification: ['ticket', 'low'],
};
const UNKNOWN: Weight = ['ticket', 'medium'];

/**
 * Reads an `AWS Health Event` or `AWS Health Abuse Event`.
 *
 * | `eventTypeCategory`  | role   | severity |
 * | -------------------- | ------ | -------- |
 * | `issue`              | page   | high     |
 * | `investigation`      | ticket | medium   |
 * | `scheduledChange`    | ticket | low      |
 * | `accountNotification` | ticket | low      |
 * | any other            | ticket | medium   |
 *
 * The service is that of the first affected resource with a `sightline:service` tag, else `aws-health`.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export function readHealthEvent(event: Fields): Signal {
  const detail = fields(event.detail, 'detail');
  const { eventTypeCategory: category } = detail;
  const known = typeof category === 'string' && Object.hasOwn(WEIGHTS, category);
  const [role, severity] = (known && WEIGHTS[category]) || UNKNOWN;
  const code = optionalText(detail.eventTypeCode);
  const affected = objectsIn(detail.affectedEntities).map(({ tags }) => readTags(tags));
  return signalOf(
    {
      source: 'health',
      id: detail.eventArn,
      idPlace: 'detail.eventArn',
      name: code ?? 'AWS Health event',
      ...stateOf(detail, event),
      reason: descriptionOf(detail),
      summary: ['AWS Health', optionalText(detail.service), code].filter(Boolean).join(': '),
      role,
      severity,
      tags: affected.find((tags) => tags[ALARM_TAG.service]),
    },
    event,
  );
}

/** Dates are RFC 1123. What is announced before it begins, or ends after it is told to be over, counts from the telling. */
function stateOf(detail: Fields, event: Fields): { readonly state: 'ALARM' | 'OK'; readonly timestampMs: number } {
  const beganMs = firstTime(['detail.startTime', detail.startTime], ['time', event.time]);
  const toldMs = readTime(event.time) ?? beganMs;
  const startMs = Math.min(beganMs, toldMs);
  if (detail.statusCode !== 'closed') return { state: 'ALARM', timestampMs: startMs };
  const endedMs = readTime(detail.endTime) ?? readTime(detail.lastUpdatedTime) ?? toldMs;
  return { state: 'OK', timestampMs: Math.max(Math.min(endedMs, toldMs), startMs + 1) };
}

function descriptionOf(detail: Fields): string {
  const descriptions = objectsIn(detail.eventDescription);
  const english = descriptions.find(({ language }) => typeof language === 'string' && language.startsWith('en'));
  return optionalText((english ?? descriptions[0])?.latestDescription) ?? '';
}
