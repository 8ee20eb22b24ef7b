import type { Refuse } from './error';

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RANGE = 'write an ISO 8601 duration of days, hours and minutes from PT1M to P15D, such as PT4H or P2DT12H';

/**
 * The milliseconds of a duration. A day is 24 hours, also where clocks change: AWS does not say, so a P1D window over
 * such a night ends an hour off the clock time it began at.
 */
export function parseDuration(text: string, refuse: Refuse): number {
  const parts = DURATION.exec(text);
  if (!parts || /[PT]$/.test(text)) throw refuse(`'${text}' is not a duration`, hintFor(text) ?? RANGE);
  const [days, hours, minutes, seconds] = parts.slice(1).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const ms = days * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000;
  if (ms < MINUTE) throw refuse(`'${text}' is shorter than a minute`, RANGE);
  if (ms > 15 * DAY) throw refuse(`'${text}' is longer than 15 days`, RANGE);
  return ms;
}

function hintFor(text: string): string | undefined {
  const [, amount, unit] = /^P(\d+)([HMSW])$/.exec(text) ?? [];
  if (unit === 'W') return `write P${Number(amount) * 7}D; ${RANGE}`;
  return unit ? `hours and minutes follow a T: write PT${amount}${unit}` : undefined;
}
