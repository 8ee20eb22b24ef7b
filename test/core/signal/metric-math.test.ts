import {
  type EvaluateOptions,
  evaluateExpression,
  type MathInputs,
  MetricMathError,
} from '../../../lib/core/signal/metric-math';
import vectors from './metric-math-cases.json';

const NONE = undefined;
/** Friday, 30 January 2026, 23:58 UTC. */
const START = Date.UTC(2026, 0, 30, 23, 58);

function axisOf(inputs: MathInputs, periodSeconds = 60) {
  const [first] = Object.values(inputs);
  const length = first === undefined ? 3 : 'kind' in first ? 3 : first.length;
  return { startMs: START, periodSeconds, length };
}

function series(text: string, inputs: MathInputs, options?: EvaluateOptions) {
  const result = evaluateExpression(text, axisOf(inputs), inputs, options);
  if (result.kind !== 'series') throw new Error('a list');
  return result.values;
}

function list(text: string, inputs: MathInputs, options?: EvaluateOptions) {
  const result = evaluateExpression(text, axisOf(inputs), inputs, options);
  if (result.kind !== 'list') throw new Error('a series');
  return result.series;
}

interface Case {
  readonly expr: string;
  readonly inputs: Record<string, (number | null)[]>;
  readonly expect: (number | null)[];
}

describe('the examples of the AWS documentation', () => {
  test.each(vectors.cases as unknown as Case[])('$expr', ({ expr, inputs, expect: expected }) => {
    expect(series(expr, inputs)).toEqual(expected.map((value) => value ?? NONE));
  });
});

describe('operators', () => {
  const m = { m1: [6, NONE, 4, NONE], m2: [3, 2, NONE, NONE] };

  test.each([
    ['m1 + m2', [9, 2, 4, NONE]],
    ['m1 * m2', [18, 0, 0, NONE]],
    ['m1 / m2', [2, 0, NONE, NONE]],
    ['m1 ^ m2', [216, 0, 1, NONE]],
    ['m1 + 1', [7, NONE, 5, NONE]],
    ['1 - m1', [-5, NONE, -3, NONE]],
    ['-m1', [-6, NONE, -4, NONE]],
    ['m1 / 0', [NONE, NONE, NONE, NONE]],
    ['m1 * 1e308', [NONE, NONE, NONE, NONE]],
    ['m1 * 0 * -1', [0, NONE, 0, NONE]],
    ['m1 == m2', [0, 0, 0, NONE]],
    ['m1 != m2', [1, 1, 1, NONE]],
    ['m1 >= m2', [1, 0, 1, NONE]],
    ['m1 <= m2', [0, 1, 0, NONE]],
    ['m1 > 4', [1, NONE, 0, NONE]],
    ['4 < m1', [1, NONE, 0, NONE]],
    ['m1 AND m2', [1, 0, 0, NONE]],
    ['m1 && m2', [1, 0, 0, NONE]],
    ['m1 OR m2', [1, 1, 1, NONE]],
    ['m1 || 0', [1, NONE, 1, NONE]],
    ['m1 * (2 > 1)', [6, NONE, 4, NONE]],
    ['m1 * (1 > 2 OR 0)', [0, NONE, 0, NONE]],
  ])('%s', (text, expected) => expect(series(text, m)).toEqual(expected));

  test.each([
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['20 - 5 - 3', 12],
    ['100 / 10 / 5', 2],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['(-2) ^ 2', 4],
    ['2 ^ -1', 0.5],
    ['2 * -3', -6],
    ['--3', 3],
    ['1 + 1 == 2', 1],
    ['0 AND 0 OR 1', 1],
    ['1 OR 0 AND 0', 1],
    ['1 < 2 AND 2 < 1', 0],
    ['(1 < 2) == (3 < 4)', 1],
    ['.5 + 1. + 1e1 + 25E-2', 11.75],
  ])('%s is %d', (text, expected) => expect(series(`TIME_SERIES(${text})`, { m1: [NONE] })).toEqual([expected]));

  test('a list works with a scalar or a time series on either side', () => {
    const inputs = { m1: [1, NONE], m2: [4, 5], m3: [2, 2] };
    const values = (text: string) => list(text, inputs).map((one) => one.values);
    expect(values('100 / [m1, m2]')).toEqual([
      [100, NONE],
      [25, 20],
    ]);
    expect(values('[m1, m2] * 2')).toEqual([
      [2, NONE],
      [8, 10],
    ]);
    expect(values('[m1, m2] - m3')).toEqual([
      [-1, -2],
      [2, 3],
    ]);
    expect(values('m3 - [m1, m2]')).toEqual([
      [1, 2],
      [-2, -3],
    ]);
    expect(values('-[m1, m2]')).toEqual([
      [-1, NONE],
      [-4, -5],
    ]);
  });
});

