import { closest } from '../../closest';
import { type TimeZone, timeZone } from '../../time-zone';
import type { Refuse } from './error';

/** The zone of a mute rule: of the IANA database, written as it is there. Offsets such as `+02:00` are not zones. */
export function parseTimeZone(name: string, refuse: Refuse): TimeZone {
  if (name === 'UTC' || name === 'Etc/UTC') return timeZone('UTC');
  const known = Intl.supportedValuesOf('timeZone');
  const wrongCase = known.find((zone) => zone !== name && zone.toLowerCase() === name.toLowerCase());
  if (!wrongCase && !/^[+-]|^(?:UTC|GMT|Z)/i.test(name) && isZone(name)) return timeZone(name);
  const meant = wrongCase ?? closest(name, known);
  throw refuse(
    `there is no time zone '${name}'`,
    meant ? `did you mean '${meant}'?` : "write an IANA name such as 'Europe/Berlin', or leave it out",
  );
}

function isZone(name: string): boolean {
  try {
    timeZone(name);
    return true;
  } catch {
    return false;
  }
}
