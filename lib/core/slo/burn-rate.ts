import type { EventCount, EventCounts } from './counts';
import { BURN_RATE_WINDOWS, type BurnRateWindow } from './measurement';
import type { Objective } from './objective';
import { twelveDigits } from './share';
import { parseMinutes } from './window';

const MINUTE_MS = 60_000;

/**
 * How many times faster than planned the budget is spent: the share of bad events, divided by the share that may be. At
 * 1 the budget lasts exactly for the window. To 12 significant digits; `undefined` without events.
 * @see https://sre.google/workbook/alerting-on-slos/ (chapter 5, table 5-4)
 */
export function burnRate({ total, bad }: EventCount, { budget }: Objective): number | undefined {
  if (!(total > 0)) return undefined;
  return twelveDigits(((bad / total) * Number(budget.denominator)) / Number(budget.numerator));
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
