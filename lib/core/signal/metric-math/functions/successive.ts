import type { MathFunction } from '../call';
import type { TimeAxis } from '../types';
import { finite, isMissing, MISSING, type Points } from '../values';
import { perSeries } from './per-series';

/**
 * Functions of each datapoint and those before it. The one before is the last that exists, so a gap is stepped over;
 * the first datapoint has none, and so no difference.
 */
export const SUCCESSIVE: Readonly<Record<string, MathFunction>> = {
  DIFF: successive('DIFF', (points) => fromPrevious(points, (value, previous) => value - previous)),
  DIFF_TIME: successive('DIFF_TIME', (points, { periodSeconds }) =>
    fromPrevious(points, (_value, _previous, periods) => periods * periodSeconds),
  ),
  RATE: successive('RATE', (points, { periodSeconds }) =>
    fromPrevious(points, (value, previous, periods) => (value - previous) / (periods * periodSeconds)),
  ),
  RUNNING_SUM: successive('RUNNING_SUM', runningSum),
};

function successive(name: string, compute: (points: Points, axis: TimeAxis) => Points): MathFunction {
  return { usage: `${name}(TS) or ${name}(TS[])`, arity: [1, 1], compile: (call) => perSeries(call, compute) };
}

function fromPrevious(points: Points, compute: (value: number, previous: number, periods: number) => number): Points {
  let last = -1;
  return points.map((value, index) => {
    if (isMissing(value)) return MISSING;
    const previous = last;
    last = index;
    return previous < 0 ? MISSING : finite(compute(value, points[previous] as number, index - previous));
  });
}

function runningSum(points: Points): Points {
  let sum = 0;
  return points.map((value) => {
    if (isMissing(value)) return MISSING;
    sum += value;
    return finite(sum);
  });
}
