import { isLowSample } from '../../lib/core/alarm/threshold';
import { type CaseKind, isUndocumented, numberCell, UNDOCUMENTED } from './case-kind';

/** Whether a percentile stands on too few samples. */
export const percentileLowSample: CaseKind = {
  name: 'percentile with few samples',
  cells: ['percentile', 'samples', 'lowSample'],
  fits: (vector) => 'percentile' in vector && 'samples' in vector,
  subject: ({ percentile, samples }) => `percentile ${percentile} of ${samples} samples`,
  assertionOf(vector) {
    if (isUndocumented(vector.lowSample)) return UNDOCUMENTED;
    return {
      expected: vector.lowSample,
      actual: () => isLowSample(numberCell(vector, 'percentile'), numberCell(vector, 'samples')),
    };
  },
};
