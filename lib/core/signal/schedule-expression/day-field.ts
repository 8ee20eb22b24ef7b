/** Day-of-month and day-of-week with `L`, `W` and `#`: which days of a month they mean. */
import { ScheduleExpressionError } from './error';
import { parseField, readValue } from './field';

/** The days of a month (1 to 12) that are meant, ascending. */
export type DayRule = (year: number, month: number) => readonly number[];

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const OF_MONTH = { name: 'day-of-month', low: 1, high: 31 };
const OF_WEEK = { name: 'day-of-week', low: 1, high: 7, names: DAYS };
const SATURDAY = 7;
const SUNDAY = 1;

export function parseDayOfMonth(text: string, field: string): DayRule {
  if (field === 'L') return (year, month) => [lengthOf(year, month)];
  if (field === 'LW') return (year, month) => [nearestWeekday(year, month, lengthOf(year, month))];
  if (field.endsWith('W')) {
    const wanted = readValue(text, OF_MONTH, field.slice(0, -1));
    return (year, month) => (wanted > lengthOf(year, month) ? [] : [nearestWeekday(year, month, wanted)]);
  }
  const days = parseField(text, OF_MONTH, field);
  return (year, month) => days.filter((day) => day <= lengthOf(year, month));
}

export function parseDayOfWeek(text: string, field: string): DayRule {
  // Alone, L is the last day of the week.
  if (field === 'L') return onWeekdays([SATURDAY]);
  if (field.endsWith('L')) {
    const weekday = readValue(text, OF_WEEK, field.slice(0, -1));
    return (year, month) => onWeekdays([weekday])(year, month).slice(-1);
  }
  if (field.includes('#')) return nthWeekday(text, field);
  return onWeekdays(parseField(text, OF_WEEK, field));
}

function nthWeekday(text: string, field: string): DayRule {
  const [day = '', nth = ''] = field.split('#');
  if (!/^[1-5]$/.test(nth)) {
    throw new ScheduleExpressionError(
      text,
      `'${field}' cannot be day-of-week`,
      'a day of the month is written day#number, 3#2 for the second Tuesday, and stands alone',
    );
  }
  const weekday = readValue(text, OF_WEEK, day);
  return (year, month) => onWeekdays([weekday])(year, month).slice(Number(nth) - 1, Number(nth));
}

function onWeekdays(weekdays: readonly number[]): DayRule {
  return (year, month) =>
    Array.from({ length: lengthOf(year, month) }, (_, index) => index + 1).filter((day) =>
      weekdays.includes(weekdayOf(year, month, day)),
    );
}

/** Monday to Friday, within the month: the day itself, Friday for a Saturday, Monday for a Sunday. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY) return day === 1 ? day + 2 : day - 1;
  if (weekday === SUNDAY) return day === lengthOf(year, month) ? day - 2 : day + 1;
  return day;
}

/** 1 for Sunday to 7 for Saturday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
