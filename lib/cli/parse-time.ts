import { UsageError } from './usage-error';

const DAY = '\\d{4}-\\d{2}-\\d{2}';
const TIME_OF_DAY = 'T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})';
const TIME = new RegExp(`^${DAY}${TIME_OF_DAY}$`);
const DAY_OR_TIME = new RegExp(`^${DAY}(${TIME_OF_DAY})?$`);

/** The moment that an option names, epoch ms. A time must say its offset. */
export function parseTime(option: string, text: string): number {
  const ms = msOf(text, TIME);
  if (ms !== undefined) return ms;
  throw new UsageError(
    `${option} must be a time with its offset, such as 2026-12-24T03:00+01:00 or 2026-12-24T02:00Z, got '${text}'`,
  );
}

/** As `parseTime`, or a day: its first moment in UTC. */
export function parseDayOrTime(option: string, text: string): number {
  const ms = msOf(text, DAY_OR_TIME);
  if (ms !== undefined) return ms;
  throw new UsageError(
    `${option} must be a date such as 2026-11-01 or a time such as 2026-11-01T06:00:00Z, got '${text}'`,
  );
}

function msOf(text: string, allowed: RegExp): number | undefined {
  const ms = allowed.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) return undefined;
  // Date.parse makes the 2nd of March of 30 February; nobody means that.
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? ms : undefined;
}
