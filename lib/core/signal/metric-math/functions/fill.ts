import type { Call, MathFunction } from '../call';
import type { Compiled, MathContext } from '../compiled';
import { isMissing, type Points } from '../values';
import { perSeries } from './per-series';

const MODES = ['REPEAT', 'LINEAR'] as const;

/** Gives missing datapoints a value. */
export const FILL: Readonly<Record<string, MathFunction>> = {
  FILL: {
    usage: 'FILL(TS or TS[], filler), where filler is a scalar, a time series, REPEAT or LINEAR',
    arity: [2, 2],
    compile: compileFill,
  },
};

function compileFill(call: Call): Compiled {
  if (call.arg(1).kind === 'word') {
    const fill = call.word(1, MODES) === 'REPEAT' ? repeat : interpolate;
    return perSeries(call, fill);
  }
  const argument = call.seriesOrList(0);
  const filler = call.scalarOrSeries(1);
  if (argument.type === 'TS') {
    return { type: 'TS', run: (context) => fillWith(argument.run(context), filler.run(context)) };
  }
  return {
    type: 'TS[]',
    run: (context: MathContext) => {
      const values = filler.run(context);
      return argument.run(context).map(({ label, points }) => ({ label, points: fillWith(points, values) }));
    },
  };
}

function fillWith(points: Points, filler: number | Points): Points {
  if (typeof filler === 'number') return points.map((value) => (isMissing(value) ? filler : value));
  return points.map((value, index) => (isMissing(value) ? (filler[index] as number) : value));
}

/** With the most recent datapoint before the gap; before the first one there is nothing to repeat. */
function repeat(points: Points): Points {
  let recent = points[0] as number;
  return points.map((value) => {
    if (!isMissing(value)) recent = value;
    return recent;
  });
}

/** On the line from the datapoint before the gap to the one after it; a gap at an end of the range stays. */
function interpolate(points: Points): Points {
  const filled = [...points];
  let before = -1;
  for (const [index, value] of points.entries()) {
    if (isMissing(value)) continue;
    for (let gap = before + 1; before >= 0 && gap < index; gap++) {
      const from = points[before] as number;
      filled[gap] = from + ((value - from) * (gap - before)) / (index - before);
    }
    before = index;
  }
  return filled;
}
