/**
 * `evaluate-slos` on its real adapters over the wire: objectives from SSM, metrics from and to CloudWatch, measurements
 * in DynamoDB, signals on a bus. moto gives back metrics and expressions that are one id; it computes no metric math
 * (MiniStack refuses expressions), so that ids are renamed is tried here, and what math is asked in the unit tests.
 */
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoSloStore } from '../../lib/adapters/aws/dynamo-slo-store';
import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { PutMetricData } from '../../lib/adapters/aws/put-metric-data';
import { SloMetrics } from '../../lib/adapters/aws/slo-metrics';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { SsmSloDefinitions } from '../../lib/adapters/aws/ssm-slo-definitions';
import { EVENT, SLO_METRIC, sloPath } from '../../lib/core/conventions';
import type { SloDefinition } from '../../lib/core/slo/definition';
import { SLO_TABLE } from '../../lib/core/slo/table';
import { evaluateSlos } from '../../lib/workflow/evaluate-slos';
import { eventually } from './eventually';
import { takeMessage } from './inbox';
import { describeOnMoto } from './moto';

const TICK_MS = 300_000;
/** Full five minutes, and the time that data have to arrive: PutMetricData takes the last two weeks only, so the story plays today. */
const AT_MS = Math.floor(Date.now() / TICK_MS) * TICK_MS - TICK_MS;
const NOW_MS = AT_MS + 210_000;
const TICKS = 24;
const EVALUATION = 'shop';
const TABLE = 'slos';
const BUS = 'sightline';
const IDENTITY = { service: 'checkout', environment: 'prod' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

function definition(changes: Partial<SloDefinition>): SloDefinition {
  const metric = (name: string) => ({ namespace: 'Sightline', name, dimensions: IDENTITY });
  return {
    schemaVersion: 1,
    name: 'Availability',
    ...IDENTITY,
    kind: 'availability',
    description: '99 % of the requests succeed.',
    objective: '99',
    window: '1d',
    alertThresholdPercent: 80,
    indicator: {
      budgeting: 'events',
      queries: [
        { id: 'm1', metric: metric('Requests'), statistic: 'Sum' },
        { id: 'total', expression: 'm1' },
        { id: 'bad', metric: metric('Faults'), statistic: 'Sum' },
      ],
    },
    rules: [{ id: 'page_fast', severity: 'page', long: '1h', short: '5m', factor: '14.4' }],
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Shop',
    tier: 1,
    ...changes,
  };
}

describeOnMoto('the evaluation of objectives', 'eu-central-1', (moto) => {
  let cloudWatch: CloudWatchClient;
  let dynamo: DynamoDBClient;
  let ssm: SSMClient;
  let events: EventBridgeClient;
  let sqs: SQSClient;
  let QueueUrl: string;

  beforeAll(async () => {
    const { config } = moto;
    cloudWatch = new CloudWatchClient(config);
    dynamo = new DynamoDBClient(config);
    ssm = new SSMClient(config);
    events = new EventBridgeClient(config);
    sqs = new SQSClient(config);
    await createTable();
    QueueUrl = await createInbox();
    await putRequests();
    await putObjectives();
  });

  afterAll(() => {
    for (const client of [cloudWatch, dynamo, ssm, events, sqs]) client?.destroy();
  });

  async function createTable(): Promise<void> {
    const { partitionKey, sortKey } = SLO_TABLE;
    await dynamo.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
      }),
    );
  }

  async function createInbox(): Promise<string> {
    await events.send(new CreateEventBusCommand({ Name: BUS }));
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'signals' }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    const EventPattern = JSON.stringify({ source: [EVENT.source], 'detail-type': [EVENT.signal] });
    await events.send(new PutRuleCommand({ Name: 'Signals', EventBusName: BUS, EventPattern }));
    const Targets = [{ Id: 'Inbox', Arn: Attributes?.QueueArn ?? '' }];
    await events.send(new PutTargetsCommand({ Rule: 'Signals', EventBusName: BUS, Targets }));
    return url;
  }

  /** Two hours of 100 requests each five minutes, of which 20 failed. */
  async function putRequests(): Promise<void> {
    const Dimensions = Object.entries(IDENTITY).map(([Name, Value]) => ({ Name, Value }));
    const MetricData = Array.from({ length: TICKS }, (_, index) => new Date(AT_MS - (index + 1) * TICK_MS)).flatMap(
      (Timestamp) => [
        { MetricName: 'Requests', Dimensions, Timestamp, Values: [1], Counts: [100] },
        { MetricName: 'Faults', Dimensions, Timestamp, Values: [0, 1], Counts: [80, 20] },
      ],
    );
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Sightline', MetricData }));
  }

  async function putObjectives(): Promise<void> {
    // More than the ten parameters of a page.
    const names = ['Availability', ...Array.from({ length: 11 }, (_, index) => `More${index}`)];
    const documents = names.map((name) => [name, JSON.stringify(definition({ name }))] as const);
    for (const [name, Value] of [...documents, ['Broken', '{'] as const]) {
      const Name = `${sloPath(EVALUATION)}/checkout/prod/${name}`;
      await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
    }
  }

  const storeOf = () => new DynamoSloStore({ client: dynamo, tableName: TABLE, evaluation: EVALUATION });

  const run = () =>
    evaluateSlos({
      evaluation: EVALUATION,
      definitions: new SsmSloDefinitions({ client: ssm, path: sloPath(EVALUATION) }),
      series: new MetricDataSloSeries({ client: cloudWatch }),
      store: storeOf(),
      metrics: new SloMetrics({ metricData: new PutMetricData({ client: cloudWatch }) }),
      bus: new EventBridgeBus({ client: events, busName: BUS }),
      clock: { now: () => NOW_MS, sleep: async () => undefined },
      log: quiet,
    })({ shard: 0, shards: 1 });

  const published = async (name: string, namespace: string, dimensions: Readonly<Record<string, string>>) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: namespace, MetricName: name, Dimensions };
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        StartTime: new Date(AT_MS - TICK_MS),
        EndTime: new Date(AT_MS + TICK_MS),
      }),
    );
    const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
    return Timestamps.map((time, index) => [time.getTime(), Values[index]]);
  };

  test('measures, keeps, publishes and tells, and a second run of the same tick changes nothing', async () => {
    const first = await run();
    expect(first).toMatchObject({ atMs: AT_MS, evaluated: 12, failed: [{ slo: expect.stringContaining('Broken') }] });
    expect(first.raised.length).toBeGreaterThanOrEqual(12);

    const expected = { atMs: AT_MS, status: 'violated', total: 2_400, bad: 480, sli: 0.8, firing: ['page_fast'] };
    const [measured] = await storeOf().readLatest(['checkout/prod/Availability']);
    expect(measured).toMatchObject(expected);
    expect(measured?.burnRates['1h']).toBeCloseTo(20, 9);
    expect(await storeOf().readOverall({ startMs: AT_MS, endMs: AT_MS + 1 })).toMatchObject([
      { compliant: 0, withData: 12 },
    ]);

    const dimensions = { ...IDENTITY, slo: 'Availability' };
    expect(await published(SLO_METRIC.compliance, 'Shop', dimensions)).toEqual([[AT_MS, 80]]);
    const failed = await published('SlosFailed', 'Sightline', { evaluation: EVALUATION });
    expect(failed).toEqual([[AT_MS, 1]]);

    const { Body = '' } = await eventually('signal', moto, () => takeMessage(sqs, QueueUrl));
    expect(JSON.parse(Body)).toMatchObject({ source: 'sightline', 'detail-type': 'Sightline Signal' });

    const second = await run();
    expect(second).toMatchObject({ evaluated: 0, raised: [], cleared: [] });
    expect(await storeOf().readMeasurements('checkout/prod/Availability', { startMs: 0, endMs: NOW_MS })).toEqual([
      measured,
    ]);
    expect(await published(SLO_METRIC.compliance, 'Shop', dimensions)).toEqual([[AT_MS, 80]]);
  });

  test('a series is the same whichever other requests share its call', async () => {
    const metric = { namespace: 'Sightline', name: 'Faults', dimensions: IDENTITY };
    const request = (statistic: string) => ({
      slo: statistic,
      queries: [
        { id: 'm1', metric, statistic },
        { id: 'value', expression: 'm1' },
      ],
      wanted: ['value'],
      periodSeconds: 300,
      span: { startMs: AT_MS - 2 * TICK_MS, endMs: AT_MS + TICK_MS },
    });
    const series = await new MetricDataSloSeries({ client: cloudWatch }).read([request('Sum'), request('SampleCount')]);
    expect(series).toEqual([
      { value: Float64Array.of(20, 20, Number.NaN) },
      { value: Float64Array.of(100, 100, Number.NaN) },
    ]);
  });
});
