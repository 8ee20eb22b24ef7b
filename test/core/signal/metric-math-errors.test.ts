import { evaluateExpression, MetricMathError, parseExpression } from '../../../lib/core/signal/metric-math';

const axis = { startMs: 0, periodSeconds: 60, length: 1 };
const inputs = { m1: [1], m2: [2] };

function errorOf(text: string): MetricMathError {
  try {
    evaluateExpression(text, axis, inputs);
  } catch (error) {
    if (error instanceof MetricMathError) return error;
    throw error;
  }
  throw new Error(`'${text}' is accepted`);
}

describe('syntax', () => {
  test.each([
    ['', 1, 'the expression ends too early'],
    ['m1 +', 5, 'the expression ends too early'],
    ['m1 m2', 4, "'m2' is not expected after a complete expression"],
    ['m1 ) + 1', 4, "')' closes nothing"],
    ['SUM([m1, m2)', 12, "')' is not expected here"],
    ['SUM([m1, m2]', 1, 'the bracket of SUM( is not closed'],
    ['(m1 + (m2', 7, "'(' is not closed"],
    ['[m1', 1, "'[' is not closed"],
    ['m1 = 1', 4, "character '=' is not expected; write == to compare"],
    ['m1 & m2', 4, "character '&' is not expected; write AND or &&"],
    ['METRICS(“a”)', 9, 'write strings in straight quotes'],
    ['{m1}', 1, 'lists of time series stand in square brackets'],
    ['m1 # 2', 4, "character '#' is not expected"],
    ['METRICS("a)', 9, 'this string is not closed'],
    ['2m1', 1, "'2m1' is neither a number nor an id"],
    ['1.2.3', 1, "'1.2.' is neither a number nor an id"],
    ['m1 * 1e999', 6, '1e999 is too large'],
    ['M1 + 1', 1, "'M1' is not a value"],
    ['Errors + 1', 1, "'Errors' is not an id"],
    ['AND m1', 1, 'AND has nothing to its left'],
    ['m1 AND', 7, 'the expression ends too early'],
    ['* m1', 1, "'*' is not expected here"],
    ['+m1', 1, "'+' is not expected here"],
    ['SUM([])', 5, 'this list is empty'],
    ['SUM(,)', 5, "',' is not expected here"],
    ['0 < m1 < 10', 8, 'comparisons are not chained; join two of them: 0 < m1 AND m1 < 10'],
    [`${'('.repeat(200)}m1`, 101, 'it is nested too deeply'],
    [`${'-'.repeat(200)}m1`, 101, 'it is nested too deeply'],
    [' '.repeat(2049), 2049, 'it has 2049 characters; at most 2048 are allowed'],
  ])('%s', (text, column, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ line: 1, column, notRehearsed: false });
  });

  test('errors name line and column', () => {
    const error = errorOf('m1 +\n  m2 *\n  m9');
    expect(error).toMatchObject({ line: 3, column: 3 });
    expect(error.message).toContain("at line 3, column 3: 'm9' is not defined; defined are m1, m2");
  });

  test('long sums and deep lists are no danger', () => {
    expect(evaluateExpression(`m1${'+1'.repeat(1000)}`, axis, inputs)).toEqual({ kind: 'series', values: [1001] });
  });

  test('what an expression refers to is known after parsing', () => {
    const { ids, functions } = parseExpression('IF(m2 > AVG(m1), FILL(m2, m1), AVG(m2))');
    expect({ ids, functions }).toEqual({ ids: ['m2', 'm1'], functions: ['IF', 'AVG', 'FILL'] });
  });
});

describe('types', () => {
  test.each([
    ['NOPE(m1)', 1, "function 'NOPE' is not known; known are ABS, ANOMALY_DETECTION_BAND"],
    ['Avg(m1)', 1, "function 'Avg' is not known; write AVG: functions are in capitals"],
    ['toString(m1)', 1, "function 'toString' is not known"],
    ['constructor', 1, "'constructor' is not defined"],
    ['AVG()', 1, 'AVG takes 1 argument, got 0; write AVG(TS) or AVG(TS[])'],
    ['m1 - IF(m1)', 6, 'IF takes at least 2 arguments, got 1'],
    ['IF(m1, 1, 2, 3)', 1, 'IF takes at most 3 arguments, got 4'],
    ['AVG(m1)', 1, 'the result is a scalar; the result of an expression must be one time series or a list'],
    ['5', 1, 'the result is a scalar'],
    ['PERIOD(m1)', 1, 'the result is a scalar'],
    ['"m1"', 1, 'a string is not a value'],
    ['REPEAT', 1, "'REPEAT' is not a value"],
    ['[m1] + [m2]', 6, 'unsupported operand types for +: TS[] and TS[]'],
    ['[m1, m2] > 1', 10, 'unsupported operand types for >: TS[] and S; > takes scalars and time series, not lists'],
    ['m1 AND [m2]', 4, 'unsupported operand types for AND: TS and TS[]'],
    ['MAX([m1, 5])', 10, 'this item of the list is a scalar (S); lists hold time series; write TIME_SERIES(5)'],
    ['ABS(5)', 5, 'argument 1 of ABS is a scalar (S); write ABS(TS) or ABS(TS[])'],
    ['SUM(5)', 5, 'argument 1 of SUM is a scalar (S)'],
    ['TIME_SERIES(m1)', 13, 'argument 1 of TIME_SERIES is a time series (TS)'],
    ['HOUR([m1])', 6, 'argument 1 of HOUR is a list of time series (TS[])'],
    ['FIRST(m1)', 7, 'argument 1 of FIRST is a time series (TS)'],
    ['FILL(m1, [m2])', 10, 'argument 2 of FILL is a list of time series (TS[])'],
    ['FILL(m1, NEAREST)', 10, 'argument 2 of FILL is not known; write REPEAT or LINEAR'],
    ['FILL(5, REPEAT)', 6, 'argument 1 of FILL is a scalar (S)'],
    ['IF([m1], m2)', 4, 'argument 1 of IF is a list of time series (TS[])'],
    ['IF(m1, [m2])', 8, 'argument 2 of IF is a list of time series (TS[])'],
    ['IF(1, 2, 3)', 4, 'no argument of IF is a time series; give one, for example with TIME_SERIES(5)'],
    ['SORT(METRICS(), STDDEV, DESC)', 17, 'argument 2 of SORT is not known; write AVG or MIN or MAX or SUM'],
    ['SORT(METRICS(), AVG, "DESC")', 22, 'argument 3 of SORT is not known; write ASC or DESC'],
    ['SORT(METRICS(), AVG, DESC, m1)', 28, 'argument 4 of SORT is a time series (TS)'],
    ['SLICE(METRICS(), m1)', 18, 'argument 2 of SLICE is a time series (TS)'],
    ['METRICS(m1)', 9, 'argument 1 of METRICS is not a string'],
    ['SEARCH(m1)', 8, 'argument 1 of SEARCH is not a string'],
    ['m1 / PERIOD(m1 + 1)', 13, 'the argument of PERIOD is not a metric'],
    ['ANOMALY_DETECTION_BAND([m1])', 24, 'argument 1 of ANOMALY_DETECTION_BAND is a list'],
  ])('%s', (text, column, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.column).toBe(column);
  });

  test('a time series must fit the axis', () => {
    expect(() => evaluateExpression('m1', axis, { m1: [1, 2] })).toThrow(
      "time series 'm1' has 2 values, and the axis 1 periods",
    );
  });

  test('without inputs, no id is defined', () => {
    expect(() => evaluateExpression('m1', axis, {})).toThrow("'m1' is not defined; no ids are defined");
  });
});
