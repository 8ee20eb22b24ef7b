import { exactBurnRate } from './burn-rate';
import { checkCount, type EventCount, type EventCounts } from './counts';
import { exactBudget } from './error-budget';
import { add, divide, type Fraction, fraction, multiply, ofCount, subtract, toNumber } from './fraction';
import type { SloProjection } from './measurement';
import type { Objective } from './objective';
import { type SloWindow, type Span, spanAt } from './window';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const MINUTES_OF_HOUR = fraction(60n);
const NOTHING = fraction(0n);
const ONE = fraction(1n);

/**
 * How the window will end if events, good and bad, go on at the pace of the last day; without any in it, none will come.
 * A calendar window ends with its week or month; a rolling one once it is full: as long after its first data as the
 * window is.
 * @param lookbackMinutes whose pace goes on; of less at the start of the series
 * @returns `undefined` where the whole window has no events
 */
export function project(
  counts: EventCounts,
  objective: Objective,
  window: SloWindow,
  atMs: number,
  lookbackMinutes = DAY_MINUTES,
): SloProjection | undefined {
  const recent = {
    startMs: Math.max(atMs - lookbackMinutes * MINUTE_MS, counts.startMs),
    endMs: Math.min(atMs, counts.endMs),
  };
  const pace = counts.between(recent.startMs, recent.endMs);
  const { startMs, endMs } = wholeWindow(counts, window, atMs);
  const soFar = counts.between(startMs, atMs);
  const times = lengthsOf(recent, endMs - atMs);
  const total = extended(soFar.total, pace.total, times);
  if (total.numerator === 0n) return undefined;
  const bad = extended(soFar.bad, pace.bad, times);
  const { allowed, remaining } = exactBudget({ total, bad }, objective);
  return {
    minutesLeft: (endMs - atMs) / MINUTE_MS,
    total: toNumber(total),
    bad: toNumber(bad),
    sli: toNumber(subtract(ONE, divide(bad, total))),
    budgetRemaining: toNumber(remaining),
    usedOfProjected: toNumber(divide(ofCount(soFar.bad), allowed)),
  };
}

/**
 * Hours until the budget of a window is gone at the burn rate of its last hour: at 1 x a whole one lasts for the window,
 * at 10 x for a tenth of it, and what is left of it for that share.
 * @param windowMinutes of the whole window
 * @returns `undefined` while nothing burns, and when the budget is gone
 * @throws {SloError} for a count that is negative, or no number
 * @see https://sre.google/workbook/alerting-on-slos/ (chapter 5, table 5-4)
 */
export function hoursToExhaustion(
  window: EventCount,
  lastHour: EventCount,
  objective: Objective,
  windowMinutes: number,
): number | undefined {
  const { total, bad } = checkCount(window);
  const { remaining } = exactBudget({ total: ofCount(total), bad: ofCount(bad) }, objective);
  return exhaustionHours(remaining, exactBurnRate(lastHour, objective), windowMinutes);
}

/** @param remaining share of the budget that is left */
export function exhaustionHours(
  remaining: Fraction,
  burn: Fraction | undefined,
  windowMinutes: number,
): number | undefined {
  if (!burn || burn.numerator <= 0n || remaining.numerator <= 0n) return undefined;
  const hours = divide(ofCount(windowMinutes), MINUTES_OF_HOUR);
  return toNumber(multiply(hours, divide(remaining, burn)));
}

function wholeWindow(counts: EventCounts, window: SloWindow, atMs: number): Span {
  const span = spanAt(window, atMs);
  if (window.kind === 'calendar') return span;
  const startMs = Math.min(Math.max(span.startMs, counts.startMs), atMs);
  return { startMs, endMs: startMs + window.minutes * MINUTE_MS };
}

/** How many times as long as a span some time is. */
function lengthsOf({ startMs, endMs }: Span, ms: number): Fraction {
  return endMs > startMs ? divide(ofCount(ms), ofCount(endMs - startMs)) : NOTHING;
}

function extended(soFar: number, pace: number, times: Fraction): Fraction {
  return add(ofCount(soFar), multiply(ofCount(pace), times));
}
