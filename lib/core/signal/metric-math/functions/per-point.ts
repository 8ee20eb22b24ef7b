import type { MathFunction } from '../call';
import { finite } from '../values';
import { perSeries } from './per-series';

/** Functions of each datapoint by itself. */
export const PER_POINT: Readonly<Record<string, MathFunction>> = {
  ABS: perPoint('ABS', Math.abs),
  CEIL: perPoint('CEIL', Math.ceil),
  FLOOR: perPoint('FLOOR', Math.floor),
  LOG: perPoint('LOG', Math.log),
  LOG10: perPoint('LOG10', Math.log10),
};

function perPoint(name: string, compute: (value: number) => number): MathFunction {
  const computeFinite = (value: number) => finite(compute(value));
  return {
    usage: `${name}(TS) or ${name}(TS[])`,
    arity: [1, 1],
    compile: (call) => perSeries(call, (points) => points.map(computeFinite)),
  };
}