describe('functions of one time series', () => {
  const m = { m1: [1, NONE, NONE, 7, 4], m2: [9, 8, NONE, 6, 5], none: [NONE, NONE, NONE, NONE, NONE] };

  test.each([
    ['ABS(m1 - 5)', [4, NONE, NONE, 2, 1]],
    ['CEIL(m1 / 2)', [1, NONE, NONE, 4, 2]],
    ['FLOOR(m1 / 2)', [0, NONE, NONE, 3, 2]],
    ['LOG(m1 - 1)', [NONE, NONE, NONE, Math.log(6), Math.log(3)]],
    ['LOG10(m1 - 6)', [NONE, NONE, NONE, 0, NONE]],
    ['DIFF(m1)', [NONE, NONE, NONE, 6, -3]],
    ['DIFF_TIME(m1)', [NONE, NONE, NONE, 180, 60]],
    ['RATE(m1)', [NONE, NONE, NONE, 6 / 180, -3 / 60]],
    ['RUNNING_SUM(m1)', [1, NONE, NONE, 8, 12]],
    ['FILL(m1, -1)', [1, -1, -1, 7, 4]],
    ['FILL(m1, m2)', [1, 8, NONE, 7, 4]],
    ['FILL(m1, REPEAT)', [1, 1, 1, 7, 4]],
    ['FILL(m1, LINEAR)', [1, 3, 5, 7, 4]],
    ['FILL(m1, MIN(m1))', [1, 1, 1, 7, 4]],
    ['FILL(none, 0)', [0, 0, 0, 0, 0]],
    ['FILL(none, REPEAT)', [NONE, NONE, NONE, NONE, NONE]],
    ['FILL(DIFF(m1), LINEAR)', [NONE, NONE, NONE, 6, -3]],
    ['FILL(DIFF(m1), REPEAT)', [NONE, NONE, NONE, 6, -3]],
    ['TIME_SERIES(5)', [5, 5, 5, 5, 5]],
    ['TIME_SERIES(MAX(m1))', [7, 7, 7, 7, 7]],
    ['TIME_SERIES(MIN(m1))', [1, 1, 1, 1, 1]],
    ['TIME_SERIES(SUM(m1))', [12, 12, 12, 12, 12]],
    ['TIME_SERIES(AVG(m1))', [2.4, 2.4, 2.4, 2.4, 2.4]],
    ['TIME_SERIES(DATAPOINT_COUNT(m1))', [3, 3, 3, 3, 3]],
    ['TIME_SERIES(SUM(m1) / DATAPOINT_COUNT(m1))', [4, 4, 4, 4, 4]],
    ['TIME_SERIES(STDDEV(m1))', Array(5).fill(Math.sqrt(6))],
    ['TIME_SERIES(DATAPOINT_COUNT(none))', [0, 0, 0, 0, 0]],
    ['TIME_SERIES(MAX(none))', [NONE, NONE, NONE, NONE, NONE]],
    ['m1 + AVG(none)', [NONE, NONE, NONE, NONE, NONE]],
    ['m1 / PERIOD(m1)', [1 / 60, NONE, NONE, 7 / 60, 4 / 60]],
  ])('%s', (text, expected) => expect(series(text, m)).toEqual(expected));

  test('the calendar is read in UTC, also where datapoints are missing', () => {
    expect(series('MINUTE(m1)', m)).toEqual([58, 59, 0, 1, 2]);
    expect(series('HOUR(m1)', m)).toEqual([23, 23, 0, 0, 0]);
    expect(series('DAY(none)', m)).toEqual([5, 5, 6, 6, 6]);
    expect(series('DATE(m1)', m)).toEqual([30, 30, 31, 31, 31]);
    expect(series('MONTH(m1)', m)).toEqual([1, 1, 1, 1, 1]);
    expect(series('YEAR(m1)', m)).toEqual([2026, 2026, 2026, 2026, 2026]);
    expect(series('EPOCH(m1)', m)[1]).toBe(START / 1000 + 60);
    expect(series('IF(DAY(m1) < 6, m1)', m)).toEqual([1, 0, NONE, NONE, NONE]);
  });

  test('Sunday is day 7', () => {
    const sunday = { startMs: Date.UTC(2026, 1, 1), periodSeconds: 86_400, length: 2 };
    expect(evaluateExpression('DAY(m1)', sunday, { m1: [1, 1] })).toEqual({ kind: 'series', values: [7, 1] });
  });
});

