import { instantOf, type TimeZone } from '../../time-zone';
import type { Refuse } from './error';

const CLOCK_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/;
const FORM = 'write yyyy-MM-ddThh:mm, such as 2026-05-10T14:00';

/**
 * The instant of a clock time in `zone`: the first of two where clocks go back. A time that clocks skip is refused:
 * AWS does not say when a window at such a time begins.
 */
export function parseClockTime(text: string, zone: TimeZone, refuse: Refuse): number {
  const parts = CLOCK_TIME.exec(text);
  if (!parts) throw refuse(`'${text}' is not a date and time`, FORM);
  const [year, month, day, hour, minute, second] = parts.slice(1).map((digits) => Number(digits ?? 0)) as number[];
  const clockMs = Date.UTC(year as number, (month as number) - 1, day, hour, minute, second);
  if (!new Date(clockMs).toISOString().startsWith(text)) throw refuse(`'${text}' is not in the calendar`, FORM);
  const instantMs = instantOf(zone, clockMs);
  if (instantMs !== undefined) return instantMs;
  throw refuse(`'${text}' does not exist in ${zone.name}, whose clocks skip it`, 'write an earlier or later time');
}
