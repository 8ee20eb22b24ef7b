/** PutMetricData, metrics and alarms over the wire; reading histories is `metric-history.test.ts`. */
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { clientOptions } from '../../../lib/adapters/aws/client-options';
import { DescribedFiringAlarms } from '../../../lib/adapters/aws/firing-alarms';
import { readMetricHistory } from '../../../lib/adapters/aws/metric-history';
import { PutMetricData } from '../../../lib/adapters/aws/put-metric-data';
import { listAlarmMetrics, listServiceMetrics } from '../../../lib/adapters/aws/service-metrics';
import { describeAlarm } from '../../../lib/core/alarm/description';
import type { Datum } from '../../../lib/core/signal/aggregate/datum';
import { metricStoreContract } from '../../adapters/metric-store-contract';
import { describeOnMoto } from '../moto';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy';

const HOUR_MS = 3_600_000;
/** PutMetricData takes the last two weeks only, so the story plays in the day before the last. */
const START_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS;
const SERVICE = { service: 'checkout', environment: 'prod' };

describeOnMoto('CloudWatch', 'eu-west-3', ({ config, endpoint }) => {
  let proxy: FaultyProxy;
  let client: CloudWatchClient;
  /** As `publish-metrics` has it: who calls tries again. */
  let metricData: PutMetricData;
  const clients: CloudWatchClient[] = [];
  const newClient = (maxAttempts: number): CloudWatchClient => {
    const made = new CloudWatchClient({ ...config, ...clientOptions({ maxAttempts }), endpoint: proxy.endpoint });
    clients.push(made);
    return made;
  };

  beforeAll(async () => {
    proxy = await startFaultyProxy(endpoint);
    client = newClient(3);
    metricData = new PutMetricData({ client: newClient(1) });
  });

  beforeEach(() => proxy.next());

  afterAll(async () => {
    for (const made of clients) made.destroy();
    await proxy.stop();
  });

  type Metric = Pick<Datum, 'name' | 'dimensions'>;
  const read = async (namespace: string, { name, dimensions }: Metric, statistic: string, periodSeconds: number) => {
    const metric = { namespace, name, dimensions: Object.fromEntries(dimensions) };
    const queries = [{ key: 'one', metric, statistic, periodSeconds }];
    const range = { startMs: START_MS, endMs: START_MS + 600_000, nowMs: START_MS + 24 * HOUR_MS };
    const one = (await readMetricHistory(client, { queries, ...range })).series.get('one');
    expect(one?.errors).toEqual([]);
    return one?.points ?? [];
  };

  describe('as a store of metrics', () =>
    metricStoreContract(START_MS, async () => ({
      put: async (data) => expect(await metricData.put('Contract', data)).toEqual({ status: 'stored' }),
      read: (metric, statistic, periodSeconds) => read('Contract', metric, statistic, periodSeconds),
    })));

  describe('a request of PutMetricData', () => {
    const datum = (name: string, changes: Partial<Datum> = {}): Datum => ({
      name,
      dimensions: [['service', 'shop']],
      unit: 'Count',
      resolution: 60,
      timestampMs: START_MS,
      values: [1],
      counts: [1],
      ...changes,
    });
    const put = (...data: readonly Datum[]) => metricData.put('Shop', data);
    const stored = async (name: string) => (await read('Shop', datum(name), 'SampleCount', 60))[0]?.[1] ?? 0;

    test('of 1,000 data and more than 10 KB, which the SDK compresses, is stored whole', async () => {
      const data = Array.from({ length: 1_000 }, () => datum('Many'));
      expect(await put(...data)).toEqual({ status: 'stored' });
      expect(await stored('Many')).toBe(1_000);
    });

    test('that is wrong is rejected whole, in the words of CloudWatch', async () => {
      const outcome = await put(datum('Wrong'), datum('Wrong', { values: [1, 2], counts: [1] }));
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: expect.stringContaining('must be of the same size'),
      });
      expect(await stored('Wrong')).toBe(0);
    });

    test('that is throttled may be sent again: nothing is stored', async () => {
      proxy.next('throttle');
      const outcome = { status: 'unavailable', reason: 'Throttling: Rate exceeded', mayBeStored: false };
      expect(await put(datum('Throttled'))).toEqual(outcome);
      expect([proxy.requests(), await stored('Throttled')]).toEqual([1, 0]);
    });

    test('whose answer is lost may be stored, and is', async () => {
      proxy.next('lose');
      expect(await put(datum('Lost'))).toMatchObject({ status: 'unavailable', mayBeStored: true });
      expect(proxy.requests()).toBe(1);
      expect(await stored('Lost')).toBe(1);
    });

    test.each(['break', 'hang'] as const)('that meets a CloudWatch that does %s may be stored', async (fault) => {
      proxy.next(fault);
      expect(await put(datum('Away'))).toMatchObject({ status: 'unavailable', mayBeStored: true });
      expect(proxy.requests()).toBe(1);
    });
  });

  describe('alarms', () => {
    const putAlarm = (AlarmName: string, AlarmDescription: string, dimensions: Readonly<Record<string, string>> = {}) =>
      client.send(
        new PutMetricAlarmCommand({
          AlarmName,
          AlarmDescription,
          ...{ Namespace: 'Sightline', MetricName: 'Faults', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
          ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 1 },
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        }),
      );
    const setState = (AlarmName: string, StateValue: 'ALARM' | 'OK') =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'The test says so.' }));
    const description = describeAlarm({
      ...SERVICE,
      summary: 'Requests fail.',
      timeToDetectSeconds: 60,
      severity: 'high',
      role: 'page',
    });

    beforeAll(async () => {
      await putAlarm('checkout-prod-Faults', description, SERVICE);
      await putAlarm('checkout-prod-Quiet', description, SERVICE);
      await putAlarm('checkout-prod-by-hand', 'Of somebody else.');
      for (const name of ['checkout-prod-Faults', 'checkout-prod-by-hand']) await setState(name, 'ALARM');
      await setState('checkout-prod-Quiet', 'OK');
    });

    test('that fire are those in ALARM that say whose they are', async () => {
      expect(await new DescribedFiringAlarms({ client }).firing()).toEqual([
        { name: 'checkout-prod-Faults', ...SERVICE, severity: 'high', role: 'page' },
      ]);
    });

    test('tell the metrics that they look at, those of an incident first', async () => {
      const metric = { namespace: 'Sightline', name: 'Faults', dimensions: SERVICE };
      expect(await listAlarmMetrics(client, SERVICE, ['checkout-prod-Quiet'])).toEqual([
        { metric, statistic: 'Sum', inIncident: true },
        { metric, statistic: 'Sum', inIncident: false },
        { metric, statistic: 'Sum', inIncident: false },
      ]);
    });
  });

  test('the metrics of a service are those with its dimensions, of whatever namespace', async () => {
    const dimensions = Object.entries(SERVICE);
    const about = { unit: 'Count', resolution: 60, timestampMs: START_MS, values: [1], counts: [1] } as const;
    await metricData.put('Sightline', [
      { ...about, name: 'Requests', dimensions: [...dimensions, ['operation', 'GET /orders']] },
      { ...about, name: 'Requests', dimensions: [['service', 'checkout']] },
    ]);
    await metricData.put('Shop', [{ ...about, name: 'Orders', dimensions }]);
    const found = await listServiceMetrics(client, SERVICE);
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        { namespace: 'Sightline', name: 'Requests', dimensions: { ...SERVICE, operation: 'GET /orders' } },
        { namespace: 'Shop', name: 'Orders', dimensions: SERVICE },
      ]),
    );
  });
});
