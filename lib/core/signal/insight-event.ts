import type { Signal } from '../incident/incident';
import { firstTime, readTime } from './event-time';
import { type Fields, fields, optionalFields, optionalText, show, UnreadableEvent } from './fields';
import { signalOf } from './finding';

/**
 * Reads an `AWS X-Ray Insight Update`. X-Ray repeats it while the insight is active: each has the time at which the
 * insight began, so they are one signal.
 *
 * | insight                    | role   | severity |
 * | -------------------------- | ------ | -------- |
 * | `FAULT` among its categories | page   | high     |
 * | any other                  | ticket | medium   |
 *
 * The service is the one X-Ray names as the root cause, else the group.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-insights.html
 */
export function readInsight(event: Fields): Signal {
  const detail = fields(event.detail, 'detail');
  const fault = categoriesOf(detail).includes('FAULT');
  const group = optionalText(detail.GroupName);
  const service = optionalText(optionalFields(detail.RootCauseServiceId)?.Name) ?? group;
  const summary = optionalText(detail.Summary) ?? '';
  return signalOf(
    {
      source: 'xray',
      id: detail.InsightId,
      idPlace: 'detail.InsightId',
      name: service === undefined ? 'X-Ray insight' : `X-Ray insight of ${service}`,
      ...stateOf(detail, event),
      reason: summary,
      summary,
      service,
      severity: fault ? 'high' : 'medium',
      role: fault ? 'page' : 'ticket',
    },
    event,
  );
}

/** The documentation's rule has `Category`, the schema registry `Categories`. */
function categoriesOf({ Categories, Category }: Fields): readonly unknown[] {
  return [Categories, Category].flat();
}

function stateOf(detail: Fields, event: Fields): { readonly state: 'ALARM' | 'OK'; readonly timestampMs: number } {
  const { State: state, StartTime: start, EndTime: end } = detail;
  const beganMs = firstTime(['detail.StartTime', start], ['time', event.time]);
  if (state === 'ACTIVE') return { state: 'ALARM', timestampMs: beganMs };
  if (state !== 'CLOSED') throw new UnreadableEvent(`'detail.State' must be ACTIVE or CLOSED, got ${show(state)}`);
  // An end in the second of the begin would pass for a repetition of it.
  const endedMs = readTime(end) ?? readTime(event.time) ?? beganMs;
  return { state: 'OK', timestampMs: Math.max(endedMs, beganMs + 1) };
}
