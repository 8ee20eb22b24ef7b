import { evaluateAlarm } from '../../lib/core/alarm/evaluation';
import type { AlarmState } from '../../lib/core/incident/incident';
import { evaluationSettings, rangeEndingAt, rangeOf } from './alarm-series';
import { parseStateExpectation, STATES, stateBefore } from './alarm-state';
import { type CaseKind, type Cells, isUndocumented, textCell, UNDOCUMENTED } from './case-kind';

/** One evaluation of an alarm over `0 - X`: not breaching, missing, breaching; oldest first. */
export const alarmMissingData: CaseKind = {
  name: 'alarm on missing data',
  cells: [
    ...['points', 'evaluationRange', 'evaluationPeriods', 'datapointsToAlarm', 'treatMissingData', 'mustFill'],
    ...['expect', 'previous', 'initial'],
  ],
  fits: (vector) => 'points' in vector && 'treatMissingData' in vector,
  subject: ({ points, datapointsToAlarm, evaluationPeriods, treatMissingData }) =>
    `${points}, ${datapointsToAlarm ?? evaluationPeriods} of ${evaluationPeriods}, ${treatMissingData}`,
  assertionOf(vector) {
    if (isUndocumented(vector.expect)) return UNDOCUMENTED;
    const expectation = parseStateExpectation(vector.expect);
    const named = stateBefore(vector);
    const before = named ? [named] : STATES.filter((state) => !expectation.excluded.includes(state));
    const { mustFill } = vector;
    return {
      expected: mustFill === undefined ? { state: vector.expect } : { state: vector.expect, mustFill },
      actual: () => before.map((previous) => judge(vector, previous)),
      holds: (actual) =>
        (actual as Judgement[]).every(
          ({ was, state, mustFill: filled }) =>
            expectation.allows(state, was) && (isUndocumented(mustFill) || filled === mustFill),
        ),
    };
  },
};

interface Judgement {
  readonly was: AlarmState;
  readonly state: AlarmState;
  /** Datapoints that CloudWatch fills in: the ones the judged lack. */
  readonly mustFill: number;
}

/** RETAIN and exclusions say something about every state the alarm may have been in before. */
function judge(vector: Cells, was: AlarmState): Judgement {
  const settings = { ...evaluationSettings(vector), comparison: 'GreaterThanThreshold', threshold: 0 } as const;
  const values = [...textCell(vector, 'points').replaceAll(/\s/g, '')].map(valueOfMark);
  const points = rangeEndingAt(values, values.length - 1, rangeOf(vector));
  const { state, judged } = evaluateAlarm(settings, points, was);
  return { was, state, mustFill: settings.evaluationPeriods - judged.length };
}

function valueOfMark(mark: string): number | undefined {
  if (mark === '-') return undefined;
  if (mark === '0' || mark === 'X') return mark === 'X' ? 1 : 0;
  throw new TypeError(`a point is 0, X or -, got '${mark}'`);
}
