import { burnRate } from '../../lib/core/slo/burn-rate';
import { isHourly, type ReadRule, readRule } from '../../lib/core/slo/burn-rate-rule';
import { EventCounts } from '../../lib/core/slo/counts';
import { type ErrorBudget, errorBudget, statusOf } from '../../lib/core/slo/error-budget';
import { type Firing, ruleFirings, type TrafficGuard } from '../../lib/core/slo/firings';
import { hoursToExhaustion, project } from '../../lib/core/slo/forecast';
import { type Objective, parseObjective } from '../../lib/core/slo/objective';
import { nominalMinutes, parseMinutes, parseSloWindow, type SloWindow, spanAt } from '../../lib/core/slo/window';
import { type Cells, cellsCell, isCells, isUndocumented, listCell, numberCell, textCell } from './case-kind';
import { allowCells, START_MS, sloSeries } from './slo-series';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MINUTES = 7 * 1_440;
const FAST_BURN = 10;
const ALERT_THRESHOLD_PERCENT = 80;

/** What lib/core says about a case, in the cells of `expected`. */
export function sloAnswer(vector: Cells): Cells {
  const counts = EventCounts.of(sloSeries(vector));
  const objective = parseObjective('objective_percent', vector.objective_percent as string | number);
  const window = windowOf(vector.slo_window);
  const count = countAt(counts, window);
  const budget = errorBudget(count, objective, 0);
  const lastHour = counts.between(counts.endMs - HOUR_MS, counts.endMs);
  const burn1h = burnRate(lastHour, objective);
  return {
    minutes: counts.steps,
    window_total: budget.total,
    window_bad: budget.bad,
    sli: budget.sli ?? null,
    budget_allowed_events: budget.allowedEvents,
    ...shareOfBudget(vector, budget),
    status: statusOf(budget, objective, alertThresholdPercent(vector)),
    rules: rulesAnswer(vector, counts, objective),
    burn_rates: burnRates(vector, counts, objective),
    burning_fast_gt_10x_1h_at_end: burn1h !== undefined && burn1h > FAST_BURN,
    hours_to_exhaustion_at_1h_burn: hoursToExhaustion(count, lastHour, objective, nominalMinutes(window)) ?? null,
    forecast: isUndocumented(vector.forecast) ? null : forecast(cellsCell(vector, 'forecast'), counts, objective),
  };
}

/** Of a budget of no events lib/core says that nothing is used; null says that no share can be told. Both are right. */
function shareOfBudget(vector: Cells, { total, consumed, remaining }: ErrorBudget): Cells {
  const expected = cellsCell(vector, 'expected');
  const told = (name: string, share: number) => (total === 0 && expected[name] === null ? null : share);
  return {
    budget_consumed: told('budget_consumed', consumed),
    budget_remaining: told('budget_remaining', remaining),
  };
}

/** Of any length: only for what CloudWatch keeps is lib/core strict. */
function windowOf(text: unknown): SloWindow {
  const minutes = parseMinutes(text);
  return minutes === undefined ? parseSloWindow('slo_window', String(text)) : { kind: 'rolling', minutes };
}

function countAt(counts: EventCounts, window: SloWindow) {
  return counts.between(spanAt(window, counts.endMs).startMs, counts.endMs);
}

function alertThresholdPercent(vector: Cells): number {
  return isUndocumented(vector.alert_threshold_percent)
    ? ALERT_THRESHOLD_PERCENT
    : numberCell(vector, 'alert_threshold_percent');
}

function rulesAnswer(vector: Cells, counts: EventCounts, objective: Objective): Cells {
  const guard = guardOf(vector);
  const answers = listCell(vector, 'rules').map((cells) => {
    const rule = ruleOf(cells);
    const firings = ruleFirings(counts, rule, objective, guard);
    const hourly = isHourly(rule.longMinutes) && {
      cloudwatch_multiday: firstEpisode(ruleFirings(counts, rule, objective, guard, { hourlyLong: true })),
    };
    return [rule.id, { ...ruleAnswer(firings, counts.steps), ...hourly }];
  });
  return Object.fromEntries(answers);
}

