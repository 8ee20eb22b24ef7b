import type { Call } from '../call';
import type { Compiled } from '../compiled';
import type { TimeAxis } from '../types';
import type { Points } from '../values';

/** Computes a time series from the first argument, or a list of them from a list. */
export function perSeries(call: Call, compute: (points: Points, axis: TimeAxis) => Points): Compiled {
  const argument = call.seriesOrList(0);
  if (argument.type === 'TS') {
    return { type: 'TS', run: (context) => compute(argument.run(context), context.axis) };
  }
  return {
    type: 'TS[]',
    run: (context) =>
      argument.run(context).map(({ label, points }) => ({ label, points: compute(points, context.axis) })),
  };
}
