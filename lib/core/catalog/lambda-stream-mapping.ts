import type { CatalogEntry } from './entry';
import { isBareFunctionName } from './function-name';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import type { Properties } from './properties';

export interface LambdaStreamMappingFacts {
  /** How long Lambda gathers records before it invokes. */
  readonly gatherSeconds: number;
  /** After which Lambda gives a record up. @default - when the stream does */
  readonly maximumRecordAgeSeconds?: number;
  /** Whether records that are given up are sent somewhere. */
  readonly destination: boolean;
}

/**
 * Event source mapping of a stream (DynamoDB, Kinesis, DocumentDB), on what Lambda publishes of it without being asked:
 * metrics of the function. The age is that of all streams that the function reads.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#performance-metrics
 */
export const LAMBDA_STREAM_MAPPING: CatalogEntry<LambdaStreamMappingFacts> = {
  type: 'AWS::Lambda::EventSourceMapping',
  title: 'Lambda stream mapping',
  family: 'messaging',
  resource: {
    when: (properties) => isStream(properties) && isBareFunctionName(properties, 'FunctionName'),
    dimensions: { default: { FunctionName: 'Property FunctionName' } },
    facts: (properties) => {
      const age = properties.number('MaximumRecordAgeInSeconds', -1) ?? -1;
      const gather =
        properties.number('TumblingWindowInSeconds') || properties.number('MaximumBatchingWindowInSeconds');
      return {
        gatherSeconds: gather ?? 0,
        ...(age > 0 && { maximumRecordAgeSeconds: age }),
        destination: properties.has('DestinationConfig.OnFailure'),
      };
    },
  },
  sample: {
    properties: {
      FunctionName: 'project-orders',
      EventSourceArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders',
      StartingPosition: 'LATEST',
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:failed' } },
    },
  },
  metrics: metricsOf('AWS/Lambda', {
    age: ['IteratorAge', 'Milliseconds'],
    undelivered: ['DestinationDeliveryFailures', 'Count'],
  }),
  // Published with invocations: without records nothing waits.
  indicators: {
    events: 'records',
    freshness: { metric: 'age', statistic: 'Maximum', missing: 'good' },
  },
  graphs: [
    graph('Age of records', [['age', 'Maximum', 'Age']]),
    graph('Failure destination', [['undelivered', 'Sum', 'Delivery failures']]),
  ],
  alarms: [
    {
      id: 'RecordAge',
      metric: 'age',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ gatherSeconds, maximumRecordAgeSeconds = Number.POSITIVE_INFINITY }) =>
          Math.min(300 + gatherSeconds, maximumRecordAgeSeconds / 2) * 1000,
        text: '5 min more than Lambda gathers records, and at most half of the maximum record age',
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} reads records of its stream {threshold} or later than they were written.',
      reason:
        'A shard stands still while its batch fails, and the age grows by the second, until records expire unread. Late ' +
        'is not lost, so nobody is woken. The age is published only with invocations: no data is no records, or a ' +
        'throttled function, which has an alarm of its own.',
      runbook: [
        'Look whether the function fails on one batch again and again: the log names the shard.',
        'If it only is too slow, raise the parallelization factor or the batch size.',
      ],
    },
    {
      id: 'DestinationDeliveryFailures',
      metric: 'undelivered',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: { rule: ({ destination }) => (destination ? 1 : undefined), text: '1, where it has a destination' },
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'Records that {resource} gave up did not reach the failure destination.',
      reason:
        'Lambda moves on, so where the records are in the stream is lost with the message: the first one counts. The ' +
        'metric exists only where batches are given up, so missing data is good data.',
      runbook: [
        "Check that the function's role may send to the destination, and that the destination exists and is no FIFO one.",
        'Read the failed batch from the stream before its retention ends: the log has its sequence numbers.',
      ],
    },
  ],
};

/** Sources of all kinds share the type: only streams and Kafka have a starting position, only Kafka has topics. */
function isStream(properties: Properties): boolean {
  return properties.has('StartingPosition') && !properties.has('Topics');
}
