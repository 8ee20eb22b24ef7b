/** Three ways to bring one load to CloudWatch. */
import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { packBody, unpackBody } from '../../lib/adapters/aws/publish-queue';
import { PutMetricData } from '../../lib/adapters/aws/put-metric-data';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { MetricsPublisher } from '../../lib/publisher';
import { type PublishMetricsPorts, publishMetrics } from '../../lib/workflow/publish-metrics';
import type { LoadSeries } from './load';

const NAMESPACE = 'Bench';
const DATUMS_A_CALL = 1_000;
/** Of 1 MB: 150 values of 18 digits each are 3 KB. */
const VALUES_A_CALL = 45_000;
const VALUES_A_DATUM = 150;
const IN_FLIGHT = 2;

export function cloudWatch(port: number, run: string): CloudWatchClient {
  return new CloudWatchClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}/${run}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
}

/** The plain SDK: one datum a value, 1,000 a call. Sends the first `calls` thousand observations. */
export async function sendSingleValues(client: CloudWatchClient, load: readonly LoadSeries[], calls: number) {
  const datums = function* (): Generator<MetricDatum> {
    const length = load[0]?.values.length ?? 0;
    for (let index = 0; index < length; index += 1) {
      for (const series of load) yield { ...head(series), Value: series.values[index] };
    }
  };
  const source = datums();
  let left = calls;
  const next = () => (left-- > 0 ? take(source, DATUMS_A_CALL) : []);
  await inFlight(next, (MetricData) => put(client, MetricData));
}

/** The SDK with arrays of values that somebody collected by hand, 150 a datum, as many as fit into a call. */
export async function sendValueArrays(client: CloudWatchClient, load: readonly LoadSeries[]) {
  const datums = function* (): Generator<MetricDatum> {
    for (const series of load) {
      const values: number[] = [];
      for (const value of series.values) {
        values.push(value);
        if (values.length === VALUES_A_DATUM) yield { ...head(series), Values: values.splice(0) };
      }
      if (values.length > 0) yield { ...head(series), Values: values };
    }
  };
  const source = datums();
  await inFlight(
    () => take(source, VALUES_A_CALL / VALUES_A_DATUM),
    (MetricData) => put(client, MetricData),
  );
}

/** The same, and whoever wrote it rounds to three digits and counts equal values. */
export async function sendCountedArrays(client: CloudWatchClient, load: readonly LoadSeries[]) {
  const datums = function* (): Generator<MetricDatum> {
    for (const series of load) {
      const counted = new Map<number, number>();
      for (const value of series.values) {
        const scale = 10 ** (2 - Math.floor(Math.log10(value)));
        const rounded = Math.round(value * scale) / scale;
        counted.set(rounded, (counted.get(rounded) ?? 0) + 1);
      }
      const all = [...counted];
      for (let from = 0; from < all.length; from += VALUES_A_DATUM) {
        const part = all.slice(from, from + VALUES_A_DATUM);
        yield { ...head(series), Values: part.map(([value]) => value), Counts: part.map(([, count]) => count) };
      }
    }
  };
  const source = datums();
  await inFlight(
    () => take(source, VALUES_A_CALL / VALUES_A_DATUM),
    (MetricData) => put(client, MetricData),
  );
}

/** Ours, first half: every observation through a publisher, into bodies of the queue. */
export async function publishLoad(load: readonly LoadSeries[], service = 'checkout'): Promise<string[]> {
  const bodies: string[] = [];
  const client = { send: async ({ input }: SendMessageCommand) => bodies.push(input.MessageBody as string) };
  // The minute begins with the load, so that it is one minute's.
  const offset = Date.now() % 60_000;
  const publisher = new MetricsPublisher({
    queueUrl: 'https://sqs.example/publish',
    client: client as unknown as SQSClient,
    namespace: NAMESPACE,
    service,
    environment: 'prod',
    flushIntervalSeconds: 0,
    now: () => Date.now() - offset,
  });
  const length = load[0]?.values.length ?? 0;
  for (let index = 0; index < length; index += 1) {
    for (const { operation, tenant, values } of load) {
      publisher.histogram('Latency', values[index] as number, { operation, tenant });
    }
  }
  await publisher.flush();
  return bodies;
}

/** Ours, second half: the queue's bodies through publish-metrics. */
export function publishPorts(client: CloudWatchClient, onLost: (what: string) => void): PublishMetricsPorts {
  return {
    queue: { pack: packBody, unpack: unpackBody, send: async () => onLost('the rest of a request') },
    metricData: new PutMetricData({ client }),
    deadLetters: { send: async (_, reason) => onLost(`a dead letter: ${reason}`) },
    metrics: { count: () => undefined, duration: () => undefined },
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
}

export function eventOf(bodies: readonly string[], prefix = 'record'): SQSEvent {
  const record = (body: string, index: number) => ({ messageId: `${prefix}-${index}`, body }) as SQSRecord;
  return { Records: bodies.map(record) };
}

export async function publishBodies(ports: PublishMetricsPorts, bodies: readonly string[]): Promise<void> {
  const { batchItemFailures } = await publishMetrics(ports)(eventOf(bodies));
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records were not published`);
}

function head({ operation, tenant }: LoadSeries): MetricDatum {
  const dimensions = { environment: 'prod', operation, service: 'checkout', tenant };
  return {
    MetricName: 'Latency',
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(),
    Unit: 'Milliseconds',
  };
}

async function put(client: CloudWatchClient, MetricData: MetricDatum[]): Promise<void> {
  await client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
}

function take<Item>(source: Iterator<Item>, count: number): Item[] {
  const items: Item[] = [];
  for (let next = source.next(); !next.done; next = source.next()) {
    items.push(next.value);
    if (items.length === count) break;
  }
  return items;
}

/** A few calls at once, so that the sender does not wait while it could work. */
async function inFlight<Item>(next: () => Item[], send: (items: Item[]) => Promise<void>): Promise<void> {
  const lane = async () => {
    for (let items = next(); items.length > 0; items = next()) await send(items);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}
