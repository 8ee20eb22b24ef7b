import { refuseUnknownKeys } from '../option-keys';
import { type BurnRateRule, type ReadRule, readRule, WORKBOOK_RULES } from './burn-rate-rule';
import { type CountRemarks, type CountSeries, EventCounts } from './counts';
import type { SloExclusion } from './definition';
import { checkExclusions, excludedBy } from './exclusions';
import { type Firing, ruleFirings, type TrafficGuard } from './firings';
import { parseObjective } from './objective';
import { SloError } from './slo-error';
import { type SloStanding, standingAt } from './standing';
import { parseSloWindow } from './window';

/** The objective, its window and the events that it is evaluated over. */
export interface EvaluateSloOptions {
  /** Percent of events that must be good: `99.9` or `'99.9'`. */
  readonly objective: number | string;
  /** `7d`, `30d` or another time from a day to 62 days, `calendar week` or `calendar month`. */
  readonly window: string;
  /** IANA name; of calendar windows. @default 'UTC' */
  readonly timezone?: string;
  /** Events by minute, or by another step: `total`, and one of `bad` and `good`. */
  readonly series: CountSeries;
  /**
   * Burn-rate rules. An empty list: none.
   * @default WORKBOOK_RULES; `rulesForWindow` has factors that spend the same shares of another window than 30 days
   */
  readonly rules?: readonly BurnRateRule[];
  /** Events, and bad ones, that the long window of a rule needs to breach. @default - any */
  readonly guard?: Partial<TrafficGuard>;
  /** Share of the budget, in percent, from which on the objective is at risk. @default 80 */
  readonly alertThresholdPercent?: number;
  /** Times that do not count, such as maintenance. @default - none */
  readonly exclusions?: readonly SloExclusion[];
  /** The moment to evaluate, in epoch milliseconds; the data before it count. @default - the end of the series */
  readonly atMs?: number;
  /** Whether windows of more than a day end at the last full hour, as in CloudWatch. @default false */
  readonly hourlyLong?: boolean;
}

/** How an objective stands at a moment, and when its rules fired until then. */
export interface SloResult extends SloStanding {
  readonly atMs: number;
  /** Share of good events in the window, 0 to 1; missing without events. */
  readonly sli?: number;
  /** Every firing from the start of the series to `atMs`. */
  readonly rules: readonly RuleResult[];
  /** What is odd about the series. */
  readonly remarks: CountRemarks;
}

/** When a burn-rate rule fired. */
export interface RuleResult {
  readonly id: string;
  readonly severity: BurnRateRule['severity'];
  /** In order of time. */
  readonly firings: readonly Firing[];
}

const WHERE = 'evaluateSlo';
const DEFAULT_ALERT_THRESHOLD_PERCENT = 80;
const OPTIONS: Readonly<Record<keyof EvaluateSloOptions, true>> = {
  objective: true,
  window: true,
  timezone: true,
  series: true,
  rules: true,
  guard: true,
  alertThresholdPercent: true,
  exclusions: true,
  atMs: true,
  hourlyLong: true,
};

/**
 * Evaluates an objective over a series of events, as alarms and `evaluate-slos` do, without AWS: what would have paged,
 * when, and what is left of the budget.
 *
 * - The SLI is the share of good events in the window, `1 - bad / total`; the error budget is `total x (1 - objective)`
 *   events.
 * - The burn rate is `(bad / total) / (1 - objective)`: at 1 the budget lasts exactly for the window.
 * - A rule fires while the burn rates of its long and of its short window are above its factor; at it is not above. Its
 *   `firings` are looked for at the end of every step, with the data until then.
 *
 * All of it is counted in events, so a busy minute weighs more than a quiet one. Comparisons are exact; numbers have 12
 * significant digits. Where the series begins later than a window, the window is what there is of it.
 *
 * ```ts
 * const { status, budget, rules } = evaluateSlo({
 *   objective: '99.9',
 *   window: '30d',
 *   series: { startMs: Date.UTC(2026, 0, 5), stepSeconds: 60, total, good },
 * });
 * ```
 * @throws {SloError} for an option, an objective, a window, a rule or a series that cannot be what it says
 * @throws {MuteRuleError} for an exclusion whose schedule no mute rule could have
 * @see https://sre.google/workbook/alerting-on-slos/ (chapter 5)
 */
export function evaluateSlo(options: EvaluateSloOptions): SloResult {
  checkOptions(options);
  const { series, exclusions, hourlyLong, alertThresholdPercent = DEFAULT_ALERT_THRESHOLD_PERCENT } = options;
  const objective = parseObjective(WHERE, options.objective);
  const window = parseSloWindow(WHERE, options.window, options.timezone);
  const rules = (options.rules ?? WORKBOOK_RULES).map((rule) => readRule(WHERE, rule));
  const guard = { minTotal: options.guard?.minTotal ?? 0, minBad: options.guard?.minBad ?? 0 };
  const counts = EventCounts.of(series, exclusions && { excluded: excludedBy(exclusions) });
  const atMs = options.atMs ?? counts.endMs;
  const standing = standingAt(counts, objective, window, alertThresholdPercent, atMs);
  const resultOf = (rule: ReadRule): RuleResult => {
    const firings = ruleFirings(counts, rule, objective, guard, { toMs: atMs, hourlyLong });
    return { id: rule.id, severity: rule.severity, firings };
  };
  return {
    ...standing,
    atMs,
    ...(standing.budget.sli !== undefined && { sli: standing.budget.sli }),
    rules: rules.map(resultOf),
    remarks: counts.remarks,
  };
}

function checkOptions(options: EvaluateSloOptions): void {
  checkObject(WHERE, options);
  refuseUnknown(WHERE, options, Object.keys(OPTIONS));
  const { atMs, guard = {}, rules, exclusions } = options;
  if (rules !== undefined && !Array.isArray(rules)) {
    throw new SloError(`${WHERE}: 'rules' must be a list of rules, such as WORKBOOK_RULES, got ${shown(rules)}`);
  }
  if (exclusions !== undefined) checkExclusions(WHERE, exclusions);
  if (atMs !== undefined && !Number.isFinite(atMs)) {
    throw new SloError(`${WHERE}: 'atMs' must be a moment in epoch milliseconds, got ${String(atMs)}`);
  }
  checkObject(`${WHERE}: 'guard'`, guard);
  refuseUnknown(`${WHERE}: 'guard'`, guard, ['minTotal', 'minBad']);
  for (const [name, least] of Object.entries(guard)) {
    if (least === undefined || (typeof least === 'number' && least >= 0)) continue;
    throw new SloError(`${WHERE}: 'guard.${name}' must be a number of events, 0 or more, got ${String(least)}`);
  }
}

function checkObject(where: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new SloError(`${where} must be an object of options, got ${shown(value)}`);
}

function shown(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function refuseUnknown(where: string, options: object, known: readonly string[]): void {
  try {
    refuseUnknownKeys(where, options, known);
  } catch (error) {
    throw new SloError((error as Error).message);
  }
}
