import type { EventCount, EventCounts } from './counts';
import { type ErrorBudget, errorBudget } from './error-budget';
import type { SloProjection } from './measurement';
import type { Objective } from './objective';
import { twelveDigits } from './share';
import { type SloWindow, type Span, spanAt } from './window';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/**
 * How the window will end if events, good and bad, go on at the pace of the last day. A calendar window ends with its
 * week or month; a rolling one once it is full: as long after its first data as the window is.
 * @param lookbackMinutes whose pace goes on; of less at the start of the series
 * @returns `undefined` without events in the lookback
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
  if (!(pace.total > 0)) return undefined;
  const { startMs, endMs } = wholeWindow(counts, window, atMs);
  const soFar = counts.between(startMs, atMs);
  const minutesLeft = (endMs - atMs) / MINUTE_MS;
  const whole = extended(soFar, pace, minutesLeft / minutesOf(recent));
  const budget = errorBudget(whole, objective, minutesOf({ startMs, endMs }));
  return {
    minutesLeft,
    total: whole.total,
    bad: whole.bad,
    sli: budget.sli as number,
    budgetRemaining: budget.remaining,
    usedOfProjected: twelveDigits(soFar.bad / budget.allowedEvents),
  };
}

/**
 * Hours until the budget is gone at a burn rate: at 1 x a whole one lasts for the window, at 10 x for a tenth of it, and
 * what is left of it for that share.
 * @param windowMinutes of the whole window
 * @returns `undefined` while nothing burns, and when the budget is gone
 * @see https://sre.google/workbook/alerting-on-slos/ (chapter 5, table 5-4)
 */
export function hoursToExhaustion(
  budget: Pick<ErrorBudget, 'remaining'>,
  burn1h: number | undefined,
  windowMinutes: number,
): number | undefined {
  if (burn1h === undefined || burn1h <= 0 || budget.remaining <= 0) return undefined;
  return twelveDigits((windowMinutes / 60) * (budget.remaining / burn1h));
}

function wholeWindow(counts: EventCounts, window: SloWindow, atMs: number): Span {
  const span = spanAt(window, atMs);
  if (window.kind === 'calendar') return span;
  const startMs = Math.min(Math.max(span.startMs, counts.startMs), atMs);
  return { startMs, endMs: startMs + window.minutes * MINUTE_MS };
}

function extended(soFar: EventCount, pace: EventCount, times: number): EventCount {
  return {
    total: twelveDigits(soFar.total + pace.total * times),
    bad: twelveDigits(soFar.bad + pace.bad * times),
  };
}

function minutesOf({ startMs, endMs }: Span): number {
  return (endMs - startMs) / MINUTE_MS;
}
