import { ECS_SERVICE } from '../../../lib/core/catalog/ecs';
import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { LAMBDA_FUNCTION } from '../../../lib/core/catalog/lambda-function';
import { type AlarmTunings, resolveAlarms, resolveGraphs } from '../../../lib/core/catalog/resolve';
import { SERVICE_HANDLER } from '../../../lib/core/catalog/service-handler';
import { SQS_QUEUE } from '../../../lib/core/catalog/sqs-queue';
import { SYNTHETICS_CANARY } from '../../../lib/core/catalog/synthetics-canary';
import { thresholdText } from '../../../lib/core/catalog/threshold-text';

const FUNCTION = {
  label: 'Charge',
  namespace: 'Sightline',
  facts: { timeoutMs: 3000 },
  dimensions: { default: { FunctionName: 'charge' } },
};
const QUEUE = { label: 'Work', namespace: 'Sightline', dimensions: { default: { QueueName: 'work' } } };
const FOUR_DAYS = 345_600;

test('derives a threshold from facts and fills it into the summary', () => {
  const alarm = resolveAlarms(LAMBDA_FUNCTION, FUNCTION).find(({ id }) => id === 'DurationNearTimeout');
  expect(alarm).toMatchObject({
    threshold: 2400,
    metric: { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'charge' } },
    summary: 'Charge runs 2.4 s or longer (p99), 80 % of its timeout.',
  });
});

test('has no alarm where the facts for its threshold are unknown', () => {
  const ids = resolveAlarms(LAMBDA_FUNCTION, { ...FUNCTION, facts: {} }).map(({ id }) => id);
  expect(ids).toEqual(['FaultRate', 'Throttles']);
});

test('has neither alarm nor graph on a dimension set that the resource lacks', () => {
  const queue = { ...QUEUE, facts: { visibilityTimeoutSeconds: 30, retentionSeconds: FOUR_DAYS } };
  expect(resolveAlarms(SQS_QUEUE, queue).map(({ id }) => id)).toEqual(['OldestMessageAge']);
  expect(resolveGraphs(SQS_QUEUE, queue).map(({ title }) => title)).toEqual(['Messages', 'Age of oldest message']);
});

test.each([
  ['five minutes at least', 30, FOUR_DAYS, 300],
  ['three visibility timeouts where that is longer', 180, FOUR_DAYS, 540],
  ['before messages expire', 43_200, 86_400, 69_120],
])('waits for an old message %s', (_, visibilityTimeoutSeconds, retentionSeconds, threshold) => {
  const queue = { ...QUEUE, facts: { visibilityTimeoutSeconds, retentionSeconds } };
  expect(resolveAlarms(SQS_QUEUE, queue)[0]?.threshold).toBe(threshold);
});

test("puts Sightline's own metrics into the user's namespace", () => {
  const service = { label: 'checkout', namespace: 'Acme', facts: {}, dimensions: { default: { service: 'checkout' } } };
  expect(new Set(resolveAlarms(SERVICE_HANDLER, service).map(({ metric }) => metric.namespace))).toEqual(
    new Set(['Acme']),
  );
});

test('changes what a tuning names and keeps the rest', () => {
  const [alarm, ...others] = resolveAlarms(LAMBDA_FUNCTION, FUNCTION, {
    FaultRate: { threshold: 0.2, evaluationPeriods: 2, severity: 'low' },
    Throttles: { enabled: false },
  });
  expect(alarm).toMatchObject({
    threshold: 0.2,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    severity: 'low',
    role: 'ticket',
  });
  expect(alarm?.summary).toBe('Charge fails 20 % of its invocations or more.');
  expect(others.map(({ id }) => id)).toEqual(['DurationNearTimeout']);
});

const summaryOf = (tuning: AlarmTunings, facts: object = FUNCTION.facts) => {
  const alarms = resolveAlarms(LAMBDA_FUNCTION, { ...FUNCTION, facts }, tuning);
  return alarms.find(({ id }) => id === Object.keys(tuning)[0])?.summary;
};

test.each<[AlarmTunings, string]>([
  [{ DurationNearTimeout: { threshold: 5000 } }, 'Duration (p99) of Charge is at or above 5 s.'],
  [{ DurationNearTimeout: { threshold: 2400 } }, 'Charge runs 2.4 s or longer (p99), 80 % of its timeout.'],
  [{ DurationNearTimeout: { severity: 'low' } }, 'Charge runs 2.4 s or longer (p99), 80 % of its timeout.'],
  [{ Throttles: { threshold: 20 } }, 'Throttles (Sum) of Charge is at or above 20.'],
])('says of %j only what is still so: %s', (tuning, summary) => {
  expect(summaryOf(tuning)).toBe(summary);
});

