import { estimateCost } from '../../../lib/core/price/estimate';
import { ALARM, estimate, FUNCTION, type Given, handler, largeApp, metricStat } from './samples';

/** What is advised, with the cents that it saves. */
function advice(resources: Given): [string, number][] {
  return estimate(resources).advice.map(({ what, savesUsdPerMonth }) => [what, Math.round(savesUsdPerMonth * 100)]);
}

const times = (count: number, of: readonly [string, object?], id = 'R'): Given =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${id}${index}`, of]));

const band = [metricStat('Sent'), { Id: 'b', Expression: 'ANOMALY_DETECTION_BAND(sent)' }];
const ratio = [metricStat('Failed'), metricStat('Sent'), { Id: 'e', Expression: 'failed / sent' }];

// What it costs less what the equivalent costs, by hand.
test.each<[string, Given, string, number]>([
  ['bands: 30 cents each to 10', times(2, [ALARM, { Metrics: band }]), '2 anomaly alarms', 40],
  [
    'ratios: two metrics to one',
    times(3, [ALARM, { Metrics: ratio }]),
    '3 metric math alarms that divide two metrics',
    30,
  ],
  ['high resolution: 30 cents to 10', times(2, [ALARM, { Period: 10 }]), '2 high-resolution alarms', 40],
  [
    'composites: their own 50 cents',
    { C: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM("a") AND ALARM("b")' }] },
    '1 composite alarms of a few children',
    50,
  ],
  ['dashboards: one instead of four', times(4, ['AWS::CloudWatch::Dashboard']), '4 dashboards', 900],
])('%s', (_, resources, what, cents) => {
  expect(advice(resources)).toEqual([[what, cents]]);
});

test('many operations of a service: what one name for all would save', () => {
  // 29 operations less, of 5 metrics at 30 cents.
  expect(advice(times(30, handler('shop')))).toEqual([['30 operations of shop (prod)', 4350]]);
});

describe('one alarm for each of many functions', () => {
  const on = (MetricName: string): [string, object] => [
    ALARM,
    { Namespace: 'AWS/Lambda', MetricName, Dimensions: [{ Name: 'FunctionName', Value: 'f' }] },
  ];

  test('becomes one on the metrics of the middleware where it runs already', () => {
    const resources = { ...times(60, on('Errors')), F: handler('shop') };
    expect(advice(resources)).toEqual([['60 alarms on Errors, one for each function', 590]]);
    expect(estimate(resources).advice[0]?.instead).toContain('Faults of the middleware');
  });

  test('counts the metrics that come with the middleware where it does not: ten, or 3 dollars', () => {
    expect(advice(times(60, on('Duration')))).toEqual([['60 alarms on Duration, one for each function', 290]]);
  });

  test('becomes one on the metric of all functions where the middleware cannot see it', () => {
    const [found] = estimate(times(60, on('Throttles'))).advice;
    expect(found?.instead).toContain('Throttles of AWS/Lambda without dimensions');
  });
});

test.each<[string, Given]>([
  [
    '59 alarms of one kind',
    times(59, [
      ALARM,
      { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: 'f' }] },
    ]),
  ],
  ['three dashboards', times(3, ['AWS::CloudWatch::Dashboard'])],
  [
    'math that does not divide',
    { A: [ALARM, { Metrics: [metricStat('A'), metricStat('B'), { Expression: 'a + b' }] }] },
  ],
  [
    'a composite with a suppressor',
    { C: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM(a) OR ALARM(b)', ActionsSuppressor: 'x' }] },
  ],
  [
    'a composite that metric math cannot say',
    { C: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM(a) AND NOT INSUFFICIENT_DATA(b)' }] },
  ],
  ['plain alarms and functions', { A: [ALARM, { MetricName: 'x' }], F: [FUNCTION] }],
])('nothing is advised for %s', (_, resources) => {
  expect(advice(resources)).toEqual([]);
});

test('the most saved comes first', () => {
  const saved = estimateCost(largeApp(100)).advice.map(({ savesUsdPerMonth }) => savesUsdPerMonth);
  expect(saved.length).toBeGreaterThan(3);
  expect(saved).toEqual(saved.toSorted((a, b) => b - a));
});
