import { actionsThroughMutes } from '../../lib/core/alarm/mute';
import { stateBefore, toState } from './alarm-state';
import { type CaseKind, type Cells, isUndocumented, listCell, UNDOCUMENTED } from './case-kind';

/** The actions an alarm runs while `[start, end]` windows mute it; times are in the unit of the case. */
export const muteRule: CaseKind = {
  name: 'mute rule',
  cells: ['mutes', 'events', 'expectActions', 'previous', 'initial'],
  fits: (vector) => 'mutes' in vector && 'events' in vector,
  subject: ({ mutes }) => `muted ${JSON.stringify(mutes)}`,
  assertionOf(vector) {
    if (isUndocumented(vector.expectActions)) return UNDOCUMENTED;
    return { expected: vector.expectActions, actual: () => actionsOf(vector) };
  },
};

/** An alarm that the case says nothing about begins in OK. */
function actionsOf(vector: Cells): [number, string][] {
  const windows = listCell(vector, 'mutes').map((window) => {
    const [startMs, endMs] = toPair(window, '[start, end]').map(toTime) as [number, number];
    return { startMs, endMs };
  });
  const changes = listCell(vector, 'events').map((event) => {
    const [at, state] = toPair(event, '[time, state]');
    return { atMs: toTime(at), state: toState(state) };
  });
  changes.sort((a, b) => a.atMs - b.atMs);
  const actions = actionsThroughMutes(windows, stateBefore(vector) ?? 'OK', changes);
  return actions.map(({ atMs, action }) => [atMs, action]);
}

function toPair(value: unknown, form: string): readonly unknown[] {
  if (Array.isArray(value) && value.length === 2) return value;
  throw new TypeError(`expected ${form}, got ${JSON.stringify(value)}`);
}

function toTime(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`a time is a number, got ${JSON.stringify(value)}`);
}
