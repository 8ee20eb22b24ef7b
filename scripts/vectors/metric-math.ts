import {
  evaluateExpression,
  type MathInputs,
  type MathResult,
  MetricMathError,
} from '../../lib/core/signal/metric-math';
import {
  type Assertion,
  type CaseKind,
  type Cells,
  cellsCell,
  expectsInvalid,
  INVALID,
  isCells,
  isUndocumented,
  textCell,
  UNDOCUMENTED,
} from './case-kind';

const START_MS = Date.UTC(2030, 0, 1);
const DEFAULT_PERIOD_SECONDS = 60;

/** One metric-math expression over series in which null is a missing datapoint. */
export const metricMath: CaseKind = {
  name: 'metric math',
  cells: ['expr', 'inputs', 'expect', 'error', 'invalid', 'period', 'periodSeconds', 'start', 'startMs'],
  fits: (vector) => 'expr' in vector && ('inputs' in vector || 'expect' in vector),
  subject: ({ expr, inputs }) => `${expr} of ${JSON.stringify(inputs)}`,
  assertionOf(vector) {
    if (expectsError(vector)) return { expected: INVALID, actual: () => valuesOf(vector), refusal: MetricMathError };
    if (isUndocumented(vector.expect)) return UNDOCUMENTED;
    return typeof vector.expect === 'number' ? scalarAssertion(vector, vector.expect) : seriesAssertion(vector);
  },
};

function expectsError(vector: Cells): boolean {
  const { expect } = vector;
  return (
    expectsInvalid(vector) ||
    !isUndocumented(vector.error) ||
    expect === 'error' ||
    (isCells(expect) && ('error' in expect || expect.invalid === true))
  );
}

function seriesAssertion(vector: Cells): Assertion {
  const { expect } = vector;
  return { expected: expect, actual: () => valuesOf(vector), holds: (actual) => isClose(expect, actual) };
}

/** No expression may end in a scalar: TIME_SERIES, which repeats it for every period, makes it visible. */
function scalarAssertion(vector: Cells, expected: number): Assertion {
  return {
    expected,
    actual: () => valuesOf({ ...vector, expr: `TIME_SERIES(${textCell(vector, 'expr')})` }),
    holds: (actual) => (actual as unknown[]).every((value) => isClose(expected, value)),
  };
}

/** The values of the series, or a list of them for a list of series; null where a datapoint is missing. */
function valuesOf(vector: Cells): unknown[] {
  const start = vector.startMs ?? vector.start;
  const inputs = (vector.inputs === undefined ? {} : cellsCell(vector, 'inputs')) as MathInputs;
  const axis = {
    startMs: isUndocumented(start) ? START_MS : new Date(start as string | number).getTime(),
    periodSeconds: Number(vector.periodSeconds ?? vector.period ?? DEFAULT_PERIOD_SECONDS),
    length: lengthOf(inputs, vector.expect),
  };
  const result: MathResult = evaluateExpression(textCell(vector, 'expr'), axis, inputs);
  if (result.kind === 'series') return result.values.map(orNull);
  return result.series.map(({ values }) => values.map(orNull));
}

function lengthOf(inputs: MathInputs, expected: unknown): number {
  const lists = [...Object.values(inputs), expected].filter((list) => Array.isArray(list));
  return lists[0]?.length ?? 1;
}

function orNull(value: number | undefined): number | null {
  return value ?? null;
}

/** Expected numbers may be rounded: six digits of a fraction are compared, twelve of a large number. */
function isClose(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((value, index) => isClose(value, actual[index]))
    );
  }
  if (typeof expected !== 'number' || typeof actual !== 'number') return expected === actual;
  const size = Math.abs(expected);
  return Math.abs(expected - actual) <= 1e-6 * Math.min(1, size) + 1e-12 * (1 + size);
}
