import { firstTime, readTime } from './event-time';
import { type Fields, fields, nameText, show, UnreadableEvent } from './fields';

/** What a change calendar of AWS Systems Manager says: CLOSED, nobody should change anything; OPEN, they may. */
export interface CalendarState {
  /** ARN of the calendar's document, or its name. */
  readonly calendar: string;
  readonly state: 'OPEN' | 'CLOSED';
  /** Since when, epoch milliseconds. */
  readonly sinceMs: number;
  /** When it changes next, epoch milliseconds. @default - it does not */
  readonly untilMs?: number;
}

/**
 * Reads a `Calendar State Change` event.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function readCalendarState(event: Fields): CalendarState {
  const detail = fields(event.detail, 'detail');
  const { state } = detail;
  if (state !== 'OPEN' && state !== 'CLOSED') {
    throw new UnreadableEvent(`'detail.state' must be OPEN or CLOSED, got ${show(state)}`);
  }
  const untilMs = readTime(detail.nextTransitionTime);
  return {
    calendar: nameText(Array.isArray(event.resources) ? event.resources[0] : undefined, 'resources[0]'),
    state,
    sinceMs: firstTime(['detail.atTime', detail.atTime], ['time', event.time]),
    ...(untilMs !== undefined && { untilMs }),
  };
}
