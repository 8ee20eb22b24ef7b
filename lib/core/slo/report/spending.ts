/** What an incident ate of the error budget of an objective. */
import type { SloDefinition } from '../definition';
import { sloKey } from '../definition';
import type { SloMeasurement } from '../measurement';
import { nominalMinutes, parseSloWindow, type SloWindow, type Span, spanAt } from '../window';

export interface Spending {
  readonly slo: string;
  /** Bad events from the incident's opening to its end. */
  readonly events: number;
  /** Of the whole budget: 1 is all of it. */
  readonly share: number;
  /**
   * `counted`: bad events of the calendar window at the end, less those at the opening. `estimated`: a rolling window
   * loses old events while it gains new ones, so the burn rates of five minutes are summed up instead, as if traffic
   * were the window's mean; never less than what the window gained.
   */
  readonly method: 'counted' | 'estimated';
}

const MINUTE_MS = 60_000;
/** From one measurement to the next. */
const STEP_MINUTES = 5;
const STEP_MS = STEP_MINUTES * MINUTE_MS;

/**
 * @param measurements of the objective, oldest first
 * @param span from the opening to the resolution, or until now
 * @returns `undefined` where nothing was measured then
 */
export function spendingOf(
  definition: SloDefinition,
  measurements: readonly SloMeasurement[],
  span: Span,
): Spending | undefined {
  const slo = sloKey(definition);
  const window = parseSloWindow(slo, definition.window, definition.timezone);
  const after = measurements.find(({ atMs }) => atMs >= span.endMs) ?? measurements.at(-1);
  if (!after || after.atMs < span.startMs) return undefined;
  const before = measurements.findLast(({ atMs }) => atMs <= span.startMs);
  const gained = before ? Math.max(0, after.bad - before.bad) : 0;
  if (before && isSameWindow(window, before.atMs, after.atMs)) {
    const share = after.budgetEvents > 0 ? gained / after.budgetEvents : 0;
    return { slo, events: gained, share, method: 'counted' };
  }
  const estimate = burnt(measurements, span) / nominalMinutes(window);
  const events = Math.max(gained, estimate * after.budgetEvents);
  const share = after.budgetEvents > 0 ? events / after.budgetEvents : estimate;
  return { slo, events, share, method: 'estimated' };
}

/** Minutes of budget: burn rate x minutes. */
function burnt(measurements: readonly SloMeasurement[], { startMs, endMs }: Span): number {
  const during = measurements.filter(({ atMs }) => atMs > startMs && atMs < endMs + STEP_MS);
  return during.reduce((sum, { burnRates }) => sum + (burnRates['5m'] ?? 0) * STEP_MINUTES, 0);
}

function isSameWindow(window: SloWindow, aMs: number, bMs: number): boolean {
  return window.kind === 'calendar' && spanAt(window, aMs).startMs === spanAt(window, bMs).startMs;
}
