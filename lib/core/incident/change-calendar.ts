/**
 * Maintenance that is planned in a change calendar of AWS Systems Manager. Its state changes come as events, late and in
 * any order: the newest of each state is kept, and the two together say when maintenance goes on.
 */
import type { MaintenanceCalendarConfig, MaintenanceConfig, SightlineConfig } from '../config/types';
import { MINUTE_MS } from '../config/wall-clock';
import type { CalendarState } from '../signal/calendar-event';
import type { Span } from '../slo/window';
import type { Memo, MemoRef } from './memo';

/** What is known of a calendar: since when it was in each state last, and when that was to end. */
export type CalendarStates = Readonly<Partial<Record<CalendarState['state'], KnownState>>>;

export interface KnownState {
  readonly sinceMs: number;
  readonly untilMs?: number;
}

/** By what the configuration calls the calendar. */
export type Calendars = ReadonlyMap<string, CalendarStates>;

export const NO_CALENDARS: Calendars = new Map();

const STATES = ['OPEN', 'CLOSED'] as const;
/** A state is of no use for longer: the longest maintenance takes 15 days. */
const KEPT_MS = 30 * 24 * 60 * MINUTE_MS;

export function isCalendar(maintenance: MaintenanceConfig): maintenance is MaintenanceCalendarConfig {
  return 'calendar' in maintenance;
}

/** Where the calendars that the configuration names are kept. */
export function calendarRefs({ maintenance }: Pick<SightlineConfig, 'maintenance'>): MemoRef[] {
  const calendars = new Set(maintenance.filter(isCalendar).map(({ calendar }) => calendar));
  return [...calendars].flatMap((calendar) => STATES.map((state) => ({ topic: topicOf(calendar), name: state })));
}

/** A state as it is kept: by ARN and by name, since a configuration may call the calendar by either. */
export function calendarMemos({ calendar, state, sinceMs, untilMs }: CalendarState): Omit<Memo, 'storedMs'>[] {
  const called = new Set([calendar, calendar.slice(calendar.lastIndexOf('/') + 1)]);
  return [...called].map((name) => ({
    topic: topicOf(name),
    name: state,
    atMs: sinceMs,
    untilMs: sinceMs + KEPT_MS,
    value: untilMs === undefined ? {} : { untilMs },
  }));
}

export function calendarsFrom(memos: readonly Memo[]): Calendars {
  const calendars = new Map<string, CalendarStates>();
  for (const { topic, name, atMs, value } of memos) {
    const calendar = topic.slice(TOPIC.length);
    const { untilMs } = value;
    const known: KnownState = { sinceMs: atMs, ...(typeof untilMs === 'number' && { untilMs }) };
    calendars.set(calendar, { ...calendars.get(calendar), [name]: known });
  }
  return calendars;
}

/**
 * When maintenance goes on, or went on last: from the begin of the state to its announced end, or to the other state if
 * that came earlier. `undefined`: never, or the state did not say that it ends in time, so that it is no maintenance.
 */
export function calendarSpan(maintenance: MaintenanceCalendarConfig, calendars: Calendars): Span | undefined {
  const states = calendars.get(maintenance.calendar);
  const during = states?.[maintenance.while];
  if (during?.untilMs === undefined || during.untilMs <= during.sinceMs) return undefined;
  if (during.untilMs - during.sinceMs > maintenance.mustEndWithinMinutes * MINUTE_MS) return undefined;
  const other = states?.[maintenance.while === 'OPEN' ? 'CLOSED' : 'OPEN'];
  const endedEarly = other !== undefined && other.sinceMs > during.sinceMs && other.sinceMs < during.untilMs;
  return { startMs: during.sinceMs, endMs: endedEarly ? other.sinceMs : during.untilMs };
}

const TOPIC = 'calendar ';

function topicOf(calendar: string): string {
  return TOPIC + calendar;
}
