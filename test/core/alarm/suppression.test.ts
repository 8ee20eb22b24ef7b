import * as fc from 'fast-check';
import {
  type AlarmChange,
  actionsThroughSuppression,
  onCompositeChange,
  onDeadline,
  onSuppressorChange,
  startSuppression,
} from '../../../lib/core/alarm/suppression';
import type { AlarmState } from '../../../lib/core/incident/incident';
import corpus from './suppression-cases.json';

interface Case {
  name: string;
  wait?: number;
  extension?: number;
  initial: [AlarmState, AlarmState];
  changes: [number, 'C' | 'S', AlarmState][];
  actions: [number, AlarmState][];
}

const changesOf = (changes: Case['changes']): AlarmChange[] =>
  changes.map(([atMs, alarm, state]) => ({ atMs, alarm: alarm === 'C' ? 'composite' : 'suppressor', state }));

describe('actions of a composite with a suppressor', () => {
  test.each(corpus.cases as Case[])('$name', ({ wait, extension, initial, changes, actions }) => {
    const settings = { waitMs: wait ?? corpus.wait, extensionMs: extension ?? corpus.extension };
    const [composite, suppressor] = initial;
    const ran = actionsThroughSuppression(settings, { composite, suppressor }, changesOf(changes));
    expect(ran.map(({ atMs, action }) => [atMs, action])).toEqual(actions);
  });
});

