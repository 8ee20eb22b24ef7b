import { compileNode } from './compile';
import type { Compiled, MathContext, Scope, SeriesList, TimeSeries } from './compiled';
import { MetricMathError } from './error';
import { type Expression, parseExpression } from './expression';
import type { MathInputs, MathResult, MathSources, SeriesValues, TimeAxis } from './types';
import { toMathSeries, toPoints, toValues } from './values';

export interface EvaluateOptions extends MathSources {
  /** Ids of the inputs that are metrics, for METRICS() and PERIOD. @default - every input that is one time series */
  readonly metrics?: readonly string[];
}

/**
 * Evaluates one metric-math expression, as CloudWatch does for graphs and alarms.
 *
 * ```ts
 * const axis = { startMs: Date.UTC(2030, 0, 1), periodSeconds: 60, length: 3 };
 * evaluateExpression('100 * errors / requests', axis, { errors: [1, undefined, 5], requests: [10, 20, undefined] });
 * // { kind: 'series', values: [10, 0, undefined] }
 * ```
 *
 * Inputs have one value for each period of the axis, oldest first; `undefined` (or `null`) is a missing datapoint.
 * Between two time series a missing datapoint counts as 0 if the other one has one; with a scalar it stays missing; a
 * result that is no finite number, such as a division by zero, is missing.
 *
 * An expression that is evaluated again and again is better given to `planQueries`, which checks it once.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws {MetricMathError} with line and column: bad syntax, unknown functions and ids, wrong types, a scalar result,
 * a function that is not rehearsed
 */
export function evaluateExpression(
  expression: string | Expression,
  axis: TimeAxis,
  inputs: MathInputs,
  options: EvaluateOptions = {},
): MathResult {
  const parsed = typeof expression === 'string' ? parseExpression(expression) : expression;
  const context = contextOf(axis, inputs, options);
  const metrics = options.metrics ?? [...context.series.keys()];
  const compiled = compileResult(parsed, {
    typeOf: (id) => (context.series.has(id) ? 'TS' : context.lists.has(id) ? 'TS[]' : undefined),
    metrics: metrics.filter((id) => context.series.has(id)).map((id) => ({ id, label: id })),
    periodOf: () => undefined,
    ids: Object.keys(inputs),
  });
  return runResult(compiled, context);
}

/** Compiles a whole expression, whose result may not be a scalar. */
export function compileResult({ root, text }: Expression, scope: Scope): TimeSeries | SeriesList {
  const compiled: Compiled = compileNode(root, { text, scope });
  if (compiled.type !== 'S') return compiled;
  throw new MetricMathError(
    'the result is a scalar',
    'the result of an expression must be one time series or a list of them, for example m1 - AVG(m1) or TIME_SERIES(5)',
    { text, position: root.start },
  );
}

function runResult(compiled: TimeSeries | SeriesList, context: MathContext): MathResult {
  if (compiled.type === 'TS') return { kind: 'series', values: toValues(compiled.run(context)) };
  return { kind: 'list', series: compiled.run(context).map(toMathSeries) };
}

/** @throws where a time series has another length than the axis */
export function checkLength(id: string, values: SeriesValues, axis: TimeAxis): void {
  if (values.length === axis.length) return;
  throw new MetricMathError(
    `time series '${id}' has ${values.length} values, and the axis ${axis.length} periods`,
    'give one value for each period, undefined where the datapoint is missing',
  );
}

function contextOf(axis: TimeAxis, inputs: MathInputs, sources: MathSources): MathContext {
  const series = new Map<string, number[]>();
  const lists = new Map<string, { label: string; points: number[] }[]>();
  const read = (id: string, values: SeriesValues) => {
    checkLength(id, values, axis);
    return toPoints(values);
  };
  for (const [id, input] of Object.entries(inputs)) {
    if (!('kind' in input)) series.set(id, read(id, input));
    else if (input.kind === 'series') series.set(id, read(id, input.values));
    else
      lists.set(
        id,
        input.series.map(({ label, values }) => ({ label, points: read(id, values) })),
      );
  }
  return { axis, series, lists, sources };
}
