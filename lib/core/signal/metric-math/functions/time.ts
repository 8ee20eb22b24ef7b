import type { Call, MathFunction } from '../call';
import type { Compiled } from '../compiled';
import { pointsOf } from '../values';

/** Functions of the time axis; their results have a datapoint in every period. All times are UTC. */
export const TIME: Readonly<Record<string, MathFunction>> = {
  MINUTE: timestamp('MINUTE', (date) => date.getUTCMinutes()),
  HOUR: timestamp('HOUR', (date) => date.getUTCHours()),
  /** 1 is Monday, 7 is Sunday. */
  DAY: timestamp('DAY', (date) => date.getUTCDay() || 7),
  /** The day of the month, from 1. */
  DATE: timestamp('DATE', (date) => date.getUTCDate()),
  MONTH: timestamp('MONTH', (date) => date.getUTCMonth() + 1),
  YEAR: timestamp('YEAR', (date) => date.getUTCFullYear()),
  /** Seconds since 1970. */
  EPOCH: timestamp('EPOCH', (date) => date.getTime() / 1000),
  TIME_SERIES: { usage: 'TIME_SERIES(S)', arity: [1, 1], compile: timeSeries },
  PERIOD: { usage: 'PERIOD(id of a metric)', arity: [1, 1], compile: period },
};

/** What the start of each period is, by the calendar. */
function timestamp(name: string, read: (date: Date) => number): MathFunction {
  return {
    usage: `${name}(TS)`,
    arity: [1, 1],
    compile: (call) => {
      call.series(0);
      return {
        type: 'TS',
        run: ({ axis }) => pointsOf(axis, (index) => read(new Date(axis.startMs + index * axis.periodSeconds * 1000))),
      };
    },
  };
}

function timeSeries(call: Call): Compiled {
  const scalar = call.scalar(0);
  return {
    type: 'TS',
    run: (context) => {
      const value = scalar.run(context);
      return pointsOf(context.axis, () => value);
    },
  };
}

/** "Valid input is metrics, not the results of other expressions." */
function period(call: Call): Compiled {
  const { scope } = call.site;
  const node = call.arg(0);
  call.value(0);
  if (node.kind !== 'id' || !scope.metrics.some(({ id }) => id === node.id)) {
    throw call.error(0, 'the argument of PERIOD is not a metric', 'write the id of a metric, not of an expression');
  }
  const seconds = scope.periodOf(node.id);
  return { type: 'S', run: ({ axis }) => seconds ?? axis.periodSeconds };
}
