import type { Call, MathFunction } from '../call';
import type { Compiled, SeriesList, TimeSeries } from '../compiled';
import { hasPoints, isMissing, MISSING, type Points, pointsOf, type Series } from '../values';
import { reduceSeries, SORT_KEYS } from './reductions';

/** Functions that make, pick from or count a list of time series. */
export const LISTS: Readonly<Record<string, MathFunction>> = {
  FIRST: { usage: 'FIRST(TS[])', arity: [1, 1], compile: (call) => pick(call, (list) => list[0]) },
  LAST: { usage: 'LAST(TS[])', arity: [1, 1], compile: (call) => pick(call, (list) => list.at(-1)) },
  METRIC_COUNT: { usage: 'METRIC_COUNT(TS[])', arity: [1, 1], compile: countMetrics },
  METRICS: { usage: 'METRICS() or METRICS("part of an id")', arity: [0, 1], compile: findMetrics },
  REMOVE_EMPTY: { usage: 'REMOVE_EMPTY(TS[])', arity: [1, 1], compile: removeEmpty },
  SLICE: { usage: 'SLICE(TS[], start) or SLICE(TS[], start, end), counted from 0', arity: [2, 3], compile: slice },
  SORT: {
    usage: 'SORT(TS[], AVG | MIN | MAX | SUM, ASC | DESC) or with a limit as fourth argument',
    arity: [3, 4],
    compile: sort,
  },
};

/** Of an empty list: a time series without datapoints. */
function pick(call: Call, choose: (list: readonly Series[]) => Series | undefined): TimeSeries {
  const list = call.list(0);
  return {
    type: 'TS',
    run: (context): Points => choose(list.run(context))?.points ?? pointsOf(context.axis, () => MISSING),
  };
}

function countMetrics(call: Call): Compiled {
  const list = call.list(0);
  return { type: 'S', run: (context) => list.run(context).length };
}

function findMetrics(call: Call): SeriesList {
  const part = call.has(0) ? call.text(0) : '';
  const found = call.site.scope.metrics.filter(({ id }) => id.includes(part));
  return {
    type: 'TS[]',
    run: ({ series }) => found.map(({ id, label }) => ({ label, points: series.get(id) as Points })),
  };
}

function removeEmpty(call: Call): SeriesList {
  const list = call.list(0);
  return { type: 'TS[]', run: (context) => list.run(context).filter(({ points }) => hasPoints(points)) };
}

/** The start is included, the end is not. */
function slice(call: Call): SeriesList {
  const list = call.list(0);
  const start = call.scalar(1);
  const end = call.has(2) ? call.scalar(2) : undefined;
  return {
    type: 'TS[]',
    run: (context) => list.run(context).slice(position(start.run(context)), end && position(end.run(context))),
  };
}

function sort(call: Call): SeriesList {
  const list = call.list(0);
  const key = SORT_KEYS[call.word(1, ['AVG', 'MIN', 'MAX', 'SUM'])];
  const sign = call.word(2, ['ASC', 'DESC']) === 'ASC' ? 1 : -1;
  const limit = call.has(3) ? call.scalar(3) : undefined;
  return {
    type: 'TS[]',
    run: (context) => {
      const keyed = list.run(context).map((series) => ({ series, key: reduceSeries(series.points, key) }));
      keyed.sort((a, b) => compareKeys(a.key, b.key, sign));
      return keyed.slice(0, limit && position(limit.run(context))).map(({ series }) => series);
    },
  };
}

/** Time series without datapoints come last in either order. */
function compareKeys(a: number, b: number, sign: number): number {
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  return sign * (a - b);
}

/** A place in a list; what has no value, or is below the first place, is the first place. */
function position(value: number): number {
  return isMissing(value) ? 0 : Math.max(0, Math.trunc(value));
}
