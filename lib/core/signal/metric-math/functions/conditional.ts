import type { Call, MathFunction } from '../call';
import type { Compiled, MathContext, Scalar, TimeSeries } from '../compiled';
import { isMissing, MISSING, type Points, pointsOf } from '../values';

type Branch = Scalar | TimeSeries | undefined;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions */
export const CONDITIONAL: Readonly<Record<string, MathFunction>> = {
  IF: {
    usage: 'IF(condition, trueValue) or IF(condition, trueValue, falseValue), each a scalar or a time series',
    arity: [2, 3],
    compile: compileIf,
  },
};

function compileIf(call: Call): Compiled {
  const condition = call.scalarOrSeries(0);
  const whenTrue = call.scalarOrSeries(1);
  const whenFalse = call.has(2) ? call.scalarOrSeries(2) : undefined;
  if (condition.type === 'TS') return { type: 'TS', run: choosePerPoint(condition, whenTrue, whenFalse) };
  if (whenTrue.type === 'S' && whenFalse?.type !== 'TS') {
    throw call.error(0, 'no argument of IF is a time series', 'give one, for example with TIME_SERIES(5)');
  }
  return { type: 'TS', run: chooseOnce(condition, whenTrue, whenFalse) };
}

function choosePerPoint(condition: TimeSeries, whenTrue: Branch, whenFalse: Branch) {
  return (context: MathContext): Points => {
    const yes = whenTrue?.run(context) ?? MISSING;
    const no = whenFalse?.run(context) ?? MISSING;
    return condition.run(context).map((value, index) => {
      if (isMissing(value)) return MISSING;
      return value === 0 ? at(no, index) : atOrZero(yes, index);
    });
  };
}

function chooseOnce(condition: Scalar, whenTrue: Branch, whenFalse: Branch) {
  return (context: MathContext): Points => {
    const value = condition.run(context);
    const chosen = isMissing(value) ? undefined : value === 0 ? whenFalse : whenTrue;
    const points = chosen?.run(context) ?? MISSING;
    return pointsOf(context.axis, (index) => at(points, index));
  };
}

function at(branch: number | Points, index: number): number {
  return typeof branch === 'number' ? branch : (branch[index] as number);
}

/** "the value of 0, if metric1 is TRUE and the corresponding data point does not exist in metric2" */
function atOrZero(branch: number | Points, index: number): number {
  if (typeof branch === 'number') return branch;
  const value = branch[index] as number;
  return isMissing(value) ? 0 : value;
}