function ruleOf(cells: unknown): ReadRule {
  if (!isCells(cells)) throw new TypeError(`a rule must be an object, got ${JSON.stringify(cells)}`);
  allowCells('rules', cells, ['id', 'severity', 'long', 'short', 'factor']);
  const [id, long, short] = [textCell(cells, 'id'), textCell(cells, 'long'), textCell(cells, 'short')];
  return readRule('rules', { id, severity: 'page', long, short, factor: String(cells.factor) });
}

function guardOf(vector: Cells): TrafficGuard {
  const guard = isUndocumented(vector.guard) ? {} : cellsCell(vector, 'guard');
  allowCells('guard', guard, ['min_total', 'min_bad']);
  const least = (name: string) => (isUndocumented(guard[name]) ? 0 : numberCell(guard, name));
  return { minTotal: least('min_total'), minBad: least('min_bad') };
}

function ruleAnswer(firings: readonly Firing[], minutes: number): Cells {
  const intervals = firings.map(({ startMs, endMs }) => [minuteOf(startMs), minuteOf(endMs)] as const);
  return {
    fires: firings.length > 0,
    ...firstEpisode(firings),
    firing_at_end: firings.at(-1)?.endMs === undefined && firings.length > 0,
    intervals,
    firing_minutes: intervals.reduce((sum, [start, reset]) => sum + (reset ?? minutes) - (start ?? 0), 0),
  };
}

function firstEpisode(firings: readonly Firing[]): Cells {
  const [first] = firings;
  return {
    first_fire_minute: minuteOf(first?.startMs),
    reset_minute: minuteOf(first?.endMs),
    episodes: firings.length,
  };
}

/** Minutes are told by their starts, and judged at their ends. */
function minuteOf(atMs: number | undefined): number | null {
  return atMs === undefined ? null : (atMs - START_MS) / MINUTE_MS - 1;
}

function burnRates(vector: Cells, counts: EventCounts, objective: Objective): Cells[] {
  const asked = cellsCell(vector, 'expected').burn_rates;
  return (Array.isArray(asked) ? asked : []).map((cells: Cells) => {
    const atMs = START_MS + (numberCell(cells, 'minute') + 1) * MINUTE_MS;
    const windows = Object.keys(cells).filter((cell) => cell !== 'minute');
    const rates = windows.map((window) => [window, burnBefore(counts, objective, atMs, window) ?? null]);
    return { minute: cells.minute, ...Object.fromEntries(rates) };
  });
}

function burnBefore(counts: EventCounts, objective: Objective, atMs: number, window: string): number | undefined {
  const minutes = parseMinutes(window);
  if (minutes === undefined) throw new TypeError(`cell '${window}' of 'burn_rates' is no window`);
  return burnRate(counts.between(atMs - minutes * MINUTE_MS, atMs), objective);
}

function forecast(asked: Cells, counts: EventCounts, objective: Objective): Cells | null {
  allowCells('forecast', asked, ['period', 'lookback']);
  const period = windowOf(asked.period);
  const lookback = isUndocumented(asked.lookback) ? undefined : parseMinutes(asked.lookback);
  const projection = project(counts, objective, period, counts.endMs, lookback);
  if (!projection) return null;
  const { consumed } = errorBudget(countAt(counts, period), objective, 0);
  return {
    minutes_left: projection.minutesLeft,
    projected_bad: projection.bad,
    projected_total: projection.total,
    projected_sli: projection.sli,
    projected_budget_remaining: projection.budgetRemaining,
    over_half_used_with_over_7_days_left: consumed > 0.5 && projection.minutesLeft > WEEK_MINUTES,
    budget_used_so_far_of_events_so_far: consumed,
    budget_used_of_projected_period_total: projection.usedOfProjected,
  };
}
