/**
 * Which stretches of time an alarm's datapoints are made of.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
import { type TimeZone, timeZone, toLocal, toUtc } from '../time-zone';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Monday 5 January 1970: what ISO weeks are counted from. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** The periods of an alarm, counted back from a moment. They follow one another without a gap. */
export interface PeriodGrid {
  /** How often the alarm is evaluated, in milliseconds. */
  readonly stepMs: number;
  /** How much longer the periods of a range can be, all together, than their nominal length; daylight saving does that. */
  readonly slackMs: number;
  /** The newest data that an evaluation at this moment sees ends here: the end of the newest period. */
  newestEnd(atMs: number): number;
  /**
   * Writes the boundaries of the newest periods at that moment, oldest first: n + 1 epoch milliseconds for n periods,
   * each period from one boundary (inclusive) to the next (exclusive).
   */
  boundaries(atMs: number, into: Float64Array): void;
}

/** Zones of the database had odd offsets long ago; today none has. */
const ANY_MODERN_DAY_MS = Date.UTC(2026, 0, 1);

/** Periods of the wall clock are these lengths only. */
export const WALL_CLOCK_PERIODS: readonly number[] = [60, 300, 3_600, 86_400, 604_800];

/** Periods below a minute are evaluated every ten seconds, all others every minute. */
function evaluationStepMs(periodSeconds: number): number {
  return periodSeconds < 60 ? 10 * SECOND_MS : MINUTE_MS;
}

/**
 * The sliding window, CloudWatch's default: periods end at the minute (at the ten seconds for high resolution) that is
 * looked back from, and need not lie on the period's own boundaries. An alarm over more than a day is evaluated on data
 * up to the last full hour.
 */
export function slidingGrid(periodSeconds: number, evaluationPeriods: number): PeriodGrid {
  const periodMs = periodSeconds * SECOND_MS;
  const stepMs = evaluationStepMs(periodSeconds);
  const multiDay = periodMs * evaluationPeriods > DAY_MS;
  const newestEnd = (atMs: number) => floor(atMs, multiDay ? HOUR_MS : stepMs);
  return {
    stepMs: multiDay ? HOUR_MS : stepMs,
    slackMs: 0,
    newestEnd,
    boundaries: (atMs, into) => {
      const endMs = newestEnd(atMs);
      const last = into.length - 1;
      for (let index = 0; index <= last; index += 1) into[index] = endMs - (last - index) * periodMs;
    },
  };
}

/**
 * The wall-clock window: only completed minutes, five minutes, hours, days (from local midnight) or ISO weeks (from
 * local Monday) count. Days of 23 and 25 hours are periods like any other.
 * @throws where the period is none of these lengths, or there is no such time zone
 */
export function wallClockGrid(periodSeconds: number, timezone: string): PeriodGrid {
  if (!WALL_CLOCK_PERIODS.includes(periodSeconds)) {
    throw new Error(
      `a wall-clock evaluation window takes a period of ${WALL_CLOCK_PERIODS.join(', ')} seconds, got ${periodSeconds}`,
    );
  }
  const zone = timeZone(timezone);
  if (zone.offsetMs(ANY_MODERN_DAY_MS) % (5 * MINUTE_MS) !== 0)
    throw new Error(`the offset of a wall-clock window must be a multiple of 5 minutes, got '${timezone}'`);
  const periodMs = periodSeconds * SECOND_MS;
  const newestEnd = (atMs: number) => boundaryBefore(zone, periodMs, atMs);
  return {
    stepMs: MINUTE_MS,
    slackMs: 2 * HOUR_MS,
    newestEnd,
    boundaries: (atMs, into) => {
      let endMs = newestEnd(atMs);
      for (let index = into.length - 1; index >= 0; index -= 1) {
        into[index] = endMs;
        endMs = newestEnd(endMs - 1);
      }
    },
  };
}

/** The boundary of the local calendar at or before a moment. */
function boundaryBefore(zone: TimeZone, periodMs: number, atMs: number): number {
  // Offsets are multiples of five minutes, and hours must not jump back where the clock does.
  if (periodMs <= HOUR_MS) return floor(toLocal(zone, atMs), periodMs) - zone.offsetMs(atMs);
  const origin = periodMs > DAY_MS ? FIRST_MONDAY_MS : 0;
  return toUtc(zone, floor(toLocal(zone, atMs) - origin, periodMs) + origin);
}

function floor(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}
