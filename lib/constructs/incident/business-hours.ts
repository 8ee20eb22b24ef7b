import { type BusinessHours, WEEKDAYS, type Weekday } from '../../core/config';
import { checkKeys, checkOneOf, demand } from '../check';
import { checkEndOfRange, checkLocalDate, checkTimeOfDay, checkTimeZone } from './check-time';

/** When people are at work. Without `days`, `from` and `to`: Monday to Friday, 09:00 to 17:00. */
export interface BusinessHoursOptions {
  /** As IANA names it. */
  readonly timeZone: string;
  /** @default - Monday to Friday */
  readonly days?: readonly Weekday[];
  /** When work begins, local time of day. @default '09:00' */
  readonly from?: string;
  /** Later the same day. @default '17:00' */
  readonly to?: string;
  /** Local dates on which nobody works, such as `2026-12-25`. @default - none */
  readonly holidays?: readonly string[];
}

/** As the functions read them. Throws where an option does not fit. */
export function businessHoursOf(where: string, options: BusinessHoursOptions): BusinessHours {
  checkKeys(where, options, { timeZone: true, days: true, from: true, to: true, holidays: true });
  const { days = WEEKDAYS.slice(0, 5), holidays = [] } = options;
  const from = checkTimeOfDay(where, 'from', options.from ?? '09:00');
  const to = checkEndOfRange(where, 'to', options.to ?? '17:00');
  demand(where, from < to, `'to' must be later than 'from' (${from}) on the same day, got '${to}'`);
  demand(where, days.length > 0, "'days' must have at least one, got none");
  return {
    timeZone: checkTimeZone(where, options.timeZone),
    days: days.map((day) => checkOneOf(where, 'days', day, WEEKDAYS)),
    from,
    to,
    holidays: holidays.map((date) => checkLocalDate(where, 'holidays', date)),
  };
}
