import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, ONE_MINUTE, PAGE, TICKET } from './parts';
import type { Properties } from './properties';

export interface LambdaMappingCountsFacts {
  /** Whether it gives events up: mappings of streams and Kafka do, queues have dead-letter queues instead. */
  readonly givesUp: boolean;
  readonly destination: boolean;
}

/**
 * Event source mapping with MetricsConfig `EventCount`: without it Lambda publishes nothing of a mapping.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export const LAMBDA_MAPPING_COUNTS: CatalogEntry<LambdaMappingCountsFacts> = {
  type: 'AWS::Lambda::EventSourceMapping',
  title: 'Lambda event source mapping',
  family: 'messaging',
  resource: {
    when: (properties) => publishes(properties, 'EventCount'),
    dimensions: { default: { EventSourceMappingUUID: 'Ref' } },
    facts: (properties) => ({
      givesUp: properties.has('StartingPosition'),
      destination: properties.has('DestinationConfig.OnFailure'),
    }),
  },
  sample: {
    properties: {
      FunctionName: 'project-orders',
      StartingPosition: 'LATEST',
      MetricsConfig: { Metrics: ['EventCount'] },
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:failed' } },
    },
  },
  metrics: metricsOf('AWS/Lambda', {
    polled: ['PolledEventCount', 'Count'],
    filteredOut: ['FilteredOutEventCount', 'Count'],
    invoked: ['InvokedEventCount', 'Count'],
    failed: ['FailedInvokeEventCount', 'Count'],
    deleted: ['DeletedEventCount', 'Count'],
    dropped: ['DroppedEventCount', 'Count'],
    destination: ['OnFailureDestinationDeliveredEventCount', 'Count'],
  }),
  graphs: [
    graph('Events', [
      ['polled', 'Sum', 'Polled'],
      ['filteredOut', 'Sum', 'Filtered out'],
      ['invoked', 'Sum', 'Invoked with'],
      ['deleted', 'Sum', 'Deleted from the queue'],
    ]),
    graph('Failures', [
      ['failed', 'Sum', 'Failed'],
      ['dropped', 'Sum', 'Dropped'],
      ['destination', 'Sum', 'Sent to the failure destination'],
    ]),
  ],
  alarms: [
    {
      id: 'FailedEvents',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} fails on events in every minute.',
      reason:
        'Sees the batch item failures that the function reports without failing itself. Retries are usual, so only ' +
        'failures in five minutes of five count. No data means that the mapping is switched off or has no events.',
      runbook: [
        'Read the newest ERROR lines of the log of the function: one bad event or all?',
        'Look at what keeps bad events: dead-letter queue, failure destination, or nothing.',
      ],
    },
    {
      id: 'DroppedEvents',
      metric: 'dropped',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: { rule: ({ givesUp }) => (givesUp ? 1 : undefined), text: '1, for streams and Kafka' },
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} dropped events: nothing keeps them.',
      reason:
        'They were too old or failed too often, and no failure destination took them: lost unless read from the source ' +
        'again, so the first one counts. No data means no events.',
      runbook: [
        'Read the newest ERROR lines of the log of the function, and mend the cause.',
        'Start a second mapping at the timestamp of the first lost event to read them again.',
      ],
    },
    {
      id: 'FailureDestination',
      metric: 'destination',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ givesUp, destination }) => (givesUp && destination ? 1 : undefined),
        text: '1, for streams and Kafka with a failure destination',
      },
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} gave up events and sent them to its failure destination.',
      reason:
        'All tries failed: the work stays undone until somebody acts, so the first one counts. No data means no events.',
      runbook: [
        'Read one message of the failure destination: it names the shard or partition and the error.',
        'Mend the cause, then process the events again before the retention of the source ends.',
      ],
    },
  ],
};

/** Whether MetricsConfig asks for a group of metrics: `EventCount`, `ErrorCount` or `KafkaMetrics`. */
export function publishes(properties: Properties, group: string): boolean {
  return properties.list('MetricsConfig.Metrics').some((metric) => metric.text('') === group);
}
