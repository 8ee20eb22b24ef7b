import type { BusinessHours } from '../config/types';
import { DAY_MS, dayOf, readEndOfRange, readLocalDate, readTimeOfDay, weekdayOf } from '../config/wall-clock';
import { timeZone, toLocal, toUtc } from '../time-zone';

/** Of a hub that names none. */
export const DEFAULT_BUSINESS_HOURS: BusinessHours = {
  timeZone: 'UTC',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  holidays: [],
};

/**
 * When a response time of days of work ends, epoch ms: at the same time of the wall clock on the so many-th day of work
 * after the one it starts in. What starts outside the hours starts with the next opening.
 * @param days a whole number; 0 answers when it starts
 * @throws where the hours have no day of work, or a time that cannot be read
 */
export function addBusinessTime(hours: BusinessHours, fromMs: number, days: number): number {
  if (hours.days.length === 0) {
    throw new Error("business hours need at least one day of work, got none; name 'days' such as mon, tue");
  }
  const zone = timeZone(hours.timeZone);
  const [opensMs, closesMs] = [readTimeOfDay(hours.from), readEndOfRange(hours.to)];
  const holidays = new Set(hours.holidays.map(readLocalDate));
  const isWorkDay = (day: number) => hours.days.includes(weekdayOf(day)) && !holidays.has(day);
  const nextWorkDay = (day: number) => {
    let next = day + DAY_MS;
    while (!isWorkDay(next)) next += DAY_MS;
    return next;
  };

  const localMs = toLocal(zone, fromMs);
  const today = dayOf(localMs);
  const startsToday = isWorkDay(today) && localMs - today < closesMs;
  const timeMs = startsToday ? Math.max(localMs - today, opensMs) : opensMs;
  let day = startsToday ? today : nextWorkDay(today);
  for (let left = days; left > 0; left -= 1) day = nextWorkDay(day);
  // Of a time that comes twice the first is meant, which may be before a start in the second.
  return Math.max(fromMs, toUtc(zone, day + timeMs));
}
