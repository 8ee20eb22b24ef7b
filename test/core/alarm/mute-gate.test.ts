import * as fc from 'fast-check';
import { actionsThroughMutes, onAlarmChange, onMuteEnd, startMuteGate } from '../../../lib/core/alarm/mute';
import type { AlarmState } from '../../../lib/core/incident/incident';
import corpus from './mute-cases.json';

interface Case {
  name: string;
  initial?: AlarmState;
  mutes: [number, number][];
  changes: [number, AlarmState][];
  actions: [number, AlarmState][];
}

describe('actions of a muted alarm', () => {
  test.each(corpus.gate as Case[])('$name', ({ initial, mutes, changes, actions }) => {
    const windows = mutes.map(([startMs, endMs]) => ({ startMs, endMs }));
    const timed = changes.map(([atMs, state]) => ({ atMs, state }));
    const ran = actionsThroughMutes(windows, initial ?? 'OK', timed);
    expect(ran.map(({ atMs, action }) => [atMs, action])).toEqual(actions);
  });
});

describe('the gate', () => {
  test('says when to look again, and goes on while another window covers the time', () => {
    const { gate, action } = onAlarmChange(startMuteGate(), 'OK', 'ALARM', 2, 5);
    expect([gate, action]).toEqual([{ heldFrom: 'OK', mutedUntilMs: 5 }, undefined]);
    expect(onMuteEnd(gate, 'ALARM', 5, 9)).toEqual({ gate: { heldFrom: 'OK', mutedUntilMs: 9 } });
    expect(onMuteEnd(gate, 'ALARM', 9)).toEqual({ gate: {}, action: 'ALARM' });
  });

  test('opens early when the rule is deleted', () => {
    const { gate } = onAlarmChange(startMuteGate(), 'OK', 'ALARM', 2, 500);
    expect(onMuteEnd(gate, 'ALARM', 6)).toEqual({ gate: {}, action: 'ALARM' });
  });

  test('runs nothing at the end of a mute in which nothing changed, nor for the same state again', () => {
    expect(onMuteEnd(startMuteGate(), 'ALARM', 5)).toEqual({ gate: {} });
    expect(onAlarmChange(startMuteGate(), 'ALARM', 'ALARM', 5, undefined)).toEqual({ gate: {} });
  });

  test('holds nothing back for a window that has ended', () => {
    expect(onAlarmChange(startMuteGate(), 'OK', 'ALARM', 5, 5)).toEqual({ gate: {}, action: 'ALARM' });
    expect(onMuteEnd({ heldFrom: 'OK', mutedUntilMs: 5 }, 'ALARM', 5, 5)).toEqual({ gate: {}, action: 'ALARM' });
  });

  test('is plain data', () => {
    const { gate } = onAlarmChange(startMuteGate(), 'OK', 'ALARM', 2, 5);
    expect(JSON.parse(JSON.stringify(gate))).toEqual(gate);
  });
});

test('random windows and changes run the actions of a minute-by-minute model', () => {
  const state = fc.constantFrom<AlarmState>('OK', 'ALARM', 'INSUFFICIENT_DATA');
  const window = fc
    .tuple(fc.nat(30), fc.integer({ min: 1, max: 12 }))
    .map(([at, length]) => ({ startMs: at, endMs: at + length }));
  const change = fc.record({ atMs: fc.nat(45), state });
  const changes = fc
    .uniqueArray(change, { maxLength: 20, selector: ({ atMs }) => atMs })
    .map((list) => list.sort((a, b) => a.atMs - b.atMs));
  fc.assert(
    fc.property(fc.array(window, { maxLength: 5 }), state, changes, (windows, initial, list) => {
      expect(actionsThroughMutes(windows, initial, list)).toEqual(model(windows, initial, list));
    }),
    { numRuns: 2_000 },
  );
});

/** Each unbroken stretch of muted minutes is one mute; at its end the state is compared with the one before it. */
function model(
  windows: readonly { startMs: number; endMs: number }[],
  initial: AlarmState,
  changes: readonly { atMs: number; state: AlarmState }[],
) {
  const actions: { atMs: number; action: AlarmState }[] = [];
  let state = initial;
  let before: AlarmState | undefined;
  for (let now = 0; now < 60; now += 1) {
    const muted = windows.some(({ startMs, endMs }) => startMs <= now && now < endMs);
    if (muted) before ??= state;
    else if (before !== undefined) {
      if (state !== before) actions.push({ atMs: now, action: state });
      before = undefined;
    }
    const to = changes.find(({ atMs }) => atMs === now)?.state ?? state;
    if (to !== state && !muted) actions.push({ atMs: now, action: to });
    state = to;
  }
  return actions;
}
