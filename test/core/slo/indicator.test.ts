import fc from 'fast-check';
import { APPLICATION_LOAD_BALANCER } from '../../../lib/core/catalog/application-load-balancer';
import { SQS_QUEUE } from '../../../lib/core/catalog/sqs-queue';
import { STATE_MACHINE } from '../../../lib/core/catalog/state-machine';
import { SYNTHETICS_CANARY } from '../../../lib/core/catalog/synthetics-canary';
import type { MetricQuery } from '../../../lib/core/signal/metric-math';
import { computeStatistic, isStatistic, observationsOf } from '../../../lib/core/signal/statistic';
import { isAdditive, mathKindOf } from '../../../lib/core/slo/additive';
import {
  availabilityOf,
  freshnessOf,
  latencyIndicator,
  latencyOf,
  throughputOf,
} from '../../../lib/core/slo/indicator';
import { joinQueries } from '../../../lib/core/slo/indicator-queries';
import { boundText, inTimeUnit, TIME_UNITS, timeText } from '../../../lib/core/slo/time-unit';

const resource = { namespace: 'Sightline', dimensions: { default: { Id: 'x' } } };
const states = (name: string) => ({ namespace: 'AWS/States', name, dimensions: { Id: 'x' } });

test('a sum of counts fills the gaps of each, and reads a metric of both sums once', () => {
  expect(availabilityOf({ entry: STATE_MACHINE, resource })).toEqual({
    budgeting: 'events',
    queries: [
      { id: 'total', expression: 'FILL(m1,0)+FILL(m2,0)+FILL(m3,0)+FILL(m4,0)' },
      { id: 'bad', expression: 'FILL(m2,0)+FILL(m3,0)+FILL(m4,0)' },
      { id: 'm1', metric: states('ExecutionsSucceeded'), statistic: 'Sum' },
      { id: 'm2', metric: states('ExecutionsFailed'), statistic: 'Sum' },
      { id: 'm3', metric: states('ExecutionsTimedOut'), statistic: 'Sum' },
      { id: 'm4', metric: states('ExecutionsAborted'), statistic: 'Sum' },
    ],
  });
});

test('what an event adds to a statistic divides it', () => {
  const metric = { namespace: 'CloudWatchSynthetics', name: 'SuccessPercent', dimensions: { Id: 'x' } };
  expect(availabilityOf({ entry: SYNTHETICS_CANARY, resource })?.queries).toEqual([
    { id: 'total', metric, statistic: 'SampleCount' },
    { id: 'good', expression: 'FILL(m2,0)/100' },
    { id: 'm2', metric, statistic: 'Sum' },
  ]);
});

test('a metric that is a result itself is not read again by a sum that needs it', () => {
  const metrics = {
    done: { namespace: 'A', name: 'Done', unit: 'Count' },
    failed: { namespace: 'A', name: 'Failed', unit: 'Count' },
  } as const;
  const availability = { total: [{ metric: 'done' }, { metric: 'failed' }], bad: [{ metric: 'failed' }] };
  const entry = { title: 'X', metrics, indicators: { events: 'jobs', availability } };
  expect(availabilityOf({ entry, resource })?.queries).toEqual([
    { id: 'total', expression: 'FILL(m2,0)+FILL(bad,0)' },
    { id: 'bad', metric: { namespace: 'A', name: 'Failed', dimensions: { Id: 'x' } }, statistic: 'Sum' },
    { id: 'm2', metric: { namespace: 'A', name: 'Done', dimensions: { Id: 'x' } }, statistic: 'Sum' },
  ]);
});

test('latency in a metric of seconds is counted at the threshold in seconds', () => {
  const metric = { namespace: 'AWS/ApplicationELB', name: 'TargetResponseTime', dimensions: { Id: 'x' } };
  expect(latencyOf({ entry: APPLICATION_LOAD_BALANCER, resource }, 300)?.queries).toEqual([
    { id: 'total', metric, statistic: 'SampleCount' },
    { id: 'good', metric, statistic: 'TC(:0.3)' },
  ]);
});

