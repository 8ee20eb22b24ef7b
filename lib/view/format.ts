/** How times, durations and measured values are written: the same words in the page's text and in its charts. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `09:14:10`, UTC. */
export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** Several lines as one: `a page; a notice`. */
export function inOneLine(text: string): string {
  return text.split('\n').join('; ');
}

/** `3 February 2026`, UTC. */
export function calendarDate(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    ms,
  );
}

/** True if both times are on the same day in UTC. */
export function sameDay(aMs: number, bMs: number): boolean {
  return Math.floor(aMs / DAY) === Math.floor(bMs / DAY);
}

/** The second that a time falls in, as `clock` shows it: epoch milliseconds. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}

/**
 * `4 min 10 s`: the two largest units that matter, in whole seconds that have passed. Negative time counts as zero.
 * Between two times of `wholeSecond`, it is what a reader gets who subtracts one clock from the other.
 */
export function duration(ms: number): string {
  const total = Math.max(0, wholeSecond(ms));
  if (total < MINUTE) return `${total / SECOND} s`;
  if (total < HOUR) return pair(total, MINUTE, 'min', SECOND, 's');
  if (total < DAY) return pair(total, HOUR, 'h', MINUTE, 'min');
  return pair(total, DAY, 'd', HOUR, 'h');
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`;
}

/** Time since the beginning: `+14:10`, or `+1:02:03` from one hour on. */
export function offset(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `+${hours}:${two(minutes)}:${two(rest)}` : `+${minutes}:${two(rest)}`;
}

/** `1 alarm`, `3 alarms`, `no alarms`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  if (count === 0) return `no ${plural}`;
  return `${count} ${count === 1 ? singular : plural}`;
}

/** A measured value with its CloudWatch unit: `1,204`, `12.4k`, `240 ms`, `1.24 s`, `4.2 %`, `5 MB`. */
export function quantity(value: number, unit?: string): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'Milliseconds')
    return Math.abs(value) < 1000 ? suffixed(value, ' ms') : quantity(value / 1000, 'Seconds');
  if (unit === 'Microseconds')
    return Math.abs(value) < 1000 ? suffixed(value, ' µs') : quantity(value / 1000, 'Milliseconds');
  if (unit === 'Seconds') return Math.abs(value) < 120 ? suffixed(value, ' s') : duration(value * SECOND);
  if (unit === 'Percent') return `${number(value)} %`;
  if (unit === 'Bytes') return bytes(value);
  if (unit?.endsWith('/Second')) return `${quantity(value, unit.slice(0, -'/Second'.length))}/s`;
  return number(value);
}

function suffixed(value: number, suffix: string): string {
  return value === 0 ? '0' : `${number(value)}${suffix}`;
}

function bytes(value: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3)));
  return suffixed(value / 1000 ** power, ` ${names[power]}`);
}

/** Whole numbers below 100,000 in full; others with three significant digits, large ones as `k` or `M`. */
function number(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 100_000) return value.toLocaleString('en-US');
  if (size >= 100_000) {
    return value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 }).replace('K', 'k');
  }
  return value.toLocaleString('en-US', { maximumSignificantDigits: size >= 1000 ? 4 : 3 });
}
