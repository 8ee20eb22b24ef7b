import type { Call, MathFunction } from '../call';
import type { Compiled } from '../compiled';
import type { TimeAxis } from '../types';
import { finite, isMissing, MISSING, type Points, pointsOf, type Series } from '../values';

/**
 * Reduces datapoints to one number: `present` are those that exist, at least one, and `slots` is how many there could
 * be. Of nothing, every reduction is missing.
 */
type Reduction = (present: readonly number[], slots: number) => number;

const sum: Reduction = (present) => present.reduce((total, value) => total + value, 0);
/** "Missing values are treated as 0." */
const average: Reduction = (present, slots) => sum(present, slots) / slots;
const minimum: Reduction = (present) => present.reduce((least, value) => Math.min(least, value));
const maximum: Reduction = (present) => present.reduce((most, value) => Math.max(most, value));

/** What SORT can sort by. */
export const SORT_KEYS = { AVG: average, MIN: minimum, MAX: maximum, SUM: sum } as const;

/** Functions that make a scalar of a time series, and a time series of a list. */
export const REDUCTIONS: Readonly<Record<string, MathFunction>> = {
  AVG: reduction('AVG', average),
  MAX: reduction('MAX', maximum),
  MIN: reduction('MIN', minimum),
  SUM: reduction('SUM', sum),
  // A time series deviates among the datapoints it has; members of a list that are missing count as 0, as for AVG.
  STDDEV: reduction('STDDEV', (present) => deviation(present, present.length), deviation),
  DATAPOINT_COUNT: {
    ...reduction('DATAPOINT_COUNT', (present) => present.length),
    compile: (call) => compileReduction(call, (present) => present.length, undefined, 0),
  },
};

/** One number for a whole time series; `ofNothing` where it has no datapoint. */
export function reduceSeries(points: Points, reduce: Reduction, ofNothing = MISSING): number {
  const present = points.filter((value) => !isMissing(value));
  return present.length === 0 ? ofNothing : finite(reduce(present, points.length));
}

function reduction(name: string, ofSeries: Reduction, ofList = ofSeries): MathFunction {
  return {
    usage: `${name}(TS) or ${name}(TS[])`,
    arity: [1, 1],
    compile: (call) => compileReduction(call, ofSeries, ofList),
  };
}

function compileReduction(call: Call, ofSeries: Reduction, ofList = ofSeries, ofNothing = MISSING): Compiled {
  const argument = call.seriesOrList(0);
  if (argument.type === 'TS') {
    return { type: 'S', run: (context) => reduceSeries(argument.run(context), ofSeries, ofNothing) };
  }
  return { type: 'TS', run: (context) => reduceList(argument.run(context), context.axis, ofList) };
}

/** A datapoint for every time at which at least one member has one. */
function reduceList(list: readonly Series[], axis: TimeAxis, reduce: Reduction): Points {
  return pointsOf(axis, (index) =>
    reduceSeries(
      list.map(({ points }) => points[index] as number),
      reduce,
    ),
  );
}

/** Of a whole population, not estimated from a sample: one datapoint deviates by 0. */
function deviation(present: readonly number[], slots: number): number {
  const mean = average(present, slots);
  const squares = present.reduce((total, value) => total + (value - mean) ** 2, 0);
  return Math.sqrt((squares + (slots - present.length) * mean ** 2) / slots);
}