test('freshness and throughput are slices; one without messages is fresh, and is no throughput', () => {
  const queue = (name: string) => ({ namespace: 'AWS/SQS', name, dimensions: { Id: 'x' } });
  const subject = { entry: SQS_QUEUE, resource };
  expect(freshnessOf(subject, { sliceSeconds: 60, maxAgeMs: 300_000 })).toEqual({
    budgeting: 'timeslices',
    queries: [{ id: 'value', metric: queue('ApproximateAgeOfOldestMessage'), statistic: 'Maximum' }],
    sliceSeconds: 60,
    comparison: 'LessThanOrEqualToThreshold',
    threshold: 300,
    missing: 'good',
  });
  expect(freshnessOf(subject, { sliceSeconds: 60, maxAgeMs: 1, missing: 'bad' })?.missing).toBe('bad');
  expect(throughputOf(subject, { sliceSeconds: 300, atLeast: 7 })).toEqual({
    budgeting: 'timeslices',
    queries: [{ id: 'value', metric: queue('NumberOfMessagesDeleted'), statistic: 'Sum' }],
    sliceSeconds: 300,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 7,
    missing: 'bad',
  });
});

test('there is no indicator where the entry has none, or the resource lacks the dimensions of one of its metrics', () => {
  expect(availabilityOf({ entry: SQS_QUEUE, resource })).toBeUndefined();
  expect(latencyOf({ entry: SQS_QUEUE, resource }, 1)).toBeUndefined();
  const bare = { namespace: 'Sightline', dimensions: {} };
  expect(availabilityOf({ entry: STATE_MACHINE, resource: bare })).toBeUndefined();
  expect(latencyOf({ entry: STATE_MACHINE, resource: bare }, 1)).toBeUndefined();
  expect(freshnessOf({ entry: SQS_QUEUE, resource: bare }, { sliceSeconds: 60, maxAgeMs: 1 })).toBeUndefined();
});

describe('thresholds', () => {
  test.each([
    [300, 'Seconds', 'TC(:0.3)'],
    [300, 'Milliseconds', 'TC(:300)'],
    [300, 'Microseconds', 'TC(:300000)'],
    [0.5, 'Seconds', 'TC(:0.0005)'],
    [0.1 + 0.2, 'Milliseconds', 'TC(:0.3)'],
    [86_400_000, 'Seconds', 'TC(:86400)'],
  ] as const)('%d ms in %s is %s', (milliseconds, unit, statistic) => {
    const metric = { namespace: 'A', name: 'B', dimensions: {} };
    expect(latencyIndicator(metric, unit, milliseconds).queries[1]).toMatchObject({ id: 'good', statistic });
  });

  test('of any whole milliseconds count exactly the values at or below, in every unit', () => {
    const unit = fc.constantFrom(...TIME_UNITS);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), unit, (milliseconds, to) => {
        const bound = inTimeUnit(milliseconds, to);
        const statistic = `TC(:${boundText(bound)})`;
        expect(isStatistic(statistic)).toBe(true);
        expect(computeStatistic(statistic, observationsOf([bound / 2, bound, bound * 1.001]))).toBe(2);
      }),
    );
  });

  test('are read by people', () => {
    expect([300, 1_500, 60_000, 300_000, 7_200_000, 0.5].map(timeText)).toEqual([
      ...['300 ms', '1.5 s', '1 min', '5 min', '2 h', '0.5 ms'],
    ]);
  });
});

