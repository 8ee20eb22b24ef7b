import { estimate, FUNCTION, type Given } from './samples';

const EVERY_FIVE_MINUTES = 8_760;

const judge = (workflow: string, variables: object, more: object = {}): Given[string] => [
  FUNCTION,
  { Environment: { Variables: { SIGHTLINE_METRICS: 'off', ...variables } }, MemorySize: 512, ...more },
  { 'sightline:function': workflow },
];
const every = (target: string, rate = 'rate(5 minutes)'): Given[string] => [
  'AWS::Events::Rule',
  { ScheduleExpression: rate, Targets: [{ Arn: { 'Fn::GetAtt': [target, 'Arn'] } }] },
];
const parameter = (name: string, value: object): Given[string] => [
  'AWS::SSM::Parameter',
  { Name: name, Value: JSON.stringify(value) },
];
const quantities = (resources: Given) =>
  Object.fromEntries(estimate(resources).lines.map(({ what, quantity }) => [what, Number(quantity.toFixed(4))]));

describe('watched series', () => {
  const series = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, index) => ({ service: 'shop', environment: 'prod', name: `s${index}`, ...more }));
  const detect = judge('detect-anomalies', { SIGHTLINE_ANOMALY_DETECTION: 'shop' });

  test('are read at each tick of their detection, which keeps what it has learned', () => {
    expect(
      quantities({
        Detect: detect,
        Ticks: every('Detect'),
        Series: parameter('/sightline-anomalies/shop/a1b2/0', { series: series(3) }),
        More: parameter('/sightline-anomalies/shop/a1b2/1', { series: series(1, { publishScore: true, ahead: {} }) }),
      }),
    ).toEqual({
      'reading of watched series': 4 * EVERY_FIVE_MINUTES,
      'metrics AnomalyScore': 1,
      'forecasts of watched series': 730,
      'metrics of detect-anomalies': 2,
      'scheduled runs of detect-anomalies': EVERY_FIVE_MINUTES,
      'worker runs of detect-anomalies': EVERY_FIVE_MINUTES,
      // Half a GB: 0.1 s of the planner and 1 s of the worker.
      'run time of detect-anomalies': expect.any(Number),
      'logs of detect-anomalies': expect.any(Number),
      'messages of detect-anomalies': 3 * EVERY_FIVE_MINUTES,
      'table writes of detect-anomalies': (EVERY_FIVE_MINUTES * 4 * 3) / 72,
      'table reads of detect-anomalies': EVERY_FIVE_MINUTES,
    });
  });

  test('in their price: a series of five minutes costs less than nine cents a month, one of a minute five times that', () => {
    const perSeries = (rate: string) => {
      const found = estimate({
        Detect: detect,
        Ticks: every('Detect', rate),
        Series: parameter('/sightline-anomalies/shop/a1b2/0', { series: series(1) }),
      });
      return found.lines.find(({ what }) => what === 'reading of watched series')?.usdPerMonth;
    };
    expect(perSeries('rate(5 minutes)')).toBeCloseTo(0.0876, 6);
    expect(perSeries('rate(1 minute)')).toBeCloseTo(0.438, 6);
  });

  test('of a detection in another app are read every five minutes', () => {
    expect(quantities({ S: parameter('/sightline-anomalies/hub/a1b2/0', { series: series(2) }) })).toEqual({
      'reading of watched series': 2 * EVERY_FIVE_MINUTES,
    });
  });

  test('more than 500 need further messages and workers', () => {
    const found = quantities({
      Detect: detect,
      Ticks: every('Detect'),
      Series: parameter('/sightline-anomalies/shop/a1b2/0', { series: series(501) }),
    });
    expect(found['worker runs of detect-anomalies']).toBe(2 * EVERY_FIVE_MINUTES);
  });

  test('a document that is none costs nothing', () => {
    expect(quantities({ S: ['AWS::SSM::Parameter', { Name: '/sightline-anomalies/x/y/0', Value: '{' }] })).toEqual({});
  });
});

test('health is scored by the metrics that are read, and is a metric itself; what two inputs share is read once', () => {
  const input = (name: string, more: object = {}) => ({
    metric: { namespace: 'Sightline', name, dimensions: {} },
    ...{ statistic: 'Sum', periodSeconds: 300, ...more },
  });
  const per = { namespace: 'Sightline', name: 'Requests', dimensions: {} };
  const part = (inputs: object[]) => ({ service: 'shop', environment: 'prod', inputs });
  expect(
    quantities({
      Score: judge('score-health', { SIGHTLINE_HEALTH_SCORING: 'sightline' }),
      Runs: every('Score', 'rate(15 minutes)'),
      Errors: parameter(
        '/sightline-health/sightline/shop/prod/errors',
        part([input('Faults', { per }), input('LoggedErrors', { per })]),
      ),
      Saturation: parameter('/sightline-health/sightline/shop/prod/saturation', part([input('Throttles')])),
      Objectives: parameter('/sightline-health/sightline/shop/prod/objectives', part([])),
    }),
  ).toMatchObject({
    'reading of what health is scored by': (3 + 1) * 4 * 730,
    'metrics ServiceHealth': 1,
    'metrics of score-health': 1,
  });
});

test('an analysis of traces reads as many as it may, and has metrics; what its table keeps is not known', () => {
  const found = estimate({
    Analyze: judge('analyze-traces', { SIGHTLINE_TRACE_MAX_TRACES: '100' }),
    Runs: every('Analyze'),
  });
  const line = found.lines.find(({ what }) => what === 'traces read by analyze-traces');
  expect(line?.quantity).toBe(120 * EVERY_FIVE_MINUTES);
  // 0.5 US dollars a million.
  expect(line?.usdPerMonth).toBeCloseTo(0.5256, 6);
  expect(found.lines.find(({ what }) => what === 'metrics of analyze-traces')?.quantity).toBe(3);
  expect(found.notPriced.map(({ what }) => what)).toEqual(['table of analyze-traces']);
});

test('an idle queue of a judge is asked 15 times a minute; one of the app is not ours to price', () => {
  const mapping = (target: string): Given[string] => [
    'AWS::Lambda::EventSourceMapping',
    { FunctionName: { Ref: target }, EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] } },
  ];
  const polls = (workflow: Given[string]) => {
    const found = estimate({ Jobs: ['AWS::SQS::Queue'], Fn: workflow, Poll: mapping('Fn') });
    return found.lines.filter(({ priceId }) => priceId === 'sqs.request').map(({ quantity }) => quantity);
  };
  expect(polls(judge('detect-anomalies', {}))).toEqual([15 * 60 * 730]);
  expect(polls([FUNCTION, {}])).toEqual([]);
});
