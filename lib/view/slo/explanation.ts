/** An objective worked out in numbers: what it counts, what it allows, and when its rules fire. */
import { plannedAlarms, planSloAlarms, type SloAlarmOptions } from '../../core/slo/alarm-plan';
import {
  budgetSpentAtFiring,
  detectionMinutes,
  isHourly,
  type ReadRule,
  readRule,
  thresholdOf,
} from '../../core/slo/burn-rate-rule';
import { type SloDefinition, sloKey } from '../../core/slo/definition';
import { type ErrorBudget, errorBudget } from '../../core/slo/error-budget';
import { toNumber } from '../../core/slo/fraction';
import { unmetGuards } from '../../core/slo/guards';
import { type Objective, parseObjective } from '../../core/slo/objective';
import { guardOf } from '../../core/slo/rule-guard';
import { SloError } from '../../core/slo/slo-error';
import { nominalMinutes, parseSloWindow, type SloWindow } from '../../core/slo/window';

export interface SloExplanation {
  readonly slo: string;
  readonly definition: SloDefinition;
  /** Which share may be bad. */
  readonly budgetShare: number;
  /** A month of the calendar counts as 30 days. */
  readonly windowMinutes: number;
  readonly outageMinutes: number;
  /** At the traffic that was given; of timeslices, all slices of the window. */
  readonly totalEvents: number;
  readonly budgetEvents: number;
  readonly rules: readonly RuleExplanation[];
  readonly alarms: readonly AlarmExplanation[];
  /** A quarter of the budget is used: how the rest is computed. */
  readonly example: ErrorBudget;
}

export interface RuleExplanation {
  readonly id: string;
  readonly severity: 'page' | 'ticket';
  readonly long: string;
  readonly short: string;
  readonly factor: number;
  /** Fires above this share of bad events. */
  readonly threshold: number;
  /** Of the whole budget, when it fires. */
  readonly budgetSpent: number;
  /** Minutes from the start of a fault, by the share that fails; null: it does not fire. */
  readonly detectionMinutes: Readonly<Record<DetectionCase, number | null>>;
  /** At most, from the end of the fault. */
  readonly resetMinutes: number;
  /** Whether CloudWatch looks only once an hour, so that all times are up to 59 minutes more. */
  readonly hourly: boolean;
}

export const DETECTION_CASES = ['100 %', '10 %', '1 %', 'just above'] as const;
export type DetectionCase = (typeof DETECTION_CASES)[number];

export interface AlarmExplanation {
  /** In CloudWatch; missing where the templates do not tell. */
  readonly alarmName?: string;
  readonly id: string;
  readonly role: string;
  readonly severity: string;
  readonly summary: string;
  /** Of a total outage. */
  readonly detectionMinutes: { readonly best: number; readonly worst: number };
}

export interface ExplainOptions {
  /** Events a minute, for numbers that people can picture. @default 1000 */
  readonly trafficPerMinute?: number;
  /** As far as the templates tell. @default - those of `planSloAlarms` */
  readonly alarms?: SloAlarmOptions;
  /** Name in CloudWatch of the alarm with that id. @default - unknown */
  readonly nameOf?: (id: string) => string | undefined;
}

const DEFAULT_TRAFFIC = 1_000;
const JUST_ABOVE = 1 + 1e-6;

/** @throws {SloError} for a definition that cannot be what it says */
export function explainSlo(definition: SloDefinition, options: ExplainOptions = {}): SloExplanation {
  const slo = sloKey(definition);
  const objective = parseObjective(slo, definition.objective);
  const window = parseSloWindow(slo, definition.window, definition.timezone);
  const windowMinutes = nominalMinutes(window);
  const budgetShare = toNumber(objective.budget);
  const unmet = unmetGuards(slo, definition, options.alarms?.longWindowSource);
  if (unmet !== undefined) throw new SloError(unmet);
  const traffic = eventsPerMinute(definition, options.trafficPerMinute ?? DEFAULT_TRAFFIC);
  const totalEvents = windowMinutes * traffic;
  const { allowedEvents } = errorBudget({ total: totalEvents, bad: 0 }, objective, windowMinutes);
  return {
    ...{ slo, definition, budgetShare, windowMinutes, totalEvents },
    outageMinutes: budgetShare * windowMinutes,
    budgetEvents: allowedEvents,
    rules: definition.rules.map((rule) => explainRule(readRule(slo, rule), { definition, objective, window, traffic })),
    alarms: explainAlarms(definition, options),
    example: errorBudget({ total: totalEvents, bad: Math.floor(allowedEvents / 4) }, objective, windowMinutes),
  };
}

function eventsPerMinute({ indicator }: SloDefinition, traffic: number): number {
  return indicator.budgeting === 'events' ? traffic : 60 / indicator.sliceSeconds;
}

interface RuleSite {
  readonly definition: SloDefinition;
  readonly objective: Objective;
  readonly window: SloWindow;
  /** Events, or slices, a minute. */
  readonly traffic: number;
}

function explainRule(rule: ReadRule, site: RuleSite): RuleExplanation {
  const { objective, window } = site;
  const { id, severity, long, short } = rule;
  const threshold = toNumber(thresholdOf(rule, objective));
  const shares: Readonly<Record<DetectionCase, number>> = {
    ...{ '100 %': 1, '10 %': 0.1, '1 %': 0.01, 'just above': threshold * JUST_ABOVE },
  };
  const detected = (share: number) => (share > 1 ? null : detectedAfter(rule, site, share));
  return {
    ...{ id, severity, long, short, threshold },
    factor: toNumber(rule.burn),
    budgetSpent: budgetSpentAtFiring(rule, window),
    detectionMinutes: Object.fromEntries(DETECTION_CASES.map((name) => [name, detected(shares[name])])) as Record<
      DetectionCase,
      number | null
    >,
    resetMinutes: rule.shortMinutes,
    hourly: isHourly(rule.longMinutes),
  };
}

/** With the guards of the long window, and in whole slices; null: the window never holds so many. */
function detectedAfter(rule: ReadRule, { definition, objective, traffic }: RuleSite, share: number): number | null {
  const { indicator } = definition;
  const { minTotal, minBad } = guardOf(definition, rule.severity);
  const above = detectionMinutes(rule, objective, share);
  const stepMinutes = indicator.budgeting === 'timeslices' ? indicator.sliceSeconds / 60 : 1;
  const inWindow = traffic * Math.ceil(rule.longMinutes / stepMinutes) * stepMinutes;
  const few = (minTotal > 1 && inWindow < minTotal) || (minBad > 1 && inWindow * share < minBad - 1e-9);
  if (above === undefined || few) return null;
  const enough = minBad > 1 ? Math.ceil(minBad / (share * traffic) - 1e-9) : 0;
  return Math.ceil(Math.max(above, enough) / stepMinutes) * stepMinutes;
}

function explainAlarms(definition: SloDefinition, { alarms, nameOf }: ExplainOptions): AlarmExplanation[] {
  return plannedAlarms(planSloAlarms(definition, alarms)).map(({ id, role, severity, summary, detection }) => ({
    ...{ alarmName: nameOf?.(id), id, role, severity, summary },
    detectionMinutes: { best: detection.bestMinutes, worst: detection.worstMinutes },
  }));
}
