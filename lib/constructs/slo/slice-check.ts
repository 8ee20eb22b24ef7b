import { COMPARISONS, type Comparison } from '../../core/alarm/threshold';
import type { Statistic } from '../../core/signal/metric';
import { parseStatistic } from '../../core/signal/statistic/parse';
import type { IndicatorQuery, TimesliceIndicator } from '../../core/slo/definition';

export interface SliceTest extends Pick<TimesliceIndicator, 'comparison' | 'threshold' | 'missing'> {
  readonly queries: readonly IndicatorQuery[];
}

/** What is wrong with slices that no data can make good. */
export interface SliceVerdict {
  /** It can never be meant. */
  readonly problem?: string;
  /** It may be meant. */
  readonly lint?: string;
}

/** Whether slices with data can be good at all, as far as the statistic tells what values there are. */
export function judgeSlices({ queries, comparison, threshold, missing }: SliceTest): SliceVerdict {
  const [only, ...others] = queries;
  if (!only || others.length > 0 || !('metric' in only)) return {};
  const { statistic, metric } = only;
  const what = `${statistic} of ${metric.name}`;
  const test = `${COMPARISONS[comparison].symbol} ${threshold}`;
  const range = rangeOf(statistic);
  if (range && !reaches(range, comparison, threshold)) {
    const reason = `${what} is never ${test}`;
    if (missing === 'good') return { lint: `only slices without data are ever good: ${reason}` };
    return { problem: `no slice can ever be good: ${reason}; turn 'comparison' round, or change 'threshold'` };
  }
  if (range || reaches({ min: 0, max: Number.POSITIVE_INFINITY }, comparison, threshold)) return {};
  return { lint: `slices are good only while ${what} is ${test}, and few metrics are ever below 0` };
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The values that a statistic can have where there is data; `undefined`: as the metric. */
function rangeOf(statistic: Statistic): Range | undefined {
  if (statistic === 'SampleCount') return { min: 1, max: Number.POSITIVE_INFINITY };
  const parsed = parseStatistic(statistic);
  if (parsed.kind !== 'range') return undefined;
  if (parsed.name === 'PR') return { min: 0, max: 100 };
  return parsed.name === 'TC' ? { min: 0, max: Number.POSITIVE_INFINITY } : undefined;
}

function reaches({ min, max }: Range, comparison: Comparison, threshold: number): boolean {
  switch (comparison) {
    case 'LessThanThreshold':
      return min < threshold;
    case 'LessThanOrEqualToThreshold':
      return min <= threshold;
    case 'GreaterThanThreshold':
      return max > threshold;
    default:
      return max >= threshold;
  }
}
