import { burnRatesAt } from './burn-rate';
import type { EventCounts } from './counts';
import { type ErrorBudget, errorBudget, statusOf } from './error-budget';
import { hoursToExhaustion, project } from './forecast';
import type { BurnRateWindow, SloProjection, SloStatus } from './measurement';
import type { Objective } from './objective';
import { type SloWindow, spanAt } from './window';

/** How an objective stands at a moment. */
export interface SloStanding {
  readonly status: SloStatus;
  readonly budget: ErrorBudget;
  /** Missing where a window has no events, or is no whole number of steps. */
  readonly burnRates: Readonly<Partial<Record<BurnRateWindow, number>>>;
  /** How the window will end at the pace of the last day; missing without events. */
  readonly projection?: SloProjection;
  /** At the burn rate of the last hour; missing while nothing burns, and when the budget is gone. */
  readonly hoursToExhaustion?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Data before `atMs` count. What the window has of time before the series begins is unknown, and not good. */
export function standingAt(
  counts: EventCounts,
  objective: Objective,
  window: SloWindow,
  alertThresholdPercent: number,
  atMs: number,
): SloStanding {
  const { startMs, endMs } = spanAt(window, atMs);
  const count = counts.between(startMs, atMs);
  const knownMs = Math.max(Math.min(atMs, counts.endMs) - Math.max(startMs, counts.startMs), 0);
  const budget = errorBudget(count, objective, knownMs / MINUTE_MS);
  const burnRates = burnRatesAt(counts, objective, atMs);
  const projection = project(counts, objective, window, atMs);
  const lastHour = counts.between(atMs - HOUR_MS, atMs);
  const hours = hoursToExhaustion(count, lastHour, objective, (endMs - startMs) / MINUTE_MS);
  return {
    status: statusOf(count, objective, alertThresholdPercent),
    budget,
    burnRates,
    ...(projection && { projection }),
    ...(hours !== undefined && { hoursToExhaustion: hours }),
  };
}
