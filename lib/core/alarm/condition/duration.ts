import { closest } from '../../closest';
import { LONGEST_PERIOD_SECONDS } from '../evaluation-length';
import { shownText } from './error';
import type { Scanner } from './scanner';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
type TimeUnit = keyof typeof SECONDS;
const UNITS = Object.keys(SECONDS) as readonly TimeUnit[];
const LETTERS = /[A-Za-zµ]+/y;
const ALLOWED = 'write a time such as 30s, 5m, 1h or 1d';

/** `30s`, `5m`, `1.5h`: whole seconds, up to the week that an alarm looks back. */
export function readDuration(scanner: Scanner): number {
  const start = scanner.position;
  return readUnit(scanner, scanner.number(ALLOWED), start);
}

/** The unit of a time, and what it makes of the number before it. */
export function readUnit(scanner: Scanner, amount: number, start: number): number {
  const at = scanner.position;
  const letters = scanner.take(LETTERS);
  if (letters === undefined) throw scanner.unexpected(`${ALLOWED}: its unit is missing`);
  if (!Object.hasOwn(SECONDS, letters)) {
    const meant = closest(letters, UNITS);
    const what = `'${shownText(letters, 40)}' is no unit of time`;
    throw scanner.error(what, `${meant ? `did you mean '${meant}'? Units` : 'units'} are ${UNITS.join(', ')}`, at);
  }
  // 1.1 h would be a little more than 3,960 s.
  const seconds = Number((amount * SECONDS[letters as TimeUnit]).toPrecision(12));
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_PERIOD_SECONDS) return seconds;
  throw scanner.error(`${amount}${letters} is no time to look back`, 'write whole seconds from 1s to 7d', start);
}

/** `90s`, `5m`, `1d`: seconds in the largest unit that divides them. */
export function durationText(seconds: number): string {
  const unit = [...UNITS].reverse().find((one) => seconds % SECONDS[one] === 0) as TimeUnit;
  return `${seconds / SECONDS[unit]}${unit}`;
}
