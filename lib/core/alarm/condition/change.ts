/** `change > 50% over 1d for 2 x 1d`: what its times have to fit to. */
import { longestWindowSeconds } from '../evaluation-length';
import { durationText } from './duration';
import type { Scanner } from './scanner';
import { readPeriod, readSpan } from './span';
import type { Counts, Span } from './types';

/** What a change says of time. */
export interface ChangeTimes {
  readonly overSeconds: number;
  readonly span?: Counts;
}

/** `over` and `for`, in the order the writer likes. */
export function readChangeTimes(scanner: Scanner): ChangeTimes {
  let overSeconds: number | undefined;
  let span: Span | undefined;
  let spanAt = scanner.position;
  const start = scanner.position;
  for (;;) {
    if (overSeconds === undefined && scanner.takeWord('over')) {
      overSeconds = readPeriod(scanner);
    } else if (span === undefined && scanner.takeWord('for')) {
      spanAt = scanner.position;
      span = readSpan(scanner);
    } else break;
  }
  if (overSeconds === undefined) throw scanner.unexpected("write the time that the change is measured over: 'over 1d'");
  const counts = span && countsOf(scanner, span, overSeconds, spanAt);
  refuseTooLong(scanner, overSeconds, counts?.evaluationPeriods ?? 1, start);
  return { overSeconds, ...(counts && { span: counts }) };
}

/** Each datapoint of a change is as long as what it is measured over. */
function countsOf(scanner: Scanner, span: Span, overSeconds: number, at: number): Counts {
  const over = durationText(overSeconds);
  if (!('forSeconds' in span)) {
    if (span.periodSeconds === overSeconds) return span;
    const what = `datapoints of ${durationText(span.periodSeconds)} do not fit a change over ${over}`;
    throw scanner.error(what, `write a period of ${over}: 'for ${span.evaluationPeriods} x ${over}'`, at);
  }
  const periods = span.forSeconds / overSeconds;
  if (Number.isInteger(periods)) {
    return { datapointsToAlarm: periods, evaluationPeriods: periods, periodSeconds: overSeconds };
  }
  const what = `${durationText(span.forSeconds)} is no multiple of the ${over} that the change is measured over`;
  throw scanner.error(what, `write one, such as 'for ${durationText(2 * overSeconds)}'`, at);
}

/** The first datapoint that is judged needs the one before it. */
function refuseTooLong(scanner: Scanner, overSeconds: number, periods: number, at: number): void {
  const longest = longestWindowSeconds(overSeconds);
  if ((periods + 1) * overSeconds <= longest) return;
  const what = `a change over ${durationText(overSeconds)} in ${periods} datapoint${periods === 1 ? '' : 's'} reads one more, ${durationText(
    (periods + 1) * overSeconds,
  )} in all`;
  throw scanner.error(what, `an alarm with such periods looks back ${durationText(longest)} at most`, at);
}
