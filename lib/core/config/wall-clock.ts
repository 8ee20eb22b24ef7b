/** Times as people write them in a configuration, read as a clock that knows no time zones: see `time-zone.ts`. */
import { instantOf, type TimeZone, toLocal } from '../time-zone';
import { WEEKDAYS, type Weekday } from './types';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * `2026-01-05T09:00` as milliseconds of the local clock.
 * @throws where it is no such text, or not in the calendar
 */
export function readLocalTime(text: string): number {
  return readCalendar(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'a local date and time; write one such as 2026-01-05T09:00');
}

/**
 * `2026-12-25` as milliseconds of the local clock.
 * @throws where it is no such text, or not in the calendar
 */
export function readLocalDate(text: string): number {
  return readCalendar(text, /^\d{4}-\d\d-\d\d$/, 'a date; write one such as 2026-12-25');
}

/**
 * `09:00` as milliseconds since midnight, from `00:00` to `23:59`.
 * @throws where it is no such text
 */
export function readTimeOfDay(text: string): number {
  const parts = TIME_OF_DAY.exec(text);
  if (!parts) throw new Error(`'${text}' is not a time of day; write one from 00:00 to 23:59, such as 09:00`);
  return Number(parts[1]) * HOUR_MS + Number(parts[2]) * MINUTE_MS;
}

/**
 * As {@link readTimeOfDay}, and `24:00` for the end of the day.
 * @throws where it is neither
 */
export function readEndOfRange(text: string): number {
  return text === '24:00' ? DAY_MS : readTimeOfDay(text);
}

/** A part of the day; one that is over midnight belongs to the day it begins on. */
export interface TimeRange {
  /** Milliseconds since midnight. */
  readonly fromMs: number;
  /** Exclusive; after midnight it is more than a day. */
  readonly toMs: number;
}

/** @throws where one of them is no time of day, or the range has no length */
export function readTimeRange({ from, to }: { readonly from: string; readonly to: string }): TimeRange {
  const [fromMs, toMs] = [readTimeOfDay(from), readEndOfRange(to)];
  if (fromMs !== toMs) return { fromMs, toMs: toMs > fromMs ? toMs : toMs + DAY_MS };
  throw new Error(`a range does not end where it begins, got ${from} to ${to}; for the whole day write 00:00 to 24:00`);
}

/** The days in whose ranges a moment may be: one over midnight began on the day before. */
export function daysAround(zone: TimeZone, atMs: number): readonly number[] {
  const today = dayOf(toLocal(zone, atMs));
  return [today - DAY_MS, today];
}

/** Midnight of the day, on the local clock. */
export function dayOf(localMs: number): number {
  return Math.floor(localMs / DAY_MS) * DAY_MS;
}

export function weekdayOf(localMs: number): Weekday {
  // 1970-01-01 was a Thursday.
  return WEEKDAYS[(((Math.floor(localMs / DAY_MS) + 3) % 7) + 7) % 7] as Weekday;
}

/**
 * The first moment at which the wall clock shows this time or a later one: where daylight saving skips it, the end of
 * the gap; of a time that comes twice, the first. A later time is never reached earlier, so turns keep their order.
 */
export function reachedMs(zone: TimeZone, localMs: number): number {
  const instantMs = instantOf(zone, localMs);
  if (instantMs !== undefined) return instantMs;
  // The clock jumps somewhere between these two: it shows less at the one, more at the other.
  let before = localMs - zone.offsetMs(localMs + DAY_MS);
  let after = localMs - zone.offsetMs(localMs - DAY_MS);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (toLocal(zone, middle) >= localMs) after = middle;
    else before = middle;
  }
  return after;
}

function readCalendar(text: string, form: RegExp, allowed: string): number {
  const ms = form.test(text) ? Date.parse(text.length > 10 ? `${text}Z` : text) : Number.NaN;
  // Some days that no month has are read as days of the next one.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return ms;
  throw new Error(`'${text}' is not ${allowed}`);
}
