import { type Datapoint, evaluationRange } from '../../lib/core/alarm/evaluation';
import { type EvaluationSettings, MISSING_DATA_MODES } from '../../lib/core/alarm/threshold';
import { type Cells, isUndocumented, numberCell } from './case-kind';

const PERIOD_SECONDS = 60;

/** How an alarm counts its datapoints: M is N, and missing data `missing`, where the case says nothing. */
export function evaluationSettings(vector: Cells): EvaluationSettings {
  const evaluationPeriods = numberCell(vector, 'evaluationPeriods');
  return {
    periodSeconds: PERIOD_SECONDS,
    evaluationPeriods,
    datapointsToAlarm: isUndocumented(vector.datapointsToAlarm)
      ? evaluationPeriods
      : numberCell(vector, 'datapointsToAlarm'),
    treatMissingData: toMode(vector.treatMissingData ?? 'missing'),
  };
}

/** How many datapoints one evaluation looks at: that of the case, or lib/core's choice. */
export function rangeOf(vector: Cells): number {
  if (!isUndocumented(vector.evaluationRange)) return numberCell(vector, 'evaluationRange');
  return evaluationRange(numberCell(vector, 'evaluationPeriods'));
}

/** The evaluation range that ends with `values[newest]`; before the first value, data is missing. */
export function rangeEndingAt(values: readonly (number | undefined)[], newest: number, range: number): Datapoint[] {
  return Array.from({ length: range }, (_, index) => {
    const at = newest - range + 1 + index;
    return { startMs: at * PERIOD_SECONDS * 1000, value: values[at] };
  });
}

function toMode(value: unknown) {
  const mode = MISSING_DATA_MODES.find((known) => known === value);
  if (mode) return mode;
  throw new TypeError(`'treatMissingData' is one of ${MISSING_DATA_MODES.join(', ')}, got ${JSON.stringify(value)}`);
}