describe('IF', () => {
  const m = { m1: [2, -1, 0, 0, NONE], m2: [30, NONE, 0, 0, 30], m3: [NONE, 0, 20, NONE, 20] };

  test.each([
    ['IF(m1, m2)', [30, 0, NONE, NONE, NONE]],
    ['IF(m1, 5)', [5, 5, NONE, NONE, NONE]],
    ['IF(m1, 5, 6)', [5, 5, 6, 6, NONE]],
    ['IF(1 > 0, m2, m3)', [30, NONE, 0, 0, 30]],
    ['IF(1 < 0, m2, m3)', [NONE, 0, 20, NONE, 20]],
    ['IF(1 < 0, m2)', [NONE, NONE, NONE, NONE, NONE]],
    ['IF(SUM(m2) > 50, m2, 0)', [30, NONE, 0, 0, 30]],
    ['IF(SUM(m2) > 99, m2, 0)', [0, 0, 0, 0, 0]],
    ['IF(m1 == 2 OR m2 > 10, 1, 0)', [1, 0, 0, 0, 1]],
  ])('%s', (text, expected) => expect(series(text, m)).toEqual(expected));
});

describe('lists', () => {
  const m = {
    a4xx: [1, NONE, 3, NONE],
    b5xx: [5, 6, NONE, NONE],
    cold: [NONE, NONE, NONE, NONE],
    d5xx: [2, 2, 2, NONE],
  };

  test.each([
    ['SUM(METRICS())', [8, 8, 5, NONE]],
    ['SUM(METRICS("5xx"))', [7, 8, 2, NONE]],
    ["SUM([METRICS('4xx'), METRICS('5xx')])", [8, 8, 5, NONE]],
    ['AVG([a4xx, b5xx])', [3, 3, 1.5, NONE]],
    ['MIN([a4xx, b5xx])', [1, 6, 3, NONE]],
    ['MAX([a4xx, b5xx])', [5, 6, 3, NONE]],
    ['STDDEV([a4xx, b5xx])', [2, 3, 1.5, NONE]],
    ['DATAPOINT_COUNT([a4xx, b5xx, cold])', [2, 1, 1, NONE]],
    ['d5xx / METRIC_COUNT(METRICS())', [0.5, 0.5, 0.5, NONE]],
    ['d5xx * METRIC_COUNT(REMOVE_EMPTY(METRICS()))', [6, 6, 6, NONE]],
    ['FIRST([a4xx, b5xx])', [1, NONE, 3, NONE]],
    ['LAST([a4xx, b5xx])', [5, 6, NONE, NONE]],
    ['FIRST(METRICS("none"))', [NONE, NONE, NONE, NONE]],
    ['SUM(METRICS("none"))', [NONE, NONE, NONE, NONE]],
    ['SUM(ABS(-[a4xx, b5xx]))', [6, 6, 3, NONE]],
    ['SUM(FILL([a4xx, b5xx], 1))', [6, 7, 4, 2]],
    ['SUM(FILL([a4xx, b5xx], d5xx))', [6, 8, 5, NONE]],
    ['SUM(FILL([a4xx, b5xx], REPEAT))', [6, 7, 9, 9]],
  ])('%s', (text, expected) => expect(series(text, m)).toEqual(expected));

  test.each([
    ['SORT(METRICS(), SUM, ASC)', ['a4xx', 'd5xx', 'b5xx', 'cold']],
    ['SORT(METRICS(), SUM, DESC)', ['b5xx', 'd5xx', 'a4xx', 'cold']],
    ['SORT(METRICS(), MIN, DESC)', ['b5xx', 'd5xx', 'a4xx', 'cold']],
    ['SORT(METRICS(), MAX, ASC, 2)', ['d5xx', 'a4xx']],
    ['SORT(METRICS(), AVG, DESC, 0)', []],
    ['SLICE(METRICS(), 1, 3)', ['b5xx', 'cold']],
    ['SLICE(METRICS(), 2)', ['cold', 'd5xx']],
    ['SLICE(METRICS(), 0 - 1, 1.9)', ['a4xx']],
    ['REMOVE_EMPTY(METRICS())', ['a4xx', 'b5xx', 'd5xx']],
    ['[a4xx + 1, (b5xx), METRICS("cold")]', ['a4xx + 1', 'b5xx', 'cold']],
  ])('%s', (text, labels) => expect(list(text, m).map(({ label }) => label)).toEqual(labels));

  test('an input can be a list, which METRICS() does not count as a metric', () => {
    const e1 = {
      kind: 'list',
      series: [
        { label: 'x', values: [1, 2] },
        { label: 'y', values: [3, NONE] },
      ],
    } as const;
    const inputs = { m1: [1, 1], e1, e2: [5, 5] };
    expect(series('SUM(e1) + m1', inputs)).toEqual([5, 3]);
    expect(list('METRICS()', inputs, { metrics: ['m1'] })).toEqual([{ label: 'm1', values: [1, 1] }]);
  });
});

