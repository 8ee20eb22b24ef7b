/** How long a condition has to hold: what follows `for`. */
import { evaluationLengthProblem, periodProblem } from '../evaluation-length';
import { durationText, readDuration, readUnit } from './duration';
import type { Scanner } from './scanner';
import type { Counts, Span } from './types';

const ALLOWED = 'write 3 of 5 x 1m, 3 x 1m or 5m';
const TIMES = /[x×*]/iy;

export function readSpan(scanner: Scanner): Span {
  const start = scanner.position;
  const first = scanner.number(ALLOWED);
  if (scanner.takeWord('of')) {
    const at = scanner.position;
    const all = checkCount(scanner, scanner.number(ALLOWED), at);
    if (scanner.take(TIMES) === undefined)
      throw scanner.unexpected(`write x and a period behind it: ${first} of ${all} x 1m`);
    return countsOf(scanner, checkCount(scanner, first, start, all), all, at);
  }
  if (scanner.take(TIMES) === undefined) return { forSeconds: readUnit(scanner, first, start) };
  const all = checkCount(scanner, first, start);
  return countsOf(scanner, all, all, start);
}

/** A period that CloudWatch takes. */
export function readPeriod(scanner: Scanner): number {
  const start = scanner.position;
  const seconds = readDuration(scanner);
  const problem = periodProblem(seconds);
  if (problem === undefined) return seconds;
  throw scanner.error(`CloudWatch has no period of ${durationText(seconds)}`, `it ${problem}`, start);
}

export function spanText(span: Span): string {
  if ('forSeconds' in span) return durationText(span.forSeconds);
  const { datapointsToAlarm, evaluationPeriods, periodSeconds } = span;
  const share = datapointsToAlarm === evaluationPeriods ? '' : `${datapointsToAlarm} of `;
  return `${share}${evaluationPeriods} x ${durationText(periodSeconds)}`;
}

function countsOf(scanner: Scanner, datapointsToAlarm: number, evaluationPeriods: number, at: number): Counts {
  const periodSeconds = readPeriod(scanner);
  const problem = evaluationLengthProblem(periodSeconds, evaluationPeriods);
  if (problem === undefined) return { datapointsToAlarm, evaluationPeriods, periodSeconds };
  const what = `${evaluationPeriods} x ${durationText(periodSeconds)} is longer than an alarm looks back`;
  throw scanner.error(what, `datapoints ${problem}`, at);
}

function checkCount(scanner: Scanner, count: number, at: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  if (count > most)
    throw scanner.error(`${count} of ${most} datapoints is more than there are`, `write at most ${most}`, at);
  throw scanner.error(`${count} is no number of datapoints`, 'write a whole number from 1 on', at);
}
