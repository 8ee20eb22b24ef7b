import { checkAlarmQueries, type MetricQuery, planQueries } from '../../../lib/core/signal/metric-math';

const axis = { startMs: 0, periodSeconds: 60, length: 2 };

function metric(
  id: string,
  more: Partial<{ returnData: boolean; label: string; periodSeconds: number }> = {},
): MetricQuery {
  const identity = { namespace: 'Shop', name: id, dimensions: {} };
  return { id, returnData: false, metric: identity, statistic: 'Sum', periodSeconds: 60, ...more };
}

function expression(
  id: string,
  text: string,
  more: Partial<{ returnData: boolean; label: string; periodSeconds: number }> = {},
): MetricQuery {
  return { id, returnData: true, expression: text, ...more };
}

const read = ({ id }: MetricQuery) => (id === 'm1' ? [1, 2] : [10, undefined]);

describe('planQueries', () => {
  test('evaluates expressions after what they refer to, whatever the order', () => {
    const plan = planQueries([
      expression('e2', 'e1 * 2'),
      expression('e1', 'm1 + m2', { returnData: false }),
      metric('m1'),
      metric('m2'),
    ]);
    const results = plan.evaluate(axis, read);
    expect(results.get('e2')).toEqual({ kind: 'series', values: [22, 4] });
    expect(results.get('m2')).toEqual({ kind: 'series', values: [10, undefined] });
    expect(plan.returned.map(({ id }) => id)).toEqual(['e2']);
  });

  test('METRICS() are the metrics in their order, wherever it stands, and no expressions', () => {
    const plan = planQueries([
      expression('e1', 'METRICS()'),
      metric('m2', { label: 'Two' }),
      expression('e2', 'm1'),
      metric('m1'),
    ]);
    expect(plan.typeOf('e1')).toBe('list');
    expect(plan.typeOf('m1')).toBe('series');
    expect(plan.typeOf('m9')).toBeUndefined();
    expect(plan.evaluate(axis, read).get('e1')).toEqual({
      kind: 'list',
      series: [
        { label: 'Two', values: [10, undefined] },
        { label: 'm1', values: [1, 2] },
      ],
    });
  });

  test('the series of a list carry the label of the expression before their own', () => {
    const plan = planQueries([
      metric('m1', { label: 'Errors' }),
      expression('e1', 'FILL(METRICS(), 0)', { label: 'Filled With 0:' }),
      expression('e2', '[m1, m1 * 2]'),
      expression('e3', 'ABS(e1)'),
    ]);
    const labels = (id: string) => {
      const result = plan.evaluate(axis, read).get(id);
      return result?.kind === 'list' ? result.series.map(({ label }) => label) : [];
    };
    expect(labels('e1')).toEqual(['Filled With 0: Errors']);
    expect(labels('e2')).toEqual(['Errors', 'm1 * 2']);
    expect(labels('e3')).toEqual(['Errors']);
  });

  test('PERIOD is that of the metric, and of metrics only', () => {
    const plan = planQueries([metric('m1', { periodSeconds: 300 }), expression('e1', 'm1 * PERIOD(m1)')]);
    expect(plan.evaluate(axis, read).get('e1')).toEqual({ kind: 'series', values: [300, 600] });
    expect(() => planQueries([metric('m1'), expression('e1', 'm1'), expression('e2', 'e1 / PERIOD(e1)')])).toThrow(
      "Error in expression 'e2' (e1 / PERIOD(e1)) at line 1, column 13: the argument of PERIOD is not a metric",
    );
  });

  test.each([
    ['a capital', [metric('M1')], "id 'M1' is not valid; ids start with a lowercase letter"],
    ['a dash', [metric('m-1')], "id 'm-1' is not valid"],
    ['a twin', [metric('m1'), expression('m1', '1')], "id 'm1' is there twice"],
    ['itself', [expression('e1', 'e1 + 1')], 'circular dependency: e1 -> e1'],
    [
      'a circle',
      [
        expression('e0', 'e1'),
        expression('e1', 'e2 + m1'),
        expression('e2', 'ABS(e3)'),
        expression('e3', 'e1'),
        metric('m1'),
      ],
      'circular dependency: e1 -> e2 -> e3 -> e1',
    ],
    [
      'nothing known',
      [expression('e1', 'm1')],
      "Error in expression 'e1' (m1) at line 1, column 1: 'm1' is not defined",
    ],
    [
      'bad syntax',
      [expression('e1', '1 +')],
      "Error in expression 'e1' (1 +) at line 1, column 4: the expression ends",
    ],
    [
      'a scalar',
      [metric('m1'), expression('e1', 'AVG(m1)')],
      "Error in expression 'e1' (AVG(m1)) at line 1, column 1: the result is a scalar",
    ],
    ['a quota', [metric('m1'), expression('e1', 'm1 / SERVICE_QUOTA(m1)')], 'column 6: SERVICE_QUOTA is not rehearsed'],
    [
      'too many',
      Array.from({ length: 501 }, (_, index) => metric(`m${index}`)),
      'there are 501 metrics and expressions; at most 500',
    ],
  ])('refuses %s', (_what, queries, message) => {
    expect(() => planQueries(queries)).toThrow(message);
  });

  test('a time series that does not fit the axis is refused by name', () => {
    const plan = planQueries([metric('m1')]);
    expect(() => plan.evaluate(axis, () => [1])).toThrow("time series 'm1' has 1 values, and the axis 2 periods");
  });

  test.each([
    ['m1 + FILL(m1, 0)', false],
    ['IF(HOUR(m1) > 8, m1)', true],
    ['SUM(SEARCH("x"))', true],
  ])('whether %s changes with time alone: %s', (text, expected) => {
    expect(planQueries([metric('m1'), expression('e1', text)]).timeDependent).toBe(expected);
  });

  test('errors of sources are told with the expression', () => {
    const plan = planQueries([expression('e1', 'SUM(SEARCH("x"))')]);
    expect(() => plan.evaluate(axis, read)).toThrow(
      'Error in expression \'e1\' (SUM(SEARCH("x"))) at line 1, column 5: SEARCH is not rehearsed',
    );
    const search = () => [{ label: 'x', values: [1, 2] }];
    expect(plan.evaluate(axis, read, { search }).get('e1')).toEqual({ kind: 'series', values: [1, 2] });
  });
});

