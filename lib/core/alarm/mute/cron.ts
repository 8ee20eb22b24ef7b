import type { Refuse } from './error';

/** The days and clock times a five-field cron expression names. */
export interface Cron {
  /** Whether a day is named; a day is its number since 1970-01-01. */
  onDay(day: number): boolean;
  /** Minutes since midnight, ascending; the same on each named day. */
  readonly minutesOfDay: readonly number[];
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: string;
}

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC' },
  { name: 'day of week', min: 0, max: 7, names: 'SUN MON TUE WED THU FRI SAT' },
];
const FORM = 'a mute rule has five: cron(minute hour day-of-month month day-of-week), such as cron(0 2 * * SUN)';
const DAY = 24 * 60 * 60_000;

/**
 * `* - ,` and the names JAN-DEC, SUN-SAT; 0 and 7 are Sunday.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 *
 * AWS calls it standard cron syntax, so: where both day fields are restricted, a day that fits either is named; a
 * range does not run backwards, but may end with Sunday (`FRI-SUN`). Names are read in any case.
 */
export function parseCron(text: string, refuse: Refuse): Cron {
  const words = text.trim().split(/\s+/);
  if (words.length !== FIELDS.length) {
    const six = words.length === 6 ? 'EventBridge has the sixth, the year: leave it out; ' : '';
    throw refuse(`the cron expression '${text}' has ${words.length} fields`, six + FORM);
  }
  const sets = words.map((word, index) => parseField(word, FIELDS[index] as Field, refuse));
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = sets as [Values, Values, Values, Values, Values];
  if (daysOfWeek === ANY && daysOfMonth !== ANY) requireDay(text, daysOfMonth, months, refuse);
  const onDay = (day: number) => {
    const date = new Date(day * DAY);
    if (!months.has(date.getUTCMonth() + 1)) return false;
    return fitsDay(daysOfMonth, daysOfWeek, date);
  };
  return { onDay, minutesOfDay: minutesOfDay(hours, minutes) };
}

type Values = Pick<ReadonlySet<number>, 'has'>;
const ANY: Values = { has: () => true };

function fitsDay(daysOfMonth: Values, daysOfWeek: Values, date: Date): boolean {
  const ofMonth = daysOfMonth.has(date.getUTCDate());
  const ofWeek = daysOfWeek.has(date.getUTCDay());
  return daysOfMonth === ANY || daysOfWeek === ANY ? ofMonth && ofWeek : ofMonth || ofWeek;
}

function minutesOfDay(hours: Values, minutes: Values): number[] {
  const all = Array.from({ length: 24 * 60 }, (_, minute) => minute);
  return all.filter((minute) => hours.has(Math.floor(minute / 60)) && minutes.has(minute % 60));
}

function parseField(word: string, field: Field, refuse: Refuse): Values {
  const items = word.split(',');
  const values = new Set(items.flatMap((item) => parseItem(item, word, field, refuse)));
  if (items.includes('*')) return ANY;
  if (field.max === 7 && values.has(7)) values.add(0);
  return values;
}

function parseItem(item: string, word: string, field: Field, refuse: Refuse): number[] {
  if (item === '*') return [];
  const [from, to, ...more] = item.split('-').map((value) => parseValue(value, field));
  const first = from as number;
  const last = sundayAsEnd(to ?? first, item, field);
  if (more.length > 0 || Number.isNaN(first) || Number.isNaN(last)) throw refuse(...notAField(word, field));
  if (last >= first) return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  throw refuse(`the ${field.name} '${item}' runs backwards`, 'write two ranges with a comma, such as 22-23,0-5');
}

/** `FRI-SUN` and `5-0` mean 5 to 7. */
function sundayAsEnd(last: number, item: string, field: Field): number {
  return field.max === 7 && last === 0 && item.includes('-') && !/^(0|SUN)-/i.test(item) ? 7 : last;
}

function parseValue(text: string, { names, min, max }: Field): number {
  const index = names?.split(' ').indexOf(text.toUpperCase()) ?? -1;
  if (index >= 0) return index + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : Number.NaN;
}

function notAField(word: string, { name, min, max, names }: Field): [string, string] {
  const range = `${min}-${max}${names ? ` or ${names.split(' ').join(', ')}` : ''}`;
  return [`'${word}' does not fit the ${name} field`, `write *, or values of ${range} with - and , between them`];
}

/** Refuses 30 February and its like; 2024 has every day there is. */
function requireDay(text: string, daysOfMonth: Values, months: Values, refuse: Refuse): void {
  for (let day = 0; day < 366; day += 1) {
    const date = new Date(Date.UTC(2024, 0, 1 + day));
    if (months.has(date.getUTCMonth() + 1) && daysOfMonth.has(date.getUTCDate())) return;
  }
  throw refuse(`no calendar has a day that fits '${text}'`, 'name a day the month has');
}
