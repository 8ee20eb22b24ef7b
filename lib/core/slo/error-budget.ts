import type { EventCount } from './counts';
import { divide, type Fraction, fraction, multiply, parseFraction } from './fraction';
import type { SloStatus } from './measurement';
import type { Objective } from './objective';
import { allowance, compareShare, readShare, twelveDigits } from './share';
import { SloError } from './slo-error';

/** How many events may fail, and how many did. Numbers are exact to 12 significant digits. */
export interface ErrorBudget {
  readonly total: number;
  readonly bad: number;
  /** Share of good events, 0 to 1; missing without events. */
  readonly sli?: number;
  /** Bad events that this many events may have: `total x (1 - objective)`. */
  readonly allowedEvents: number;
  /** Share of the budget that is used: 0 is nothing, 1 all, 2 twice as much as there was. */
  readonly consumed: number;
  /** `1 - consumed`; below 0 where more than all was used. */
  readonly remaining: number;
  readonly remainingEvents: number;
  /** Minutes of a total outage, at the window's mean traffic, that the rest would last. */
  readonly remainingMinutes: number;
}

const HUNDRED = fraction(100n);

/**
 * The error budget of a window. Without events nothing of it is used.
 * @param windowMinutes of the window so far
 * @see https://sre.google/workbook/implementing-slos/
 */
export function errorBudget(count: EventCount, objective: Objective, windowMinutes: number): ErrorBudget {
  const { total, bad } = count;
  const budget = readShare(objective.budget);
  const allowed = allowance(0, total, budget);
  const left = allowance(bad, total, budget);
  const remaining = total > 0 ? left / allowed : 1;
  return {
    total,
    bad,
    ...(total > 0 && { sli: twelveDigits((total - bad) / total) }),
    allowedEvents: twelveDigits(allowed),
    consumed: total > 0 ? twelveDigits(bad / allowed) : 0,
    remaining: twelveDigits(remaining),
    remainingEvents: twelveDigits(left),
    remainingMinutes: twelveDigits((remaining * windowMinutes * budget.numerator) / budget.denominator),
  };
}

/**
 * Where an objective stands. Exact: at the objective, and at the alert threshold, is at risk, whatever binary numbers
 * make of 99.9.
 * @param alertThresholdPercent share of the budget, in percent, from which on the objective is at risk
 * @throws {SloError} for a threshold that is no number of 0 or more
 */
export function statusOf(count: EventCount, objective: Objective, alertThresholdPercent: number): SloStatus {
  const { total, bad } = count;
  const alertShare = alertShareOf(alertThresholdPercent);
  if (!(total > 0)) return 'no_data';
  const beyondBudget = compareShare(bad, total, readShare(objective.budget));
  if (beyondBudget > 0) return 'violated';
  const alertBudget = readShare(multiply(objective.budget, alertShare));
  const atRisk = beyondBudget === 0 || compareShare(bad, total, alertBudget) >= 0;
  return atRisk ? 'at_risk' : 'compliant';
}

function alertShareOf(percent: number): Fraction {
  const share = parseFraction(percent);
  if (share && share.numerator >= 0n) return share.numerator === 0n ? fraction(0n) : divide(share, HUNDRED);
  throw new SloError(
    `'alertThresholdPercent' must be a number of 0 or more, such as 80, got ${JSON.stringify(percent)}`,
  );
}