describe('checkAlarmQueries', () => {
  const check = (text: string, options = {}) =>
    checkAlarmQueries([metric('m1'), metric('m2'), expression('e1', text)], options);

  test('has nothing to say about a ratio', () => {
    expect(check('100 * m1 / m2')).toEqual({ problems: [], lints: [], notRehearsed: [] });
  });

  test.each([
    [
      'eleven metrics',
      [...Array.from({ length: 11 }, (_, index) => metric(`m${index}`)), expression('e1', 'SUM(METRICS())')],
      'there are 11 metrics; an alarm may use 10',
    ],
    [
      'eleven expressions',
      [
        metric('m1'),
        ...Array.from({ length: 11 }, (_, index) => expression(`e${index}`, 'm1', { returnData: index === 0 })),
      ],
      'there are 11 expressions; an alarm may have 10',
    ],
    [
      'no result',
      [metric('m1')],
      'ReturnData must be true for the one metric or expression that the alarm watches, got none',
    ],
    [
      'two results',
      [metric('m1', { returnData: true }), expression('e1', 'm1')],
      'ReturnData must be true for the one metric or expression that the alarm watches, got m1, e1',
    ],
    [
      'two periods',
      [metric('m1'), metric('m2', { periodSeconds: 300 }), expression('e1', 'm1 + m2')],
      'the periods differ (60 s, 300 s); give all metrics of an alarm the same period',
    ],
    [
      'a search',
      [expression('e1', 'SUM(SEARCH("x"))')],
      "expression 'e1' uses SEARCH, which alarms refuse; name the metrics one by one",
    ],
    [
      'a list',
      [metric('m1'), expression('e1', 'METRICS()')],
      "expression 'e1' gives a list; an alarm watches a single time series, made by SUM or FIRST",
    ],
  ])('refuses %s', (_what, queries, problem) => {
    expect(checkAlarmQueries(queries).problems).toEqual([problem]);
  });

  test('tells every problem, and broken expressions with their place', () => {
    const { problems } = checkAlarmQueries([
      metric('m1', { returnData: true }),
      metric('m2', { periodSeconds: 300 }),
      expression('e1', 'AVG(m1'),
    ]);
    expect(problems).toHaveLength(3);
    expect(problems[2]).toMatch(
      /^Error in expression 'e1' \(AVG\(m1\) at line 1, column 1: the bracket of AVG\( is not closed/,
    );
  });

  test('a hidden list is fine', () => {
    const queries = [metric('m1'), expression('e1', 'METRICS()', { returnData: false }), expression('e2', 'SUM(e1)')];
    expect(checkAlarmQueries(queries)).toEqual({ problems: [], lints: [], notRehearsed: [] });
  });

  test.each(['AVG', 'MIN', 'MAX', 'SUM', 'STDDEV', 'DATAPOINT_COUNT'])(
    'advises against %s of one time series, not of a list',
    (name) => {
      const [lint, ...more] = check(`m1 - ${name}(m1)`).lints;
      expect(more).toEqual([]);
      expect(lint).toContain(
        `${name} of one time series in 'e1': CloudWatch reads more datapoints than the evaluation periods`,
      );
      for (const argument of ['[m1, m2]', 'METRICS()', 'ABS(-[m1, m2] * 2)', 'SORT([m1], AVG, ASC)']) {
        expect(check(`m1 - ${name}(${argument})`)).toMatchObject({ problems: [], lints: [] });
      }
    },
  );

  test.each([
    ['RUNNING_SUM(m1)', "RUNNING_SUM in 'e1': CloudWatch reads more datapoints"],
    ['SUM(REMOVE_EMPTY([m1]))', "REMOVE_EMPTY in 'e1': CloudWatch reads more datapoints"],
    ['RATE(m1)', "RATE in 'e1': on sparse data its result depends on how far back CloudWatch reads"],
    ['FILL(m1, 0)', "FILL in 'e1': where a metric arrives with a delay, the newest datapoint is always the filler"],
  ])('advises against %s', (text, advice) => {
    expect(check(text).lints).toEqual([expect.stringContaining(advice)]);
  });

  test('FILL is fine where M is less than N', () => {
    expect(check('FILL(m1, 0)', { evaluationPeriods: 3, datapointsToAlarm: 2 }).lints).toEqual([]);
    expect(check('FILL(m1, 0)', { evaluationPeriods: 3, datapointsToAlarm: 3 }).lints).toHaveLength(1);
    expect(check('FILL(m1, 0)', { evaluationPeriods: 3 }).lints).toHaveLength(1);
  });

  test('FILL is fine where a datapoint is longer than metrics are late', () => {
    const filled = (periodSeconds: number) =>
      checkAlarmQueries([metric('m1', { periodSeconds }), expression('e1', 'FILL(m1, 0)', { returnData: true })]).lints;
    expect(filled(300)).toEqual([]);
    expect(filled(240)).toHaveLength(1);
  });

  test('functions that only an account can answer are no problem of the alarm, but named', () => {
    const quota = check('m1 / SERVICE_QUOTA(m1)');
    expect(quota.problems).toEqual([]);
    expect(quota.notRehearsed).toEqual([expect.stringContaining("expression 'e1' uses SERVICE_QUOTA")]);
    const insights = checkAlarmQueries([expression('e1', 'SELECT SUM(x) FROM "y"')]);
    expect(insights.problems).toEqual([]);
    expect(insights.notRehearsed).toEqual([expect.stringContaining('Metrics Insights queries are not rehearsed')]);
  });

  describe('with a band as threshold', () => {
    const watched = metric('m1', { returnData: true });
    const band = (text: string) =>
      checkAlarmQueries([watched, expression('b1', text)], { thresholdMetricId: 'b1' }).problems;

    test('accepts the metric and its band', () => expect(band('ANOMALY_DETECTION_BAND(m1, 2)')).toEqual([]));

    test.each([
      ['m1 + 1', "threshold 'b1' is not the id of an ANOMALY_DETECTION_BAND expression"],
      [
        'ANOMALY_DETECTION_BAND(FIRST(METRICS()))',
        'METRICS() and ANOMALY_DETECTION_BAND do not go together; name the metrics',
      ],
      [
        'ANOMALY_DETECTION_BAND(FIRST(ANOMALY_DETECTION_BAND(m1)))',
        "expression 'b1' has more than one ANOMALY_DETECTION_BAND; give each its own expression",
      ],
    ])('refuses %s', (text, problem) => expect(band(text)).toEqual([problem]));
  });
});
