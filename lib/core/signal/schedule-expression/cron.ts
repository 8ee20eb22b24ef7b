/** The six fields of a cron expression, and the local times they stand for. Times are milliseconds of a wall clock. */

import { type DayRule, parseDayOfMonth, parseDayOfWeek } from './day-field';
import { ScheduleExpressionError } from './error';
import { parseField } from './field';

export interface Cron {
  /** Minutes of the day, ascending. */
  readonly times: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly days: DayRule;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html */
export function parseCron(text: string, body: string, yearOptional: boolean): Cron {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6 && !(fields.length === 5 && yearOptional)) {
    throw new ScheduleExpressionError(
      text,
      `it has ${fields.length} fields`,
      'write six: minutes hours day-of-month month day-of-week year',
    );
  }
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new ScheduleExpressionError(
      text,
      `day-of-month is '${dayOfMonth}' and day-of-week is '${dayOfWeek}'`,
      "exactly one of the two must be '?'",
    );
  }
  const field = (name: string, value: string, low: number, high: number, names?: readonly string[]) =>
    parseField(text, { name, low, high, names }, value);
  const minuteList = field('minutes', minutes, 0, 59);
  const cron: Cron = {
    times: field('hours', hours, 0, 23).flatMap((hour) => minuteList.map((minute) => hour * 60 + minute)),
    months: new Set(field('month', month, 1, 12, MONTHS)),
    years: new Set(field('year', year, FIRST_YEAR, LAST_YEAR)),
    days: dayOfWeek === '?' ? parseDayOfMonth(text, dayOfMonth) : parseDayOfWeek(text, dayOfWeek),
  };
  if (nextLocal(cron, Date.UTC(FIRST_YEAR, 0, 1) - MINUTE_MS) === undefined) {
    throw new ScheduleExpressionError(text, 'there is no such day in any year', 'change day, month or year');
  }
  return cron;
}

/** The first local time after another one; `undefined` where there is none any more. */
export function nextLocal(cron: Cron, afterMs: number): number | undefined {
  const today = Math.floor(afterMs / DAY_MS) * DAY_MS;
  const time = cron.times.find((minutes) => today + minutes * MINUTE_MS > afterMs);
  if (time !== undefined && isDay(cron, today)) return today + time * MINUTE_MS;
  const day = nextDay(cron, today);
  return day === undefined ? undefined : day + (cron.times[0] as number) * MINUTE_MS;
}

function isDay({ years, months, days }: Cron, dayMs: number): boolean {
  const date = new Date(dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return years.has(year) && months.has(month) && days(year, month).includes(date.getUTCDate());
}

function nextDay({ years, months, days }: Cron, todayMs: number): number | undefined {
  const today = new Date(todayMs);
  const first = Math.max(today.getUTCFullYear(), FIRST_YEAR) * 12;
  for (let index = first + today.getUTCMonth(); index < (LAST_YEAR + 1) * 12; index += 1) {
    const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
    if (!years.has(year) || !months.has(month)) continue;
    const found = days(year, month).find((day) => Date.UTC(year, month - 1, day) > todayMs);
    if (found !== undefined) return Date.UTC(year, month - 1, found);
  }
  return undefined;
}
