import { parseSchedule } from '../signal/schedule-expression';
import { MONTH_HOURS } from './charge';

const HOUR_MS = 3_600_000;
const MONTH_MS = MONTH_HOURS * HOUR_MS;
/** Any month has the same count: a Monday, and the same for every estimate. */
const FROM_MS = Date.UTC(2026, 0, 5);
/** Four weeks tell of anything that comes at least weekly; what is rarer is counted over a year. */
const SAMPLE_MS = 28 * 24 * HOUR_MS;
const YEAR_MS = 12 * MONTH_MS;

/** How often a month a `rate` or `cron` comes; `undefined` for what is neither or comes once. */
export function runsPerMonth(expression: string): number | undefined {
  const interval = rateMs(expression);
  if (interval !== undefined) return MONTH_MS / interval;
  const often = countIn(expression, SAMPLE_MS);
  if (often === undefined || often > 0) return often && (often * MONTH_MS) / SAMPLE_MS;
  return ((countIn(expression, YEAR_MS) ?? 0) * MONTH_MS) / YEAR_MS;
}

function rateMs(expression: string): number | undefined {
  try {
    const schedule = parseSchedule(expression);
    return schedule.kind === 'rate' ? schedule.next(0) : undefined;
  } catch {
    return undefined;
  }
}

function countIn(expression: string, lengthMs: number): number | undefined {
  try {
    const schedule = parseSchedule(expression);
    if (schedule.kind === 'at') return undefined;
    let count = 0;
    for (let next = schedule.next(FROM_MS); next !== undefined && next < FROM_MS + lengthMs; count++)
      next = schedule.next(next);
    return count;
  } catch {
    return undefined;
  }
}
