import { COMPARISONS } from '../alarm/threshold';
import type { TimesliceIndicator } from './definition';
import { SloError } from './slo-error';

/** What of an indicator judges slices. */
export type SliceRule = Pick<TimesliceIndicator, 'sliceSeconds' | 'comparison' | 'threshold' | 'missing'>;

/**
 * Counts the slices of a series of values: a slice is bad if one of its steps is, since a mean over steps would hide it,
 * and of percentiles there is none. A step without data, or with one that is no finite number, is what `missing` says;
 * a slice whose steps are all ignored is none.
 * @param values one a step, from the start of a slice
 * @returns one count a step: a slice counts in its last one, at whose end it is known; one that is cut off, not at all
 * @throws {SloError} where slices are not made of whole steps
 */
export function countSlices(
  values: ArrayLike<number>,
  rule: SliceRule,
  stepSeconds: number,
): { readonly total: Float64Array; readonly bad: Float64Array } {
  const size = stepsOfSlice(rule, stepSeconds);
  const total = new Float64Array(values.length);
  const bad = new Float64Array(values.length);
  const verdictOf = judgeStep(rule);
  for (let last = size - 1; last < values.length; last += size) {
    const steps = Array.from({ length: size }, (_, index) => verdictOf(values[last - index]));
    total[last] = steps.every((step) => step === 'ignore') ? 0 : 1;
    bad[last] = steps.includes('bad') ? 1 : 0;
  }
  return { total, bad };
}

function judgeStep({ comparison, threshold, missing }: SliceRule): (value: unknown) => SliceRule['missing'] {
  const isGood = COMPARISONS[comparison].breaches;
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return missing;
    return isGood(value, threshold) ? 'good' : 'bad';
  };
}

function stepsOfSlice({ sliceSeconds }: SliceRule, stepSeconds: number): number {
  const steps = sliceSeconds / stepSeconds;
  if (Number.isInteger(steps) && steps > 0) return steps;
  throw new SloError(
    `slices of ${sliceSeconds} s are not made of whole steps of ${stepSeconds} s; read the series in a step that ` +
      'divides the slice',
  );
}
