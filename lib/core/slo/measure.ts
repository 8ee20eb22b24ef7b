import { SCHEMA_VERSION } from '../conventions';
import { type ReadRule, readRule } from './burn-rate-rule';
import type { EventCounts } from './counts';
import { type SloDefinition, sloKey } from './definition';
import { excludedBy } from './exclusions';
import { isFiring } from './firings';
import type { SloMeasurement } from './measurement';
import { parseObjective } from './objective';
import { guardOf } from './rule-guard';
import { standingAt } from './standing';
import { violationsIn } from './violations';
import { parseSloWindow } from './window';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How an objective stands at a moment: its window, burn rates, rules and forecast, without the definition's exclusions.
 * Data before `atMs` count; those after it may be there, as they are where missed ticks are made up for.
 * @param counts from at least a day and the longest rule before `atMs`; what they lack is unknown, and not good
 * @throws {SloError} for a definition that cannot be what it says
 * @throws {MuteRuleError} for an exclusion's schedule that is none
 */
export function measureSlo(definition: SloDefinition, counts: EventCounts, atMs: number): SloMeasurement {
  const slo = sloKey(definition);
  const objective = parseObjective(slo, definition.objective);
  const window = parseSloWindow(slo, definition.window, definition.timezone);
  const rules = definition.rules.map((rule) => wholeSteps(readRule(slo, rule), counts.stepSeconds));
  const included = definition.exclusions.length > 0 ? counts.without(excludedBy(definition.exclusions)) : counts;
  const { budget, ...standing } = standingAt(included, objective, window, definition.alertThresholdPercent, atMs);
  const firing = rules.filter((rule) => isFiring(included, rule, objective, guardOf(definition, rule.severity), atMs));
  const guards = (severity: 'page' | 'ticket') => guardOf(definition, severity);
  return {
    schemaVersion: SCHEMA_VERSION,
    slo,
    atMs,
    ...standing,
    total: budget.total,
    bad: budget.bad,
    ...(budget.sli !== undefined && { sli: budget.sli }),
    budgetEvents: budget.allowedEvents,
    budgetRemaining: budget.remaining,
    budgetRemainingEvents: budget.remainingEvents,
    budgetRemainingMinutes: budget.remainingMinutes,
    lastHour: included.between(atMs - HOUR_MS, atMs),
    firing: firing.map(({ id }) => id),
    violations24h: violationsIn(included, rules, objective, guards, { startMs: atMs - DAY_MS, endMs: atMs }),
  };
}

/**
 * Alarms look at minutes, and the window of a rule may be any number of them; data of more than 15 days ago come in steps
 * of five. The next whole step is as close as those get.
 */
function wholeSteps(rule: ReadRule, stepSeconds: number): ReadRule {
  const widened = (minutes: number) => (Math.ceil((minutes * 60) / stepSeconds) * stepSeconds) / 60;
  return { ...rule, longMinutes: widened(rule.longMinutes), shortMinutes: widened(rule.shortMinutes) };
}
