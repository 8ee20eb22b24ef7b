/** Time zones as CloudWatch and EventBridge name them: IANA names, `UTC`, `Z`, `+05:30`, `UTC+05:30`. */
import { closest } from './closest';

export interface TimeZone {
  readonly name: string;
  /** What to add to UTC for local time at this moment, in milliseconds; changes with daylight saving. */
  offsetMs(utcMs: number): number;
}

const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Offsets change on a quarter of an hour at the finest, so one answer serves that long. */
const QUARTER_MS = 15 * MINUTE_MS;

/**
 * @param name an IANA name (`Europe/Berlin`), `UTC`, `Z`, or an offset such as `+05:30` or `UTC-3`
 * @throws where there is no such time zone, with the name that is closest
 */
export function timeZone(name: string): TimeZone {
  const fixed = FIXED.exec(name);
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return { name, offsetMs: () => 0 };
  if (fixed) return fixedZone(name, fixed);
  return ianaZone(name);
}

/** The wall clock at a moment, as milliseconds of a clock that knows no time zones: read it with the `getUTC` methods. */
export function toLocal(zone: TimeZone, utcMs: number): number {
  return utcMs + zone.offsetMs(utcMs);
}

/**
 * The moment at which the wall clock shows this time. A time that daylight saving skips is moved on by the length of
 * the gap (02:30 becomes 03:30); of a time that comes twice, the first is taken.
 */
export function toUtc(zone: TimeZone, localMs: number): number {
  return instantOf(zone, localMs) ?? localMs - zone.offsetMs(localMs - DAY_MS);
}

/** As {@link toUtc}; `undefined` for a time that daylight saving skips. */
export function instantOf(zone: TimeZone, localMs: number): number | undefined {
  // A zone changes its clock at most once in two days, so these are the offsets before and after.
  const offsets = [zone.offsetMs(localMs - DAY_MS), zone.offsetMs(localMs + DAY_MS)];
  const instants = offsets.map((offset) => localMs - offset).filter((utcMs) => toLocal(zone, utcMs) === localMs);
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

function fixedZone(name: string, [, sign, hours = '0', minutes = '0']: RegExpExecArray): TimeZone {
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
  if (Number(minutes) >= 60 || Math.abs(offset) > 14 * HOUR_MS)
    throw new Error(`'${name}' is not an offset from UTC; write one such as +05:30, at most 14 hours`);
  return { name, offsetMs: () => offset };
}

function ianaZone(name: string): TimeZone {
  const format = formatFor(name);
  const known = new Map<number, number>();
  return {
    name,
    offsetMs: (utcMs) => {
      const quarter = Math.floor(utcMs / QUARTER_MS);
      let offset = known.get(quarter);
      if (offset === undefined) {
        offset = localOf(format, quarter * QUARTER_MS) - quarter * QUARTER_MS;
        known.set(quarter, offset);
      }
      return offset;
    },
  };
}

function formatFor(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    const meant = closest(name, Intl.supportedValuesOf('timeZone'));
    throw new Error(
      `there is no time zone '${name}'${meant ? `; did you mean '${meant}'?` : '.'} Write an IANA name such as ` +
        "'Europe/Berlin', 'UTC', or an offset such as '+05:30'",
    );
  }
}

function localOf(format: Intl.DateTimeFormat, utcMs: number): number {
  const parts = Object.fromEntries(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
