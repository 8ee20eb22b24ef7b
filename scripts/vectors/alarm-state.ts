import type { AlarmState } from '../../lib/core/incident/incident';
import { type Cells, isCells } from './case-kind';

export const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** What a vector file says of the state after an evaluation. */
export interface StateExpectation {
  /** States it must not become; then it is asserted for alarms that were in none of them before. */
  readonly excluded: readonly AlarmState[];
  allows(state: AlarmState, before: AlarmState): boolean;
}

/**
 * Reads `OK`, `ALARM`, `INSUFFICIENT_DATA`, `RETAIN` (unchanged), `{"not": "ALARM"}` and `NOT_ALARM`.
 * @throws for anything else: an expectation nobody understands is no success
 */
export function parseStateExpectation(expected: unknown): StateExpectation {
  if (expected === 'RETAIN') return { excluded: [], allows: (state, before) => state === before };
  const excluded = excludedBy(expected).map(toState);
  if (excluded.length > 0) return { excluded, allows: (state) => !excluded.includes(state) };
  const wanted = toState(expected);
  return { excluded, allows: (state) => state === wanted };
}

/** A state that a case may name under several words; `undefined` where it names none. */
export function stateBefore(vector: Cells): AlarmState | undefined {
  const named = vector.previous ?? vector.initial;
  return named === undefined ? undefined : toState(named);
}

export function toState(value: unknown): AlarmState {
  const state = STATES.find((known) => known === value);
  if (state) return state;
  throw new TypeError(`a state is one of ${STATES.join(', ')}, got ${JSON.stringify(value) ?? 'nothing'}`);
}

function excludedBy(expected: unknown): readonly unknown[] {
  if (isCells(expected)) return [expected.not].flat();
  return typeof expected === 'string' && expected.startsWith('NOT_') ? [expected.slice('NOT_'.length)] : [];
}
