import { closest } from '../closest';
import { compare, divide, type Fraction, fraction, multiply, parseFraction, toNumber } from './fraction';
import type { Objective } from './objective';
import { SloError } from './slo-error';
import { minutesText, nominalMinutes, parseMinutes, type SloWindow } from './window';

/**
 * Fires while the burn rate is above `factor` over the long window and over the short one: the long one says that much
 * of the budget is gone, the short one that it still goes.
 * @see https://sre.google/workbook/alerting-on-slos/ (chapter 5, approach 6)
 */
export interface BurnRateRule {
  /** Unique among the rules of an objective: `page_fast`. */
  readonly id: string;
  /** `page` wakes people, `ticket` waits for the working day. */
  readonly severity: 'page' | 'ticket';
  /** `1h`; at most 7 days, which is the longest that an alarm looks back. */
  readonly long: string;
  /** `5m`; shorter than `long`. */
  readonly short: string;
  /** How many times faster than planned the budget burns: `14.4` or `14/15`. Exact. */
  readonly factor: string;
}

/** The workbook's four. For a window of 30 days they spend 2, 5, 10 and 10 % of the budget until they fire. */
export const WORKBOOK_RULES: readonly BurnRateRule[] = [
  { id: 'page_fast', severity: 'page', long: '1h', short: '5m', factor: '14.4' },
  { id: 'page_slow', severity: 'page', long: '6h', short: '30m', factor: '6' },
  { id: 'ticket_fast', severity: 'ticket', long: '1d', short: '2h', factor: '3' },
  { id: 'ticket_slow', severity: 'ticket', long: '3d', short: '6h', factor: '1' },
];

/** A rule with its numbers read. */
export interface ReadRule extends BurnRateRule {
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly burn: Fraction;
}

const LONGEST_MINUTES = 7 * 1_440;
const DAY_MINUTES = 1_440;
const ID = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
const SEVERITIES = ['page', 'ticket'] as const;
const ONE = fraction(1n);

/**
 * Checks a burn-rate rule and reads its windows. `where` begins the message of what it throws.
 * @throws {SloError} that names the rule and what of it is wrong
 */
export function readRule(where: string, rule: BurnRateRule): ReadRule {
  const refuse = (name: string, allowed: string, got: unknown) =>
    new SloError(`${where}: '${name}' of rule '${rule?.id}' must be ${allowed}, got ${JSON.stringify(got)}`);
  const { id, severity, long, short, factor } = rule ?? {};
  if (typeof id !== 'string' || !ID.test(id)) throw refuse('id', 'a letter, then letters, digits, _ and -', id);
  if (!SEVERITIES.includes(severity)) {
    const meant = closest(String(severity), SEVERITIES);
    throw refuse('severity', `'page' or 'ticket'${meant ? ` (did you mean '${meant}'?)` : ''}`, severity);
  }
  const longMinutes = parseMinutes(long);
  const shortMinutes = parseMinutes(short);
  const burn = parseFraction(factor);
  if (longMinutes === undefined || longMinutes > LONGEST_MINUTES) {
    throw refuse('long', "a time up to '7d' (no alarm of CloudWatch looks back further), such as '1h'", long);
  }
  if (shortMinutes === undefined || shortMinutes >= longMinutes) {
    throw refuse('short', `a time below '${long}', such as '5m'`, short);
  }
  if (!burn || burn.numerator <= 0n) throw refuse('factor', "a number above 0, such as '14.4' or '14/15'", factor);
  return { ...rule, longMinutes, shortMinutes, burn };
}

/** The bad share of events above which the rule's windows breach: factor x budget. */
export function thresholdOf({ burn }: ReadRule, { budget }: Objective): Fraction {
  return multiply(burn, budget);
}

/** Why the rule can never fire; `undefined` where it can. */
export function neverFires(where: string, rule: ReadRule, objective: Objective): string | undefined {
  if (compare(thresholdOf(rule, objective), ONE) < 0) return undefined;
  const lowest = 100 * (1 - 1 / toNumber(rule.burn));
  return (
    `${where}: rule '${rule.id}' can never fire: at ${objective.percent} % even if everything fails the budget burns ` +
    `${toNumber(divide(ONE, objective.budget))} x, and the rule waits for more than ${toNumber(rule.burn)} x; raise the ` +
    `objective above ${Number(lowest.toFixed(2))} %, or leave the rule out by 'rules'`
  );
}

/**
 * Minutes from the start of a fault to the rule's firing while that share of events fails, in even traffic and with a
 * clean past; `undefined`: not at that share.
 * @param errorShare from 0 to 1
 */
export function detectionMinutes(rule: ReadRule, objective: Objective, errorShare: number): number | undefined {
  const threshold = toNumber(thresholdOf(rule, objective));
  if (!(errorShare > threshold)) return undefined;
  // Above, not at: the first whole minute after the long window has reached it; the short one is there by then.
  return Math.floor((threshold / errorShare) * rule.longMinutes + 1e-9) + 1;
}

/** Share of the whole budget that is gone when the rule fires: factor x long window / window. */
export function budgetSpentAtFiring(rule: ReadRule, window: SloWindow): number {
  return toNumber(multiply(rule.burn, fraction(BigInt(rule.longMinutes), BigInt(nominalMinutes(window)))));
}

/** A window of more than a day is evaluated once an hour, on data up to the full hour. */
export function isHourly(minutes: number): boolean {
  return minutes > DAY_MINUTES;
}

/** The factors that spend the workbook's shares of the budget in a window of another length than 30 days. */
export function rulesForWindow(window: SloWindow): BurnRateRule[] {
  const scale = fraction(BigInt(nominalMinutes(window)), 43_200n);
  return WORKBOOK_RULES.map((rule) => {
    const { numerator, denominator } = multiply(parseFraction(rule.factor) as Fraction, scale);
    return { ...rule, factor: denominator === 1n ? String(numerator) : `${numerator}/${denominator}` };
  });
}

/** `1h/5m at 14.4 x`. */
export function ruleText({ longMinutes, shortMinutes, burn }: ReadRule): string {
  return `${minutesText(longMinutes)}/${minutesText(shortMinutes)} at ${toNumber(burn)} x`;
}
