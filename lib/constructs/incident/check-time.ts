/** Times that people write, as the functions will read them: wall clock, dates, time zones, whole minutes. */
import type { Duration } from 'aws-cdk-lib';
import {
  readEndOfRange,
  readLocalDate,
  readLocalTime,
  readTimeOfDay,
  readTimeRange,
} from '../../core/config/wall-clock';
import { timeZone } from '../../core/time-zone';
import { checkPlain, checkSeconds, demand, type NumberRange, shown } from '../check';

/** `2026-01-05T09:00`. */
export function checkLocalTime(where: string, name: string, value: unknown): string {
  return checkReadable(where, name, value, readLocalTime);
}

/** `2026-12-25`. */
export function checkLocalDate(where: string, name: string, value: unknown): string {
  return checkReadable(where, name, value, readLocalDate);
}

/** `09:00`. */
export function checkTimeOfDay(where: string, name: string, value: unknown): string {
  return checkReadable(where, name, value, readTimeOfDay);
}

/** `17:00`, or `24:00` for the end of the day: exclusive. */
export function checkEndOfRange(where: string, name: string, value: unknown): string {
  return checkReadable(where, name, value, readEndOfRange);
}

/** A part of the day; one that ends before it begins is over midnight. */
export function checkTimeRange(where: string, range: { readonly from: string; readonly to: string }) {
  const from = checkTimeOfDay(where, 'from', range.from);
  const to = checkEndOfRange(where, 'to', range.to);
  checkReadable(where, 'to', to, () => readTimeRange({ from, to }));
  return { from, to };
}

/** A time zone that there is. */
export function checkTimeZone(where: string, value: unknown): string {
  return checkReadable(where, 'timeZone', value, timeZone);
}

/** The minutes of a duration, whole ones; the range is in seconds. */
export function checkMinutes(where: string, name: string, value: Duration, range: NumberRange): number {
  const minutes = checkSeconds(where, name, value, range) / 60;
  demand(where, Number.isInteger(minutes), `'${name}' must be whole minutes, got ${value.toHumanString()}`);
  return minutes;
}

function checkReadable(where: string, name: string, value: unknown, read: (text: string) => unknown): string {
  checkPlain(where, name, value);
  if (typeof value !== 'string') throw new Error(`${where}: '${name}' must be a text, got ${shown(value)}`);
  try {
    read(value);
    return value;
  } catch (error) {
    throw new Error(`${where}: '${name}': ${(error as Error).message}`);
  }
}
