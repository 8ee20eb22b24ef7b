import type { AlarmState } from '../incident/incident';

/** What holds actions back, as in `state.actionsSuppressedBy` of CloudWatch's events. */
export type SuppressedBy = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

/** How long a composite waits for its suppressor, before and after. */
export interface SuppressionSettings {
  /** ActionsSuppressorWaitPeriod: the most a composite waits for its suppressor to go into ALARM. */
  readonly waitMs: number;
  /** ActionsSuppressorExtensionPeriod: how long actions stay held back after the suppressor left ALARM. */
  readonly extensionMs: number;
}

/** Where a composite alarm with an actions suppressor stands; plain data. */
export interface Suppression extends SuppressionSettings {
  readonly composite: AlarmState;
  readonly suppressor: AlarmState;
  /** When the composite last changed state; absent before its first change. */
  readonly changedMs?: number;
  /** The composite changed state and no action ran since. */
  readonly owed: boolean;
  readonly period?: 'WaitPeriod' | 'ExtensionPeriod';
  /** When the period ends: call `onDeadline` then, after the changes of that instant. */
  readonly deadlineMs?: number;
}

export interface SuppressionStep {
  readonly state: Suppression;
  /** Run the actions of this state now; only `onDeadline` answers it. */
  readonly action?: AlarmState;
  readonly suppressedBy?: SuppressedBy;
  /** As AWS words it for WaitPeriod; the other two follow its pattern. */
  readonly suppressedReason?: string;
}

/**
 * The protocol of an actions suppressor.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 *
 * A change of the composite starts a wait period (again, and in place of an extension period) unless the suppressor
 * is in ALARM; the suppressor going into ALARM ends either period and holds actions back; its leaving ALARM, for OK or
 * INSUFFICIENT_DATA, starts an extension period. When a period ends, the actions of the composite's current state
 * run, even if that state is the one it had at first (example 3).
 *
 * Replacing the suppressor discards both periods: start anew.
 *
 * Where AWS is silent:
 * - An extension period that ends with no change of the composite since its last action runs nothing: actions run on
 *   changes. Changes before the start count as acted on.
 * - A change in the instant in which a period ends comes before the end, so that a wait of 60 s catches an alarm
 *   evaluated a minute later, as AWS recommends. A period of length zero ends in the instant it starts.
 * - The order of the two alarms' changes in one instant does not matter.
 */
export function startSuppression(
  settings: SuppressionSettings,
  initial: { readonly composite: AlarmState; readonly suppressor: AlarmState },
): Suppression {
  for (const name of ['waitMs', 'extensionMs'] as const) {
    const length = settings[name];
    if (length >= 0 && Number.isFinite(length)) continue;
    throw new RangeError(`'${name}' must be a length of time in milliseconds, 0 or more; got ${length}`);
  }
  const { waitMs, extensionMs } = settings;
  return { waitMs, extensionMs, composite: initial.composite, suppressor: initial.suppressor, owed: false };
}

/** The composite's rule came out otherwise. The same state again changes nothing. */
export function onCompositeChange(state: Suppression, to: AlarmState, atMs: number): SuppressionStep {
  requireServed(state, atMs);
  if (to === state.composite) return step(state, atMs);
  const changed = { ...state, composite: to, changedMs: atMs, owed: true };
  return step(inAlarm(state) ? changed : withPeriod(changed, 'WaitPeriod', atMs), atMs);
}

export function onSuppressorChange(state: Suppression, to: AlarmState, atMs: number): SuppressionStep {
  requireServed(state, atMs);
  const changed = { ...state, suppressor: to };
  if (inAlarm(changed)) return step(withoutPeriod(changed), atMs);
  if (!inAlarm(state)) return step(changed, atMs);
  // A composite that changes as the suppressor leaves ALARM is no longer suppressed by it: it waits.
  const period = state.changedMs === atMs ? 'WaitPeriod' : 'ExtensionPeriod';
  return step(withPeriod(changed, period, atMs), atMs);
}

/** The period has ended. Too early, or with no period under way, nothing happens. */
export function onDeadline(state: Suppression, atMs: number): SuppressionStep {
  if (state.deadlineMs === undefined || atMs < state.deadlineMs) return step(state, atMs);
  const next = { ...withoutPeriod(state), owed: false };
  return state.owed ? { ...step(next, atMs), action: state.composite } : step(next, atMs);
}

/** A composite or its suppressor changed state. */
export interface AlarmChange {
  readonly atMs: number;
  readonly alarm: 'composite' | 'suppressor';
  readonly state: AlarmState;
}

/** The actions that run for `changes`, given in order of time. */
export function actionsThroughSuppression(
  settings: SuppressionSettings,
  initial: { readonly composite: AlarmState; readonly suppressor: AlarmState },
  changes: readonly AlarmChange[],
): { atMs: number; action: AlarmState }[] {
  const actions: { atMs: number; action: AlarmState }[] = [];
  let state = startSuppression(settings, initial);
  const serve = (beforeMs: number) => {
    const atMs = state.deadlineMs ?? Number.POSITIVE_INFINITY;
    if (atMs >= beforeMs) return;
    const { action, ...rest } = onDeadline(state, atMs);
    state = rest.state;
    if (action) actions.push({ atMs, action });
  };
  for (const change of changes) {
    serve(change.atMs);
    const on = change.alarm === 'composite' ? onCompositeChange : onSuppressorChange;
    state = on(state, change.state, change.atMs).state;
  }
  serve(Number.POSITIVE_INFINITY);
  return actions;
}

function inAlarm(state: Suppression): boolean {
  return state.suppressor === 'ALARM';
}

function withPeriod(state: Suppression, period: 'WaitPeriod' | 'ExtensionPeriod', atMs: number): Suppression {
  return { ...state, period, deadlineMs: atMs + (period === 'WaitPeriod' ? state.waitMs : state.extensionMs) };
}

function withoutPeriod({ period: _, deadlineMs: __, ...rest }: Suppression): Suppression {
  return rest;
}

function step(state: Suppression, atMs: number): SuppressionStep {
  const running = state.deadlineMs !== undefined && state.deadlineMs > atMs ? state.period : undefined;
  const suppressedBy = inAlarm(state) ? 'Alarm' : running;
  if (!suppressedBy) return { state };
  return { state, suppressedBy, suppressedReason: `Actions suppressed by ${suppressedBy}` };
}

/** Taking a change before the end of an earlier period would lose the action that end owes. */
function requireServed(state: Suppression, atMs: number): void {
  if (state.deadlineMs === undefined || atMs <= state.deadlineMs) return;
  throw new RangeError(
    `A change at ${atMs} ms comes after the ${state.period} that ends at ${state.deadlineMs} ms; ` +
      'call onDeadline for that end first',
  );
}
