/** GetMetricData over the wire: what PutMetricData stored in moto comes back as the history of its metrics. */
import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type HistoryRequest, readMetricHistory } from '../../lib/adapters/aws/metric-history';
import { describeOnMoto } from './moto';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** PutMetricData takes the last two weeks only, so the story plays in them. */
const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const START_MS = TODAY_MS - 3 * DAY_MS;
const STEP_MS = 15 * MINUTE_MS;
const STEPS = (3 * DAY_MS) / STEP_MS;
const MAX_DATUMS = 1_000;

const NAMESPACE = 'Sightline';
const DIMENSIONS = { service: 'checkout', environment: 'prod' };
const Dimensions = Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value }));

/** One value each quarter of an hour, but none in the second night. */
const faults = (step: number): number | undefined => (step >= 100 && step < 120 ? undefined : step % 7);
/** Requests as values with counts: so many of 10 ms, so many of 200 ms. */
const latency = (step: number) => ({ Values: [10, 200], Counts: [3, 1 + (step % 2)] });

function datumsAt(step: number): MetricDatum[] {
  const at = { Timestamp: new Date(START_MS + step * STEP_MS), Dimensions };
  const Value = faults(step);
  return [
    ...(Value === undefined ? [] : [{ ...at, MetricName: 'Faults', Value }]),
    { ...at, MetricName: 'Latency', ...latency(step) },
  ];
}

describeOnMoto('the metric history', 'us-east-1', ({ config }) => {
  let client: CloudWatchClient;

  beforeAll(async () => {
    client = new CloudWatchClient(config);
    const datums = Array.from({ length: STEPS }, (_, step) => datumsAt(step)).flat();
    for (let from = 0; from < datums.length; from += MAX_DATUMS) {
      const MetricData = datums.slice(from, from + MAX_DATUMS);
      await client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
    }
  });

  afterAll(() => client?.destroy());

  const read = async (name: string, statistic: string, periodSeconds: number, range: Partial<HistoryRequest> = {}) => {
    const metric = { namespace: NAMESPACE, name, dimensions: DIMENSIONS };
    const request = {
      queries: [{ key: 'one', metric, statistic, periodSeconds }],
      startMs: START_MS,
      endMs: TODAY_MS,
      nowMs: TODAY_MS + HOUR_MS,
      ...range,
    };
    const { series } = await readMetricHistory(client, request);
    expect(series.get('one')?.errors).toEqual([]);
    return series.get('one')?.points;
  };

  const steps = Array.from({ length: STEPS }, (_, step) => step);
  const timeOf = (step: number) => START_MS + step * STEP_MS;

  test('comes back minute by minute over three days, with the gap as a gap', async () => {
    const expected = steps.flatMap((step) => (faults(step) === undefined ? [] : [[timeOf(step), faults(step)]]));
    expect(expected).toHaveLength(STEPS - 20);
    expect(await read('Faults', 'Sum', 60)).toEqual(expected);
  });

  test.each([
    ['SampleCount', (step: number) => 4 + (step % 2)],
    ['Sum', (step: number) => 30 + 200 * (1 + (step % 2))],
    ['Maximum', () => 200],
    ['Average', (step: number) => (30 + 200 * (1 + (step % 2))) / (4 + (step % 2))],
  ])('weighs values by their counts: %s', async (statistic, value) => {
    const points = await read('Latency', statistic, 900);
    expect(points?.map(([atMs]) => atMs)).toEqual(steps.map(timeOf));
    for (const [step, [, found]] of points?.entries() ?? []) expect(found).toBeCloseTo(value(step), 9);
  });

  test('is summed up by the hour', async () => {
    const points = await read('Latency', 'SampleCount', 3600);
    expect(points).toEqual(Array.from({ length: 72 }, (_, hour) => [START_MS + hour * HOUR_MS, 18]));
  });

  test('begins at the rounded start and ends before the end', async () => {
    const range = { startMs: timeOf(8) + 59_999, endMs: timeOf(12) };
    expect(await read('Faults', 'Sum', 60, range)).toEqual([8, 9, 10, 11].map((step) => [timeOf(step), faults(step)]));
  });

  test('of a metric that does not exist is empty, and no error', async () => {
    expect(await read('Nothing', 'Sum', 300)).toEqual([]);
  });
});
