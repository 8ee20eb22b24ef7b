import type { CompositeSloDefinition, SloDefinition } from './definition';
import { sloKey } from './definition';
import { errorBudget, exactBudget, statusOf } from './error-budget';
import { exhaustionHours } from './forecast';
import { add, compare, divide, type Fraction, fraction, multiply, ofCount, toNumber } from './fraction';
import { BURN_RATE_WINDOWS, type BurnRateWindow, type SloMeasurement } from './measurement';
import { type Objective, parseObjective } from './objective';
import { nominalMinutes, parseSloWindow } from './window';

/** A part that is known, and how it stood. */
export interface MeasuredPart {
  readonly definition: SloDefinition;
  readonly measurement: SloMeasurement;
  readonly weight: number;
}

/** A share of bad events, or of time, with the weight of whoever has it. */
interface Share {
  readonly share: Fraction;
  readonly weight: number;
}

/** Composites do not say when they are at risk; this is what objectives have unless they say otherwise. */
const ALERT_THRESHOLD_PERCENT = 80;
const ONE = fraction(1n);

/**
 * How a composite stands at a moment, from its parts with data: those without say nothing, and without any there is none
 * here either. `worst` has the events of the part with the largest bad share, or, where each part is held to its own
 * objective, of the one that has used most of its own budget, and that budget. `weighted` has the weighted mean of the bad
 * shares, of as many events as all parts have together. Burn rates are combined alike, window by window, and so is what is
 * used of the budgets of the projected windows. It has no rules, so none fires and none is violated, and no window of its
 * own to project to the end of.
 */
export function measureComposite(
  definition: CompositeSloDefinition,
  parts: readonly MeasuredPart[],
  atMs: number,
): SloMeasurement {
  const slo = sloKey(definition);
  const withData = parts.filter(({ measurement }) => measurement.total > 0);
  const { total, bad, windowMinutes, objective } = combined(definition, withData);
  const budget = errorBudget({ total, bad }, objective, windowMinutes);
  const scaled = inOwnTerms(definition, withData);
  const burnRates = combinedBurnRates(definition, scaled);
  const used = combinedShare(definition, scaled, usedOfProjected);
  const { remaining } = exactBudget({ total: ofCount(total), bad: ofCount(bad) }, objective);
  const burn = burnRates['1h'] === undefined ? undefined : ofCount(burnRates['1h']);
  const hours = exhaustionHours(remaining, burn, windowMinutes);
  return {
    schemaVersion: definition.schemaVersion,
    slo,
    atMs,
    status: statusOf({ total, bad }, objective, ALERT_THRESHOLD_PERCENT),
    total,
    bad,
    ...(budget.sli !== undefined && { sli: budget.sli }),
    budgetEvents: budget.allowedEvents,
    budgetRemaining: budget.remaining,
    budgetRemainingEvents: budget.remainingEvents,
    budgetRemainingMinutes: budget.remainingMinutes,
    burnRates,
    firing: [],
    violations24h: 0,
    ...(used !== undefined && { usedOfProjected: used }),
    ...(hours !== undefined && { hoursToExhaustion: hours }),
  };
}

interface Combined {
  readonly total: number;
  readonly bad: number;
  readonly windowMinutes: number;
  /** That it is held to. */
  readonly objective: Objective;
}

function combined(definition: CompositeSloDefinition, parts: readonly MeasuredPart[]): Combined {
  const objective = parseObjective(sloKey(definition), definition.objective);
  if (parts.length === 0) return { total: 0, bad: 0, windowMinutes: 0, objective };
  if (definition.combine === 'weighted') return { ...meanOf(parts), objective };
  const all = parts.map((part): Combined => {
    const { total, bad } = part.measurement;
    const held = definition.ownObjectives ? objectiveOf(part.definition) : objective;
    return { total, bad, windowMinutes: minutesOf(part.definition), objective: held };
  });
  return all.reduce((worst, one) => (compare(usedBy(one), usedBy(worst)) > 0 ? one : worst));
}

function usedBy({ total, bad, objective }: Combined): Fraction {
  return exactBudget({ total: ofCount(total), bad: ofCount(bad) }, objective).consumed;
}

function meanOf(parts: readonly MeasuredPart[]): Omit<Combined, 'objective'> {
  const total = parts.reduce((sum, { measurement }) => sum + measurement.total, 0);
  const share = meanShare(
    parts.map(({ measurement: { bad, total: of }, weight }) => ({
      share: divide(ofCount(bad), ofCount(of)),
      weight,
    })),
  );
  const minutes = parts.map(({ definition, weight }) => ({ share: ofCount(minutesOf(definition)), weight }));
  return { total, bad: toNumber(multiply(share, ofCount(total))), windowMinutes: toNumber(meanShare(minutes)) };
}

/** A part, and how many times the composite's budget its own is. */
interface ScaledPart extends MeasuredPart {
  readonly scale: Fraction;
}

/** The bad share of a window is its burn rate times the part's budget. */
function inOwnTerms(
  { ownObjectives, ...definition }: CompositeSloDefinition,
  parts: readonly MeasuredPart[],
): readonly ScaledPart[] {
  const { budget } = parseObjective(sloKey(definition), definition.objective);
  return parts.map((part) => ({
    ...part,
    scale: ownObjectives ? ONE : divide(objectiveOf(part.definition).budget, budget),
  }));
}

function combinedBurnRates(
  definition: CompositeSloDefinition,
  parts: readonly ScaledPart[],
): Partial<Record<BurnRateWindow, number>> {
  const rates: Partial<Record<BurnRateWindow, number>> = {};
  for (const window of BURN_RATE_WINDOWS) {
    const rate = combinedShare(definition, parts, ({ burnRates }) => burnRates[window]);
    if (rate !== undefined) rates[window] = rate;
  }
  return rates;
}

/** Of a part without a pace, the window so far is all of it. */
function usedOfProjected({ projection, budgetRemaining }: SloMeasurement): number {
  return projection?.usedOfProjected ?? 1 - budgetRemaining;
}

/** @param of what a part has used, in terms of its own budget; parts without it are left out */
function combinedShare(
  { combine }: CompositeSloDefinition,
  parts: readonly ScaledPart[],
  of: (measurement: SloMeasurement) => number | undefined,
): number | undefined {
  const shares = parts.flatMap(({ measurement, weight, scale }): Share[] => {
    const used = of(measurement);
    return used === undefined ? [] : [{ share: multiply(ofCount(used), scale), weight }];
  });
  if (shares.length === 0) return undefined;
  return toNumber(combine === 'worst' ? largest(shares) : meanShare(shares));
}

function largest(shares: readonly Share[]): Fraction {
  return shares.map(({ share }) => share).reduce((most, one) => (compare(one, most) > 0 ? one : most));
}

function meanShare(shares: readonly Share[]): Fraction {
  const weights = shares.reduce((sum, { weight }) => add(sum, ofCount(weight)), fraction(0n));
  const sum = shares.reduce((all, { share, weight }) => add(all, multiply(share, ofCount(weight))), fraction(0n));
  return divide(sum, weights);
}

function objectiveOf(definition: SloDefinition): Objective {
  return parseObjective(sloKey(definition), definition.objective);
}

function minutesOf(definition: SloDefinition): number {
  return nominalMinutes(parseSloWindow(sloKey(definition), definition.window, definition.timezone));
}
