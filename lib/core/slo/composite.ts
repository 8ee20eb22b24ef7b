import type { CompositeSloDefinition, SloDefinition } from './definition';
import { sloKey } from './definition';
import { errorBudget, statusOf } from './error-budget';
import { hoursToExhaustion } from './forecast';
import { divide, toNumber } from './fraction';
import { BURN_RATE_WINDOWS, type BurnRateWindow, type SloMeasurement } from './measurement';
import { type Objective, parseObjective } from './objective';
import { twelveDigits } from './share';
import { nominalMinutes, parseSloWindow } from './window';

/** A part that is known, and how it stood. */
export interface MeasuredPart {
  readonly definition: SloDefinition;
  readonly measurement: SloMeasurement;
  readonly weight: number;
}

/** A share of bad events, with the weight of whoever has it. */
interface Share {
  readonly share: number;
  readonly weight: number;
}

/** Composites do not say when they are at risk; this is what objectives have unless they say otherwise. */
const ALERT_THRESHOLD_PERCENT = 80;

/**
 * How a composite stands at a moment, from its parts with data: those without say nothing, and without any there is none
 * here either. `worst` has the events of the part with the largest bad share. `weighted` has the weighted mean of the bad
 * shares, of as many events as all parts have together. Burn rates are combined alike, window by window. It has no rules,
 * so none fires and none is violated, and no window of its own to project to the end of.
 */
export function measureComposite(
  definition: CompositeSloDefinition,
  parts: readonly MeasuredPart[],
  atMs: number,
): SloMeasurement {
  const slo = sloKey(definition);
  const objective = parseObjective(slo, definition.objective);
  const withData = parts.filter(({ measurement }) => measurement.total > 0);
  const { total, bad, windowMinutes } = definition.combine === 'worst' ? worstOf(withData) : meanOf(withData);
  const budget = errorBudget({ total, bad }, objective, windowMinutes);
  const burnRates = combinedBurnRates(definition, withData, objective);
  const hours = hoursToExhaustion(budget, burnRates['1h'], windowMinutes);
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
    ...(hours !== undefined && { hoursToExhaustion: hours }),
  };
}

interface Combined {
  readonly total: number;
  readonly bad: number;
  readonly windowMinutes: number;
}

const NOTHING: Combined = { total: 0, bad: 0, windowMinutes: 0 };

function worstOf(parts: readonly MeasuredPart[]): Combined {
  const combined = parts.map(({ definition, measurement: { total, bad } }) => ({
    total,
    bad,
    windowMinutes: minutesOf(definition),
  }));
  return combined.reduce(
    (worst, one) => (one.bad / one.total > worst.bad / worst.total ? one : worst),
    combined[0] ?? NOTHING,
  );
}

function meanOf(parts: readonly MeasuredPart[]): Combined {
  if (parts.length === 0) return NOTHING;
  const total = parts.reduce((sum, { measurement }) => sum + measurement.total, 0);
  const share = meanShare(
    parts.map(({ measurement, weight }) => ({ share: measurement.bad / measurement.total, weight })),
  );
  const minutes = parts.map(({ definition, weight }) => ({ share: minutesOf(definition), weight }));
  return { total, bad: twelveDigits(share * total), windowMinutes: meanShare(minutes) };
}

/** The bad share of a window is its burn rate times the part's budget. */
function combinedBurnRates(
  { combine }: CompositeSloDefinition,
  parts: readonly MeasuredPart[],
  objective: Objective,
): Partial<Record<BurnRateWindow, number>> {
  const rates: Partial<Record<BurnRateWindow, number>> = {};
  const scaled = parts.map((part) => ({
    ...part,
    scale: toNumber(divide(budgetOf(part.definition), objective.budget)),
  }));
  for (const window of BURN_RATE_WINDOWS) {
    const shares = scaled.flatMap(({ measurement, weight, scale }): Share[] => {
      const burn = measurement.burnRates[window];
      return burn === undefined ? [] : [{ share: burn * scale, weight }];
    });
    if (shares.length === 0) continue;
    rates[window] = twelveDigits(
      combine === 'worst' ? Math.max(...shares.map(({ share }) => share)) : meanShare(shares),
    );
  }
  return rates;
}

function budgetOf(definition: SloDefinition): Objective['budget'] {
  return parseObjective(sloKey(definition), definition.objective).budget;
}

function meanShare(shares: readonly Share[]): number {
  const weights = shares.reduce((sum, { weight }) => sum + weight, 0);
  return shares.reduce((sum, { share, weight }) => sum + share * weight, 0) / weights;
}

function minutesOf(definition: SloDefinition): number {
  return nominalMinutes(parseSloWindow(sloKey(definition), definition.window, definition.timezone));
}
