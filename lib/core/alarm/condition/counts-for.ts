import { evaluationLengthProblem } from '../evaluation-length';
import { durationText } from './duration';
import type { Counts, Span } from './types';

/** What a condition's span is counted on. */
export interface Counted {
  /** For messages: which metric it is. */
  readonly metric: string;
  readonly periodSeconds: number;
}

/**
 * M of N datapoints. Without a span one datapoint of the metric's own period.
 * @throws where a time is no multiple of that period, or longer than an alarm looks back
 */
export function countsFor(where: string, span: Span | undefined, { metric, periodSeconds }: Counted): Counts {
  if (span === undefined) return { datapointsToAlarm: 1, evaluationPeriods: 1, periodSeconds };
  if (!('forSeconds' in span)) return span;
  const periods = span.forSeconds / periodSeconds;
  const [whole, period] = [durationText(span.forSeconds), durationText(periodSeconds)];
  if (!Number.isInteger(periods)) {
    throw new Error(
      `${where}: 'for ${whole}' must be a multiple of the period of '${metric}', ${period}; write the period, such as ` +
        `'for 3 x 1m', or 'for ${durationText(Math.ceil(periods) * periodSeconds)}'`,
    );
  }
  const problem = evaluationLengthProblem(periodSeconds, periods);
  if (problem)
    throw new Error(`${where}: 'for ${whole}' is ${periods} datapoints of '${metric}', and datapoints ${problem}`);
  return { datapointsToAlarm: periods, evaluationPeriods: periods, periodSeconds };
}
