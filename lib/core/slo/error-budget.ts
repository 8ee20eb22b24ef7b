import { checkCount, type EventCount } from './counts';
import { divide, type Fraction, fraction, multiply, ofCount, parseFraction, subtract, toNumber } from './fraction';
import type { SloStatus } from './measurement';
import type { Objective } from './objective';
import { compareShare, readShare } from './share';
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
const ONE = fraction(1n);
const NOTHING = fraction(0n);

/**
 * The error budget of a window. Without events nothing of it is used; more bad events than events are as many as these.
 * @param windowMinutes of the window so far
 * @throws {SloError} for a count that is negative, or no number
 * @see https://sre.google/workbook/implementing-slos/
 */
export function errorBudget(count: EventCount, objective: Objective, windowMinutes: number): ErrorBudget {
  const { total, bad } = checkCount(count);
  const { allowed, consumed, remaining } = exactBudget({ total: ofCount(total), bad: ofCount(bad) }, objective);
  return {
    total,
    bad,
    ...(total > 0 && { sli: toNumber(divide(ofCount(total - bad), ofCount(total))) }),
    allowedEvents: toNumber(allowed),
    consumed: toNumber(consumed),
    remaining: toNumber(remaining),
    remainingEvents: toNumber(multiply(remaining, allowed)),
    remainingMinutes: toNumber(multiply(multiply(remaining, ofCount(windowMinutes)), objective.budget)),
  };
}

/** What budgets are computed from: numbers that were rounded may only be told. */
export interface ExactBudget {
  readonly allowed: Fraction;
  readonly consumed: Fraction;
  readonly remaining: Fraction;
}

export function exactBudget(
  { total, bad }: { readonly total: Fraction; readonly bad: Fraction },
  { budget }: Objective,
): ExactBudget {
  const allowed = multiply(total, budget);
  const consumed = allowed.numerator === 0n ? NOTHING : divide(bad, allowed);
  return { allowed, consumed, remaining: subtract(ONE, consumed) };
}

/**
 * Where an objective stands. Exact: at the objective, and at the alert threshold, is at risk, whatever binary numbers
 * make of 99.9.
 * @param alertThresholdPercent share of the budget, in percent, from which on the objective is at risk
 * @throws {SloError} for a threshold that is not above 0 and at most 100, and for a count as {@link errorBudget} refuses it
 */
export function statusOf(count: EventCount, objective: Objective, alertThresholdPercent: number): SloStatus {
  const { total, bad } = checkCount(count);
  const alertShare = alertShareOf(alertThresholdPercent);
  if (!(total > 0)) return 'no_data';
  if (compareShare(bad, total, readShare(objective.budget)) > 0) return 'violated';
  const alertBudget = readShare(multiply(objective.budget, alertShare));
  return compareShare(bad, total, alertBudget) >= 0 ? 'at_risk' : 'compliant';
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function alertShareOf(percent: number): Fraction {
  const share = typeof percent === 'number' ? parseFraction(percent) : undefined;
  if (share && percent > 0 && percent <= 100) return divide(share, HUNDRED);
  throw new SloError(
    `'alertThresholdPercent' must be a number above 0 and at most 100, such as 80, got ${shown(percent)}`,
  );
}
