import { SloMetrics } from '../../../lib/adapters/aws/slo-metrics';
import type { Datum } from '../../../lib/core/signal/aggregate/datum';
import type { PutOutcome, SloDatapoint } from '../../../lib/workflow/ports';

const NOW_MS = Date.UTC(2026, 10, 21);
const LOST: PutOutcome = { status: 'unavailable', reason: 'InternalFailure: lost', mayBeStored: true };
const DENIED: PutOutcome = { status: 'denied', reason: 'AccessDenied: no' };

function datapoint(changes: Partial<SloDatapoint> = {}): SloDatapoint {
  const dimensions = { slo: 'Availability', service: 'checkout', environment: 'prod' };
  return { namespace: 'Sightline', name: 'SloCompliance', dimensions, value: 99.95, atMs: NOW_MS, ...changes };
}

function setUp(...outcomes: PutOutcome[]) {
  const puts: { readonly namespace: string; readonly data: readonly Datum[] }[] = [];
  const waits: number[] = [];
  const warnings: unknown[] = [];
  const metrics = new SloMetrics({
    metricData: {
      put: async (namespace, data) => {
        puts.push({ namespace, data });
        return outcomes.shift() ?? { status: 'stored' };
      },
    },
    now: () => NOW_MS,
    maxTries: 3,
    random: () => 1,
    sleep: async (ms) => void waits.push(ms),
    log: { info: () => undefined, warn: (_, fields) => void warnings.push(fields), error: () => undefined },
  });
  return { metrics, puts, waits, warnings };
}

test('publishes at the time of the datapoint, with the unit of the metric and dimensions by name', async () => {
  const { metrics, puts } = setUp();
  const atMs = NOW_MS - 86_400_000;
  await metrics.publish([
    datapoint({ atMs }),
    datapoint({ name: 'BurnRate', value: 0 }),
    datapoint({ name: 'SloSlices' }),
  ]);
  expect(puts).toHaveLength(1);
  expect(puts[0]?.data).toMatchObject([
    {
      name: 'SloCompliance',
      unit: 'Percent',
      timestampMs: atMs,
      values: [99.95],
      counts: [1],
      dimensions: [
        ['environment', 'prod'],
        ['service', 'checkout'],
        ['slo', 'Availability'],
      ],
    },
    { name: 'BurnRate', unit: 'None', timestampMs: NOW_MS, values: [0] },
    { name: 'SloSlices', unit: 'Count' },
  ]);
});

test('puts up to 1,000 datapoints of a namespace in a request', async () => {
  const { metrics, puts } = setUp();
  const many = Array.from({ length: 1_500 }, (_, index) => datapoint({ value: index }));
  await metrics.publish([...many, datapoint({ namespace: 'Shop' })]);
  expect(puts.map(({ namespace, data }) => [namespace, data.length])).toEqual([
    ['Sightline', 1_000],
    ['Sightline', 500],
    ['Shop', 1],
  ]);
});

test('asks nobody for nothing', async () => {
  const { metrics, puts } = setUp();
  await metrics.publish([]);
  expect(puts).toEqual([]);
});

test.each<[string, Partial<SloDatapoint>]>([
  ['NaN', { value: Number.NaN }],
  ['infinite', { value: Number.NEGATIVE_INFINITY }],
  ['older than two weeks', { atMs: NOW_MS - 14 * 86_400_000 - 1 }],
  ['of the future', { atMs: NOW_MS + 7_200_001 }],
  ['on a dimension that CloudWatch refuses', { dimensions: { slo: ' ' } }],
])('leaves out a datapoint that is %s, which would fail all others, and says so', async (_, changes) => {
  const { metrics, puts, warnings } = setUp();
  await metrics.publish([datapoint(changes), datapoint({ atMs: NOW_MS - 14 * 86_400_000 })]);
  expect(puts.map(({ data }) => data.length)).toEqual([1]);
  expect(warnings).toHaveLength(1);
});

test('tries again what was throttled or whose answer was lost', async () => {
  const { metrics, puts, waits } = setUp(LOST, { ...LOST, mayBeStored: false });
  await metrics.publish([datapoint()]);
  expect(puts).toHaveLength(3);
  expect(puts[2]).toEqual(puts[0]);
  expect(waits).toEqual([500, 1_000]);
});

test('throws how many were not accepted, after it has tried all', async () => {
  const { metrics, puts } = setUp(DENIED, LOST, LOST, LOST);
  const many = Array.from({ length: 1_500 }, () => datapoint());
  const published = metrics.publish([...many, datapoint({ namespace: 'Shop' })]);
  await expect(published).rejects.toThrow(
    'CloudWatch did not accept 1500 of 1501 datapoints: Sightline: AccessDenied: no; Sightline: InternalFailure: lost',
  );
  expect(puts.map(({ namespace }) => namespace)).toEqual(['Sightline', 'Sightline', 'Sightline', 'Sightline', 'Shop']);
});