test('says nothing of a timeout that it does not know', () => {
  expect(summaryOf({ DurationNearTimeout: { threshold: 5000 } }, {})).toBe(
    'Duration (p99) of Charge is at or above 5 s.',
  );
});

test.each([-5, 0, 5, 1.01])('refuses %d for a ratio', (threshold) => {
  expect(() => resolveAlarms(LAMBDA_FUNCTION, FUNCTION, { FaultRate: { threshold } })).toThrow(/'threshold' must be/);
});

test('tells what a ratio may be, by default or added, and lets the Average of a gauge be any number', () => {
  const ratio =
    "Alarm 'FaultRate' of 'Charge': 'threshold' must be above 0 and at most 1: a ratio, such as 0.05 for 5 %; got 5 for " +
    'the Average of Errors; change it';
  expect(() => resolveAlarms(LAMBDA_FUNCTION, FUNCTION, { FaultRate: { threshold: 5 } })).toThrow(ratio);
  const added = (metric: string, statistic: string, threshold: number) => () =>
    resolveAlarms(LAMBDA_FUNCTION, FUNCTION, { Mine: { metric, statistic, threshold } }).at(-1)?.threshold;
  expect(added('errors', 'Average', 5)).toThrow('a ratio, such as 0.05 for 5 %');
  expect(added('errors', 'Average', 1)()).toBe(1);
  expect(added('errors', 'Sum', 5)()).toBe(5);
  expect(added('concurrency', 'Average', 50)()).toBe(50);
});

test('refuses a percentage that the metric never is', () => {
  const of = <Facts>(entry: CatalogEntry<Facts>, facts: Facts, tuning: AlarmTunings) => {
    const resource = { label: 'Shop', namespace: 'S', facts, dimensions: { default: { Name: 'x' } } };
    return () => resolveAlarms(entry, resource, tuning).length;
  };
  const canary = (tuning: AlarmTunings) => of(SYNTHETICS_CANARY, {}, tuning);
  expect(canary({ Unreachable: { threshold: 100.5 } })).toThrow(
    "'threshold' must be a percentage from 0 to 100, such as 80 for 80 %; got 100.5 for the Average of SuccessPercent",
  );
  expect(canary({ Unreachable: { threshold: -1 } })).toThrow('a percentage from 0 to 100');
  expect(canary({ Unreachable: { threshold: 100 } })()).toBe(1);
  expect(canary({ Mine: { metric: 'success', statistic: 'Sum', threshold: 400 } })()).toBe(1);
  expect(canary({ Mine: { metric: 'success', statistic: 'p90', threshold: 400 } })).toThrow('from 0 to 100');
  // Tasks on EC2 use more than they reserve.
  expect(of(ECS_SERVICE, {}, { HighCpu: { threshold: 150 } })()).toBe(2);
});

test.each([
  [
    { Faultrate: {} },
    "'Charge' (Lambda function) has no alarm 'Faultrate' to tune; its alarms are FaultRate, Throttles",
  ],
  [{ FaultRate: { datapointsToAlarm: 6 } }, 'between 1 and evaluationPeriods (5), got 6'],
  [{ FaultRate: { datapointsToAlarm: 0 } }, 'got 0'],
  [{ FaultRate: { evaluationPeriods: 1441 } }, 'between 1 and 1440 (24 h of 60 s periods), got 1441'],
  [{ FaultRate: { threshold: Number.NaN } }, "'threshold' must be a finite number, got NaN"],
])('refuses the tuning %j', (tuning, message) => {
  expect(() => resolveAlarms(LAMBDA_FUNCTION, FUNCTION, tuning)).toThrow(message);
});

test('writes thresholds as people read them', () => {
  const text = (unit: 'Count' | 'Milliseconds' | 'Seconds' | 'Percent' | 'None', value: number, statistic = 'Sum') =>
    thresholdText(value, { namespace: 'N', name: 'M', unit }, statistic);
  expect([
    text('Count', 0.07, 'Average'),
    text('Count', 5),
    text('Milliseconds', 800),
    text('Milliseconds', 24_000),
    text('Seconds', 540),
    text('Percent', 80),
    text('None', 1.5),
  ]).toEqual(['7 %', '5', '800 ms', '24 s', '9 min', '80 %', '1.5']);
});
