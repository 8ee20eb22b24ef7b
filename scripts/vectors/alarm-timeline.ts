import { evaluateAlarm } from '../../lib/core/alarm/evaluation';
import { COMPARISONS, type Comparison } from '../../lib/core/alarm/threshold';
import type { AlarmState } from '../../lib/core/incident/incident';
import { evaluationSettings, rangeEndingAt, rangeOf } from './alarm-series';
import { parseStateExpectation, stateBefore } from './alarm-state';
import { type CaseKind, type Cells, isUndocumented, listCell, numberCell, textCell, UNDOCUMENTED } from './case-kind';

/** An alarm that is evaluated after each value of a series, as it is while time goes by. */
export const alarmTimeline: CaseKind = {
  name: 'alarm timeline',
  cells: [
    ...['threshold', 'comparison', 'evaluationPeriods', 'datapointsToAlarm', 'treatMissingData', 'evaluationRange'],
    ...['values', 'expectStateAfterEach', 'expectNote', 'previous', 'initial'],
  ],
  fits: (vector) => 'values' in vector && 'expectStateAfterEach' in vector,
  subject: ({ values }) => JSON.stringify(values),
  assertionOf(vector) {
    const expected = listCell(vector, 'expectStateAfterEach');
    const values = listCell(vector, 'values');
    if (expected.length !== values.length) {
      throw new RangeError(`'expectStateAfterEach' has ${expected.length} states for ${values.length} values`);
    }
    if (expected.every(isUndocumented)) return UNDOCUMENTED;
    const initial = stateBefore(vector) ?? 'INSUFFICIENT_DATA';
    return {
      expected,
      actual: () => statesOf(vector, initial),
      holds: (actual) => {
        const states = actual as readonly AlarmState[];
        return expected.every((cell, at) => {
          const state = states[at] as AlarmState;
          return isUndocumented(cell) || parseStateExpectation(cell).allows(state, states[at - 1] ?? initial);
        });
      },
    };
  },
};

function statesOf(vector: Cells, initial: AlarmState): AlarmState[] {
  const comparison = toComparison(textCell(vector, 'comparison'));
  const settings = { ...evaluationSettings(vector), comparison, threshold: numberCell(vector, 'threshold') };
  const values = listCell(vector, 'values').map(toValue);
  const range = rangeOf(vector);
  let state = initial;
  return values.map((_, newest) => {
    state = evaluateAlarm(settings, rangeEndingAt(values, newest, range), state).state;
    return state;
  });
}

function toComparison(text: string): Comparison {
  if (Object.hasOwn(COMPARISONS, text)) return text as Comparison;
  throw new TypeError(`'comparison' is one of ${Object.keys(COMPARISONS).join(', ')}, got '${text}'`);
}

function toValue(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value === null) return undefined;
  throw new TypeError(`a value is a number, or null where it is missing; got ${JSON.stringify(value)}`);
}
