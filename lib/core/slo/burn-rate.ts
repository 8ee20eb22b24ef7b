import { checkCount, type EventCount, type EventCounts } from './counts';
import { divide, type Fraction, multiply, ofCount, toNumber } from './fraction';
import { BURN_RATE_WINDOWS, type BurnRateWindow } from './measurement';
import type { Objective } from './objective';
import { parseMinutes } from './window';

const MINUTE_MS = 60_000;

/**
 * How many times faster than planned the budget is spent: the share of bad events, divided by the share that may be. At
 * 1 the budget lasts exactly for the window. To 12 significant digits; `undefined` without events.
 * @throws {SloError} for a count that is negative, or no number
 * @see https://sre.google/workbook/alerting-on-slos/ (chapter 5, table 5-4)
 */
export function burnRate(count: EventCount, objective: Objective): number | undefined {
  const rate = exactBurnRate(count, objective);
  return rate && toNumber(rate);
}

/** The same, not rounded. */
export function exactBurnRate(count: EventCount, { budget }: Objective): Fraction | undefined {
  const { total, bad } = checkCount(count);
  return total > 0 ? divide(ofCount(bad), multiply(ofCount(total), budget)) : undefined;
}

/**
 * The burn rates of the last 5 minutes to 3 days before `atMs`; of less at the start of the series. Left out: windows
 * without events, and those that are no whole number of steps.
 */
export function burnRatesAt(
  counts: EventCounts,
  objective: Objective,
  atMs: number,
): Partial<Record<BurnRateWindow, number>> {
  const rates: Partial<Record<BurnRateWindow, number>> = {};
  for (const window of BURN_RATE_WINDOWS) {
    const minutes = parseMinutes(window) as number;
    if ((minutes * 60) % counts.stepSeconds !== 0) continue;
    const rate = burnRate(counts.between(atMs - minutes * MINUTE_MS, atMs), objective);
    if (rate !== undefined) rates[window] = rate;
  }
  return rates;
}
