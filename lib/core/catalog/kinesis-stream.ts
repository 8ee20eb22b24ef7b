import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET, window } from './parts';

export interface KinesisStreamFacts {
  readonly retentionHours: number;
}

/**
 * Kinesis data stream: its producers and the consumers that poll it. Failed records of PutRecords are drawn only: a
 * few internal failures are to be expected and retried.
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export const KINESIS_STREAM: CatalogEntry<KinesisStreamFacts> = {
  type: 'AWS::Kinesis::Stream',
  title: 'Kinesis data stream',
  family: 'messaging',
  resource: {
    dimensions: { default: { StreamName: 'Ref' } },
    imported: { marker: 'streamArn', dimensions: { StreamName: 'streamName' } },
    // 24 hours is the default and the least that a stream can have.
    facts: (properties) => ({ retentionHours: properties.number('RetentionPeriodHours') ?? 24 }),
  },
  sample: { properties: { RetentionPeriodHours: 48 } },
  metrics: metricsOf('AWS/Kinesis', {
    records: ['IncomingRecords', 'Count'],
    bytes: ['IncomingBytes', 'Bytes'],
    read: ['GetRecords.Records', 'Count'],
    age: ['GetRecords.IteratorAgeMilliseconds', 'Milliseconds'],
    readLatency: ['GetRecords.Latency', 'Milliseconds'],
    writeLatency: ['PutRecords.Latency', 'Milliseconds'],
    writeThrottles: ['WriteProvisionedThroughputExceeded', 'Count'],
    readThrottles: ['ReadProvisionedThroughputExceeded', 'Count'],
    recordsFailed: ['PutRecords.FailedRecords', 'Count'],
    recordsThrottled: ['PutRecords.ThrottledRecords', 'Count'],
  }),
  // Without a reader nothing is known of the age.
  indicators: {
    events: 'records',
    throughput: [{ metric: 'records' }],
    freshness: { metric: 'age', statistic: 'Maximum', missing: 'ignore' },
  },
  graphs: [
    graph(
      'Records',
      [
        ['records', 'Sum', 'Written'],
        ['read', 'Sum', 'Read'],
      ],
      [['bytes', 'Sum', 'Bytes written']],
    ),
    graph('Age of the last record read', [['age', 'Maximum', 'Age']]),
    graph('Throttled and failed', [
      ['writeThrottles', 'Sum', 'Write throttles'],
      ['readThrottles', 'Sum', 'Read throttles'],
      ['recordsThrottled', 'Sum', 'Records of PutRecords throttled'],
      ['recordsFailed', 'Sum', 'Records of PutRecords failed'],
    ]),
    graph('Latency', [
      ['readLatency', 'Average', 'GetRecords'],
      ['writeLatency', 'Average', 'PutRecords'],
    ]),
  ],
  alarms: [
    {
      id: 'ConsumersBehind',
      metric: 'age',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 300_000,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Consumers of {resource} are {threshold} or longer behind.',
      reason:
        'A consumer that keeps up reads within seconds. Five minutes of delay in five minutes running are not a burst ' +
        'but a consumer that fails or is too slow. Late is not lost. Without reads there is no data: a stream may ' +
        'have no polling consumer.',
      runbook: [
        'Look whether the consumer fails on one record again and again: the age grows by a minute a minute.',
        'If it works, it is too slow: raise its batch size or parallelism, or the number of shards.',
      ],
    },
    {
      id: 'RecordsNearExpiry',
      metric: 'age',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ retentionHours }) => (retentionHours * 3_600_000) / 2,
        text: "half of the stream's retention",
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: 'Consumers of {resource} are {threshold} behind: half of the time is over after which records are lost.',
      reason:
        'Records that are older than the retention are gone unread. Half of it is left to mend the consumer. It stays ' +
        'in alarm while data is missing: a consumer that has stopped reading has not caught up.',
      runbook: [
        'Raise the retention of the stream first: it works at once and up to 365 days.',
        'Then find why the consumer does not read on.',
      ],
    },
    {
      id: 'WriteThrottles',
      metric: 'writeThrottles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} throttles writes.',
      reason:
        'Producers retry, so a burst is slow but not lost: three minutes of five. A stream without writes publishes ' +
        'nothing, and then nothing is refused.',
      runbook: [
        'Compare the bytes written with 1 MB a second and shard: if they are near, add shards or go on-demand.',
        'If they are not, a few partition keys take most of the traffic: look at the shard-level metrics.',
      ],
    },
    {
      id: 'ReadThrottles',
      metric: 'readThrottles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...window(60, 10, 5),
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} throttles its consumers.',
      reason:
        'Polling consumers meet now and then and try again; five minutes of ten are no chance: too many consumers share ' +
        'the shards. Without reads nothing is throttled.',
      runbook: [
        'Count the consumers: a shard takes five reads and 2 MB a second for all of them.',
        'Give the heavy ones enhanced fan-out, or add shards.',
      ],
    },
  ],
};