describe('what a state change event says', () => {
  const start = startSuppression({ waitMs: 120, extensionMs: 180 }, { composite: 'OK', suppressor: 'OK' });

  test('WaitPeriod with its deadline and the reason in AWS words', () => {
    const { state, ...said } = onCompositeChange(start, 'ALARM', 1000);
    expect(said).toEqual({ suppressedBy: 'WaitPeriod', suppressedReason: 'Actions suppressed by WaitPeriod' });
    expect(state.deadlineMs).toBe(1120);
    expect(onDeadline(state, 1119)).toEqual({ state, ...said });
    expect(onDeadline(state, 1120)).toEqual({ state: expect.objectContaining({ owed: false }), action: 'ALARM' });
  });

  test('Alarm while the suppressor is in ALARM, ExtensionPeriod after it, then nothing', () => {
    const held = onSuppressorChange(onCompositeChange(start, 'ALARM', 1000).state, 'ALARM', 1010);
    expect(held.suppressedBy).toBe('Alarm');
    expect(held.state.deadlineMs).toBeUndefined();
    const extended = onSuppressorChange(held.state, 'OK', 2000);
    expect(extended).toMatchObject({ suppressedBy: 'ExtensionPeriod', state: { deadlineMs: 2180 } });
    const done = onDeadline(extended.state, 2180);
    expect(done.action).toBe('ALARM');
    expect(done.suppressedBy).toBeUndefined();
    expect(onDeadline(done.state, 2180)).toEqual({ state: done.state });
  });

  test('nothing where the period has no length', () => {
    const instant = startSuppression({ waitMs: 0, extensionMs: 0 }, { composite: 'OK', suppressor: 'OK' });
    const { state, ...said } = onCompositeChange(instant, 'ALARM', 5);
    expect(said).toEqual({});
    expect(onDeadline(state, 5).action).toBe('ALARM');
  });

  test('the state survives JSON', () => {
    const { state } = onCompositeChange(start, 'ALARM', 1000);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('misuse', () => {
  test('a change after an end nobody served is refused, since its action would be lost', () => {
    const start = startSuppression({ waitMs: 2, extensionMs: 3 }, { composite: 'OK', suppressor: 'OK' });
    const { state } = onCompositeChange(start, 'ALARM', 2);
    expect(() => onCompositeChange(state, 'OK', 5)).toThrow('WaitPeriod that ends at 4 ms; call onDeadline');
    expect(() => onSuppressorChange(state, 'ALARM', 5)).toThrow(RangeError);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a period of %d ms is refused', (length) => {
    const initial = { composite: 'OK', suppressor: 'OK' } as const;
    expect(() => startSuppression({ waitMs: length, extensionMs: 0 }, initial)).toThrow("'waitMs' must be");
    expect(() => startSuppression({ waitMs: 0, extensionMs: length }, initial)).toThrow("'extensionMs' must be");
  });
});

describe('any story', () => {
  const state = fc.constantFrom<AlarmState>('OK', 'ALARM', 'INSUFFICIENT_DATA');
  const change = fc.record({
    atMs: fc.nat(30),
    alarm: fc.constantFrom('composite' as const, 'suppressor' as const),
    state,
  });
  const story = fc.record({
    settings: fc.record({ waitMs: fc.nat(5), extensionMs: fc.nat(5) }),
    initial: fc.record({ composite: state, suppressor: state }),
    // One change of an alarm in an instant: an alarm has one state at a time.
    changes: fc
      .uniqueArray(change, { maxLength: 25, selector: ({ atMs, alarm }) => `${atMs} ${alarm}` })
      .map((changes) => changes.sort((a, b) => a.atMs - b.atMs)),
  });

  const stateAt = (initial: AlarmState, changes: readonly AlarmChange[], alarm: AlarmChange['alarm'], atMs: number) =>
    changes.filter((one) => one.alarm === alarm && one.atMs <= atMs).at(-1)?.state ?? initial;

  test('runs actions as a replay of every instant does', () => {
    fc.assert(
      fc.property(story, ({ settings, initial, changes }) => {
        expect(actionsThroughSuppression(settings, initial, changes)).toEqual(replay(settings, initial, changes));
      }),
      { numRuns: 2_000 },
    );
  });

  test('runs each action in the current state, never while the suppressor is in ALARM, never twice for one change', () => {
    fc.assert(
      fc.property(story, ({ settings, initial, changes }) => {
        const actions = actionsThroughSuppression(settings, initial, changes);
        actions.forEach(({ atMs, action }, index) => {
          expect(action).toBe(stateAt(initial.composite, changes, 'composite', atMs));
          expect(stateAt(initial.suppressor, changes, 'suppressor', atMs)).not.toBe('ALARM');
          const since = index === 0 ? -1 : (actions[index - 1]?.atMs as number);
          const changed = (one: AlarmChange) => one.alarm === 'composite' && one.atMs > since && one.atMs <= atMs;
          expect(changes.some(changed)).toBe(true);
        });
      }),
    );
  });

  test('runs the action of a changed state once the suppressor has left ALARM for good', () => {
    fc.assert(
      fc.property(story, ({ settings, initial, changes }) => {
        const to = stateAt(initial.composite, changes, 'composite', 30) === 'OK' ? 'ALARM' : 'OK';
        const ending: AlarmChange[] = [
          { atMs: 40, alarm: 'suppressor', state: 'ALARM' },
          { atMs: 41, alarm: 'composite', state: to },
          { atMs: 42, alarm: 'suppressor', state: 'OK' },
        ];
        const actions = actionsThroughSuppression(settings, initial, [...changes, ...ending]);
        expect(actions.at(-1)).toEqual({ atMs: 42 + settings.extensionMs, action: to });
      }),
    );
  });

  test('does not depend on the order of the two alarms in one instant', () => {
    fc.assert(
      fc.property(story, ({ settings, initial, changes }) => {
        const sorted = (first: AlarmChange['alarm']) =>
          [...changes].sort((a, b) => a.atMs - b.atMs || (a.alarm === first ? -1 : 1));
        const ran = (first: AlarmChange['alarm']) => actionsThroughSuppression(settings, initial, sorted(first));
        expect(ran('composite')).toEqual(ran('suppressor'));
      }),
    );
  });
});

/** The page's rules, read off the whole history at every instant. */
function replay(
  { waitMs, extensionMs }: { waitMs: number; extensionMs: number },
  initial: { composite: AlarmState; suppressor: AlarmState },
  changes: readonly AlarmChange[],
) {
  const actions: { atMs: number; action: AlarmState }[] = [];
  let [composite, suppressor] = [initial.composite, initial.suppressor];
  let [changedAt, leftAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let owed = false;
  for (let now = 0; now <= 50; now += 1) {
    const before = { composite, suppressor };
    for (const { atMs, alarm, state } of changes) {
      if (atMs === now && alarm === 'composite') composite = state;
      if (atMs === now && alarm === 'suppressor') suppressor = state;
    }
    if (composite !== before.composite) [changedAt, owed] = [now, true];
    if (suppressor !== 'ALARM' && before.suppressor === 'ALARM') leftAt = now;
    const heldUntil = leftAt > changedAt ? leftAt + extensionMs : changedAt + waitMs;
    if (!owed || suppressor === 'ALARM' || now < heldUntil) continue;
    actions.push({ atMs: now, action: composite });
    owed = false;
  }
  return actions;
}
