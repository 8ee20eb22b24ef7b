import {
  FIREHOSE_TO_HTTP,
  FIREHOSE_TO_OPENSEARCH,
  FIREHOSE_TO_S3,
  FIREHOSE_TO_SPLUNK,
} from '../../../lib/core/catalog/firehose';
import { FLINK_APPLICATION } from '../../../lib/core/catalog/flink-application';
import { KINESIS_CONSUMER } from '../../../lib/core/catalog/kinesis-consumer';
import { KINESIS_STREAM } from '../../../lib/core/catalog/kinesis-stream';
import { MSK_CLUSTER } from '../../../lib/core/catalog/msk-cluster';
import { readProperties } from '../../../lib/core/catalog/properties';
import { alarmsOf, describeEntry, thresholdsOf } from './sample-alarms';

const FIREHOSES = [FIREHOSE_TO_S3, FIREHOSE_TO_HTTP, FIREHOSE_TO_OPENSEARCH, FIREHOSE_TO_SPLUNK];

describeEntry(KINESIS_STREAM);
describeEntry(KINESIS_CONSUMER);
FIREHOSES.forEach(describeEntry);
describeEntry(FLINK_APPLICATION);
describeEntry(MSK_CLUSTER);

test.each([
  ['two days', { RetentionPeriodHours: 48 }, 86_400_000],
  ['the default', {}, 43_200_000],
  ['what is known at deploy only, 24 hours at the least', { RetentionPeriodHours: { Ref: 'Hours' } }, 43_200_000],
])('pages at half of the retention of a stream: %s', (_, properties, milliseconds) => {
  expect(thresholdsOf(KINESIS_STREAM, properties).RecordsNearExpiry).toBe(milliseconds);
});

test('takes the stream of a consumer from its ARN', () => {
  const [alarm] = alarmsOf(KINESIS_CONSUMER, KINESIS_CONSUMER.sample.properties);
  expect(alarm?.metric.dimensions).toEqual({ StreamName: 'orders', ConsumerName: 'attribute-ConsumerName' });
});

test.each([
  [600, 1200],
  [60, 900],
  [undefined, 900],
])('waits two buffering intervals of %p s for a delivery, and 15 minutes at the least', (interval, seconds) => {
  const properties = { ExtendedS3DestinationConfiguration: { BufferingHints: { IntervalInSeconds: interval } } };
  expect(thresholdsOf(FIREHOSE_TO_S3, properties).DeliveryLate).toBe(seconds);
});

test('has one entry for each Firehose destination that it knows', () => {
  for (const entry of FIREHOSES) {
    const matching = FIREHOSES.filter((other) => other.resource?.when?.(readProperties(entry.sample.properties)));
    expect(matching).toEqual([entry]);
  }
});

test('names the metrics of a Firehose stream after its destination', () => {
  const [, late] = alarmsOf(FIREHOSE_TO_HTTP, FIREHOSE_TO_HTTP.sample.properties);
  expect(late?.metric.name).toBe('DeliveryToHttpEndpoint.DataFreshness');
});

test('leaves notebooks and SQL applications to others', () => {
  const isFlink = (RuntimeEnvironment: unknown) =>
    FLINK_APPLICATION.resource?.when?.(readProperties({ RuntimeEnvironment }));
  expect(['FLINK-1_20', 'SQL-1_0', 'ZEPPELIN-FLINK-3_0', { Ref: 'Runtime' }].map(isFlink)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('finds MSK clusters by name: their Ref is an ARN', () => {
  const [alarm] = alarmsOf(MSK_CLUSTER, { ClusterName: 'orders' });
  expect(alarm?.metric).toMatchObject({ namespace: 'AWS/Kafka', dimensions: { 'Cluster Name': 'orders' } });
});

test('leaves out what MSK publishes per broker only', () => {
  const names = Object.values(MSK_CLUSTER.metrics).map(({ name }) => name);
  expect(names).not.toContain('KafkaDataLogsDiskUsed');
});
