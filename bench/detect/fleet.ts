/** `detect-anomalies` on many series: its real adapters on DynamoDB Local and a local GetMetricData, the rest counted. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoAnomalyStore } from '../../lib/adapters/aws/dynamo-anomaly-store';
import { EmfDatapoints } from '../../lib/adapters/aws/emf-datapoints';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { createDetector } from '../../lib/core/anomaly';
import { detectorOptions, pageOf, seriesKey, type WatchedSeriesDefinition } from '../../lib/core/anomaly/watch/series';
import type { SeriesState } from '../../lib/core/anomaly/watch/state';
import { ANOMALY_TABLE } from '../../lib/core/anomaly/watch/table';
import { detectAnomalies } from '../../lib/workflow/detect-anomalies';
import { meter, type Units } from '../incidents/metered-client';
import { type MetricDataServer, valueAt } from './metric-data-server';

export const CADENCE_MS = 300_000;
const SETTLED_MS = 180_000;
const HISTORY = 4_032;
/** Learned once each; every series has the state of one of them. */
const KINDS = 20;
const TABLE = 'anomalies';
const T0 = Date.UTC(2026, 10, 2);

/** What a number of ticks used. */
export interface Used {
  readonly seconds: number;
  /** Of this process: the metrics come from another one. */
  readonly cpuSeconds: number;
  readonly invocations: number;
  readonly calls: number;
  readonly metrics: number;
  readonly datapoints: number;
  readonly units: Units;
  readonly messageBytes: readonly number[];
  readonly logBytes: number;
  readonly signals: number;
}

export interface Fleet {
  /** Of all states. */
  readonly stateBytes: number;
  tick(times: number): Promise<Used>;
  /** As if every worker began anew. */
  restart(): void;
}

export async function createFleet(size: number, dynamo: DynamoDBClient, server: MetricDataServer): Promise<Fleet> {
  await createTable(dynamo);
  const series = Array.from({ length: size }, (_, index) => seriesAt(index));
  const units: Units = { writes: 0, reads: 0, calls: 0 };
  const stateBytes = await learn(series, new DynamoAnomalyStore({ tableName: TABLE, client: dynamo, now: () => T0 }));
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const cloudWatch = new CloudWatchClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
  const client = meter(dynamo, units);
  const jobs: string[] = [];
  let [nowMs, logBytes, signals] = [T0 + SETTLED_MS, 0, 0];
  const start = () =>
    detectAnomalies({
      detection: 'bench',
      cadenceMs: CADENCE_MS,
      watched: { load: async () => ({ series, problems: [] }) },
      queue: { send: async (body) => void jobs.push(body) },
      series: new MetricDataSloSeries({ client: cloudWatch }),
      store: new DynamoAnomalyStore({ tableName: TABLE, client, now: () => nowMs }),
      metrics: new EmfDatapoints((line) => {
        logBytes += line.length + 1;
      }),
      bus: {
        publish: async () => {
          signals += 1;
        },
      },
      clock: { now: () => nowMs, sleep: async () => {} },
      log: {
        info: () => {},
        warn: (message) => process.stderr.write(`${message}\n`),
        error: (message, fields) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
      },
    });
  let handler = start();
  return {
    stateBytes,
    restart: () => {
      handler = start();
    },
    tick: async (times) => {
      Object.assign(units, { writes: 0, reads: 0, calls: 0 });
      [logBytes, signals] = [0, 0];
      const messageBytes: number[] = [];
      let invocations = 0;
      await server.take();
      const cpu = process.cpuUsage();
      const started = process.hrtime.bigint();
      for (let time = 0; time < times; time += 1) {
        nowMs += CADENCE_MS;
        await handler({});
        for (const body of jobs.splice(0)) {
          messageBytes.push(Buffer.byteLength(body));
          const answer = await handler({ Records: [{ messageId: '0', body }] });
          if ((answer as { batchItemFailures: unknown[] }).batchItemFailures.length > 0)
            throw new Error('a worker failed');
          invocations += 1;
        }
        invocations += 1;
      }
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const { user, system } = process.cpuUsage(cpu);
      const asked = await server.take();
      const cpuSeconds = (user + system) / 1e6;
      return { ...asked, seconds, cpuSeconds, invocations, units: { ...units }, messageBytes, logBytes, signals };
    },
  };
}

function seriesAt(index: number): WatchedSeriesDefinition {
  const service = `service-${Math.floor(index / 3)}`;
  return {
    name: ['requests', 'fault-ratio', 'latency-p99'][index % 3] as string,
    service,
    environment: 'prod',
    metric: { namespace: 'Sightline', name: `metric-${index % KINDS}`, dimensions: { service, environment: 'prod' } },
    statistic: 'Average',
    periodSeconds: 300,
    role: 'signal',
    severity: 'low',
  };
}

/** Two weeks, and checkpoints of them. */
async function learn(series: readonly WatchedSeriesDefinition[], store: DynamoAnomalyStore): Promise<number> {
  const states = series.slice(0, KINDS).map((one): SeriesState => {
    const detector = createDetector(detectorOptions(one));
    for (let index = HISTORY; index > 0; index -= 1) {
      const atMs = T0 - index * CADENCE_MS;
      detector.update(atMs, valueAt(one.metric.name, atMs / 1_000));
    }
    return { untilMs: T0, lastPointMs: T0, deployMs: 0, detector: detector.toBytes() };
  });
  const pages = new Map<number, Record<string, SeriesState>>();
  let bytes = 0;
  for (const [index, one] of series.entries()) {
    const key = seriesKey(one);
    const state = states[index % KINDS] as SeriesState;
    bytes += state.detector.length;
    pages.set(pageOf(key), { ...pages.get(pageOf(key)), [key]: state });
  }
  for (const [page, members] of pages) await store.writePage({ page, atMs: T0, series: members });
  return bytes;
}

async function createTable(client: DynamoDBClient): Promise<void> {
  const { partitionKey, sortKey } = ANOMALY_TABLE;
  await client.send(
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