describe('what adds up over time', () => {
  test.each(['Sum', 'SampleCount', 'TC(:300)', 'TC(80:500)', 'TS(:5)'])('%s does', (statistic) => {
    expect(isAdditive(statistic)).toBe(true);
  });

  test.each([
    'Average',
    'Minimum',
    'Maximum',
    'p99',
    'tm99',
    'tc90',
    'TC(10%:90%)',
    'TS(:95%)',
    'PR(:300)',
    'IQM',
    'WM(1:2)',
  ])('%s does not', (statistic) => {
    expect(isAdditive(statistic)).toBe(false);
  });

  test.each([
    ['m1', 'additive'],
    ['m1 + m2 - m3', 'additive'],
    ['FILL(m1, 0) + 2 * m2', 'additive'],
    ['-m1 * 0.5', 'additive'],
    ['SUM([m1, FILL(m2, 0)]) / 100', 'additive'],
    ['m1 / (2 * 50)', 'additive'],
    ['100 * m1 / m2', 'ratio'],
    ['IF(m2 > 0, m1 / m2, 0)', 'ratio'],
    ['SUM([m1 / m2])', 'ratio'],
    ['m1 + 1', 'other'],
    ['FILL(m1, 1)', 'other'],
    ['FILL(m1, REPEAT)', 'other'],
    ['SUM(m1)', 'other'],
    ['MAX([m1, m2])', 'other'],
    ['m1 * m2', 'other'],
    ['IF(m1 > 5, m1, 0)', 'other'],
    ['2 / 4', 'other'],
  ])('%s: %s', (expression, kind) => {
    expect(mathKindOf(expression)).toBe(kind);
  });
});

describe('queries of several metrics', () => {
  const stat = (id: string, name: string, statistic = 'Sum'): MetricQuery => ({
    id,
    metric: { namespace: 'A', name, dimensions: {} },
    statistic,
    periodSeconds: 300,
    returnData: false,
  });
  const math = (id: string, expression: string): MetricQuery => ({ id, expression, returnData: true });
  const metric = (name: string) => ({ namespace: 'A', name, dimensions: {} });

  test('keep apart what has the same id in two expressions', () => {
    const joined = joinQueries({
      total: [math('total', 'm1 + m10'), stat('m1', 'Ok'), stat('m10', 'Broken')],
      bad: [math('bad', 'm1+m1'), stat('m1', 'Late')],
    });
    expect(joined).toEqual([
      { id: 'total', expression: 'total_m1 + total_m10' },
      { id: 'total_m1', metric: metric('Ok'), statistic: 'Sum' },
      { id: 'total_m10', metric: metric('Broken'), statistic: 'Sum' },
      { id: 'bad', expression: 'bad_m1+bad_m1' },
      { id: 'bad_m1', metric: metric('Late'), statistic: 'Sum' },
    ]);
  });

  test('read a metric once, as the result where it is one', () => {
    const joined = joinQueries({
      total: [math('total', 'ok + broken'), stat('ok', 'Ok'), stat('broken', 'Broken')],
      bad: [stat('bad', 'Broken')],
    });
    expect(joined).toEqual([
      { id: 'total', expression: 'total_ok + bad' },
      { id: 'total_ok', metric: metric('Ok'), statistic: 'Sum' },
      { id: 'bad', metric: metric('Broken'), statistic: 'Sum' },
    ]);
  });

  test('keep both results where they are one metric, and metrics under two statistics apart', () => {
    expect(joinQueries({ total: [stat('total', 'X')], good: [stat('good', 'X')] }).map(({ id }) => id)).toEqual([
      'total',
      'good',
    ]);
    const two = joinQueries({ total: [stat('total', 'X', 'SampleCount')], bad: [math('bad', 'm/1'), stat('m', 'X')] });
    expect(two.map(({ id }) => id)).toEqual(['total', 'bad', 'bad_m']);
  });

  test('refuse METRICS(), which would take in those of the others', () => {
    const parts = { total: [math('total', 'SUM(METRICS())'), stat('a', 'A')], bad: [stat('bad', 'B')] };
    expect(() => joinQueries(parts)).toThrow('METRICS()');
  });
});