describe('functions with a source of their own', () => {
  test('the band function gives the limits, the upper one first', () => {
    const requests: unknown[] = [];
    const band: EvaluateOptions['band'] = (request) => {
      requests.push(request);
      return { upper: request.values.map((value) => (value ?? 0) + request.deviations), lower: [0, NONE] };
    };
    const m = { m1: [5, NONE] };
    expect(series('FIRST(ANOMALY_DETECTION_BAND(m1))', m, { band })).toEqual([7, 2]);
    expect(series('LAST(ANOMALY_DETECTION_BAND(m1))', m, { band })).toEqual([0, NONE]);
    expect(series('FIRST(ANOMALY_DETECTION_BAND(m1 + 1, 4))', m, { band })).toEqual([10, 4]);
    expect(requests[0]).toEqual({ values: [5, NONE], deviations: 2, id: 'm1', axis: axisOf(m) });
    expect(requests[2]).toMatchObject({ id: NONE, values: [6, NONE] });
  });

  test('the search function finds time series', () => {
    const search: EvaluateOptions['search'] = ({ expression, statistic, periodSeconds }) => [
      { label: `${expression} ${statistic} ${periodSeconds}`, values: [1, 2] },
    ];
    const m = { m1: [0, 0] };
    expect(list(`SEARCH('{AWS/EC2} "a"', 'Average', 300)`, m, { search })).toEqual([
      { label: '{AWS/EC2} "a" Average 300', values: [1, 2] },
    ]);
    expect(series(`SUM(SEARCH('x')) + 1`, m, { search })).toEqual([2, 3]);
  });

  test.each([
    'SEARCH("x", "Sum", 60)',
    'ANOMALY_DETECTION_BAND(m1)',
    'SERVICE_QUOTA(m1)',
    'INSIGHT_RULE_METRIC("rule", "Sum")',
    `DB_PERF_INSIGHTS('RDS', 'db-1', ['a.avg', 'b.avg'])`,
    'LAMBDA("function")',
    'SELECT AVG(CPUUtilization) FROM "AWS/EC2"',
  ])('%s is refused as not rehearsed', (text) => {
    const attempt = () => series(text, { m1: [1] });
    expect(attempt).toThrow(MetricMathError);
    expect(attempt).toThrow(/not rehearsed/);
    expect(attempt).toThrow(expect.objectContaining({ notRehearsed: true }));
  });
});

test('an axis without periods gives results without datapoints', () => {
  const empty = { startMs: 0, periodSeconds: 60, length: 0 };
  for (const text of ['m1 + 1', 'FILL(m1, LINEAR)', 'FILL(m1, REPEAT)', 'TIME_SERIES(AVG(m1))', 'SUM([m1])']) {
    expect(evaluateExpression(text, empty, { m1: [] })).toEqual({ kind: 'series', values: [] });
  }
});

test('numbers that are not finite are missing from the start', () => {
  expect(series('m1 + 1', { m1: [Number.POSITIVE_INFINITY, Number.NaN, 1] })).toEqual([NONE, NONE, 2]);
});
