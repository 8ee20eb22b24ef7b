import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * Consumer with enhanced fan-out: what its stream's GetRecords metrics do not count.
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export const KINESIS_CONSUMER: CatalogEntry<object> = {
  type: 'AWS::Kinesis::StreamConsumer',
  title: 'Kinesis stream consumer',
  family: 'messaging',
  resource: {
    dimensions: {
      default: {
        StreamName: { of: 'Property StreamARN', split: '/', at: 1 },
        ConsumerName: 'GetAtt ConsumerName',
      },
    },
    facts: () => ({}),
  },
  sample: {
    properties: { StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders', ConsumerName: 'billing' },
  },
  metrics: metricsOf('AWS/Kinesis', {
    records: ['SubscribeToShardEvent.Records', 'Count'],
    bytes: ['SubscribeToShardEvent.Bytes', 'Bytes'],
    behind: ['SubscribeToShardEvent.MillisBehindLatest', 'Milliseconds'],
    subscribed: ['SubscribeToShard.Success', 'Count'],
    refused: ['SubscribeToShard.RateExceeded', 'Count'],
  }),
  indicators: {
    events: 'records',
    throughput: [{ metric: 'records' }],
    freshness: { metric: 'behind', statistic: 'Maximum', missing: 'ignore' },
  },
  graphs: [
    graph('Records', [['records', 'Sum', 'Delivered']], [['bytes', 'Sum', 'Bytes delivered']]),
    graph('Behind the tip of the stream', [['behind', 'Maximum', 'Behind']]),
    graph('Subscriptions', [
      ['subscribed', 'Sum', 'Established'],
      ['refused', 'Sum', 'Refused'],
    ]),
  ],
  alarms: [
    {
      id: 'ConsumerBehind',
      metric: 'behind',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 300_000,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} is {threshold} or longer behind its stream.',
      reason:
        'Enhanced fan-out delivers within a second; five minutes of delay in five minutes running are a consumer that ' +
        'fails or is too slow. Late is not lost. Without a subscription there is no data.',
      runbook: [
        'Look whether the consumer fails on one record again and again: it falls behind by a minute a minute.',
        'If it works, it is too slow: raise its parallelism or the number of shards.',
      ],
    },
    {
      id: 'RecordsNearExpiry',
      metric: 'behind',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 43_200_000,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} is {threshold} or longer behind: records are lost when they are older than the retention.',
      reason:
        'Half of 24 hours, the shortest retention that a stream can have; its own is a property of another resource. ' +
        'It stays in alarm while data is missing: a consumer that has stopped reading has not caught up.',
      runbook: [
        'Raise the retention of the stream first: it works at once.',
        'Then find why the consumer does not read on.',
      ],
    },
  ],
};
