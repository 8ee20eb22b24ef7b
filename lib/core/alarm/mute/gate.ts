import type { AlarmState } from '../../incident/incident';
import type { MuteWindow } from './window';

/** What a mute holds back of one alarm; plain data. */
export interface MuteGate {
  /** The state the alarm had before the first change whose actions were muted; absent: nothing is held back. */
  readonly heldFrom?: AlarmState;
  /** When the mute that holds it ends: call `onMuteEnd` then, before the alarm's changes of that instant. */
  readonly mutedUntilMs?: number;
}

export interface MuteStep {
  readonly gate: MuteGate;
  /** Run the actions of this state now. */
  readonly action?: AlarmState;
}

/**
 * Muted actions of one alarm, whatever its rules.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html
 *
 * While a window covers the alarm, its changes run nothing. When the last window that covers it ends, the actions of
 * its current state run, unless that is the state it had before it was muted: then people know it already. AWS shows
 * this for ALARM; with a third state between (OK, ALARM, INSUFFICIENT_DATA) the last one runs.
 *
 * A composite alarm with an actions suppressor is asked about the action the suppressor lets through, in place of the
 * change: which of the two comes first AWS does not say.
 */
export function startMuteGate(): MuteGate {
  return {};
}

/** The alarm changed state. `mutedUntilMs`: the end of the window that covers `atMs`, if one does. */
export function onAlarmChange(
  gate: MuteGate,
  from: AlarmState,
  to: AlarmState,
  atMs: number,
  mutedUntilMs: number | undefined,
): MuteStep {
  if (from === to) return { gate };
  if (mutedUntilMs === undefined || mutedUntilMs <= atMs) return { gate: {}, action: to };
  return { gate: { heldFrom: gate.heldFrom ?? from, mutedUntilMs } };
}

/**
 * A window ended, or its rule was changed, deleted or no longer names the alarm. `mutedUntilMs`: the end of another
 * window that covers `atMs`, if one does: then the mute goes on.
 */
export function onMuteEnd(gate: MuteGate, current: AlarmState, atMs: number, mutedUntilMs?: number): MuteStep {
  if (gate.heldFrom === undefined) return { gate: {} };
  if (mutedUntilMs !== undefined && mutedUntilMs > atMs) return { gate: { ...gate, mutedUntilMs } };
  return current === gate.heldFrom ? { gate: {} } : { gate: {}, action: current };
}

/** The actions that run for an alarm that is `initial` at first and then changes, in order of time. */
export function actionsThroughMutes(
  windows: readonly MuteWindow[],
  initial: AlarmState,
  changes: readonly { readonly atMs: number; readonly state: AlarmState }[],
): { atMs: number; action: AlarmState }[] {
  const actions: { atMs: number; action: AlarmState }[] = [];
  let [gate, current] = [startMuteGate(), initial];
  const take = (step: MuteStep, atMs: number) => {
    gate = step.gate;
    if (step.action) actions.push({ atMs, action: step.action });
  };
  const serve = (untilMs: number) => {
    for (let endMs = gate.mutedUntilMs; endMs !== undefined && endMs <= untilMs; endMs = gate.mutedUntilMs) {
      take(onMuteEnd(gate, current, endMs, coveredUntil(windows, endMs)), endMs);
    }
  };
  for (const { atMs, state } of changes) {
    serve(atMs);
    take(onAlarmChange(gate, current, state, atMs, coveredUntil(windows, atMs)), atMs);
    current = state;
  }
  serve(Number.POSITIVE_INFINITY);
  return actions;
}

function coveredUntil(windows: readonly MuteWindow[], atMs: number): number | undefined {
  const ends = windows.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs).map(({ endMs }) => endMs);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
