import type { CatalogAlarm, CatalogEntry } from './entry';
import {
  deliveriesFail,
  deliveryLate,
  type FirehoseFacts,
  firehoseThrottles,
  recordsNearLoss,
} from './firehose-alarms';
import { graph, metricsOf } from './parts';

/** Metric names carry the destination, so each is an entry of its own, found by the property that configures it. */
interface Destination {
  readonly to: string;
  readonly property: string;
  /** `DeliveryToS3` of `DeliveryToS3.DataFreshness`. */
  readonly prefix: string;
}

export const FIREHOSE_TO_S3 = firehoseEntry(
  { to: 'S3', property: 'ExtendedS3DestinationConfiguration', prefix: 'DeliveryToS3' },
  [recordsNearLoss()],
);
export const FIREHOSE_TO_HTTP = firehoseEntry({
  to: 'an HTTP endpoint',
  property: 'HttpEndpointDestinationConfiguration',
  prefix: 'DeliveryToHttpEndpoint',
});
export const FIREHOSE_TO_OPENSEARCH = firehoseEntry({
  to: 'OpenSearch',
  property: 'AmazonopensearchserviceDestinationConfiguration',
  prefix: 'DeliveryToAmazonOpenSearchService',
});
export const FIREHOSE_TO_SPLUNK = firehoseEntry({
  to: 'Splunk',
  property: 'SplunkDestinationConfiguration',
  prefix: 'DeliveryToSplunk',
});

/** @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
function firehoseEntry(
  { to, property, prefix }: Destination,
  more: readonly CatalogAlarm<FirehoseFacts>[] = [],
): CatalogEntry<FirehoseFacts> {
  return {
    type: 'AWS::KinesisFirehose::DeliveryStream',
    title: `Firehose stream to ${to}`,
    family: 'messaging',
    resource: {
      when: (properties) => properties.has(property),
      dimensions: { default: { DeliveryStreamName: 'Ref' } },
      facts: (properties) => ({
        bufferSeconds: properties.number(`${property}.BufferingHints.IntervalInSeconds`) ?? 300,
      }),
    },
    sample: { properties: { [property]: { BufferingHints: { IntervalInSeconds: 600 } } } },
    metrics: metricsOf('AWS/Firehose', {
      records: ['IncomingRecords', 'Count'],
      bytes: ['IncomingBytes', 'Bytes'],
      throttled: ['ThrottledRecords', 'Count'],
      delivered: [`${prefix}.Records`, 'Count'],
      freshness: [`${prefix}.DataFreshness`, 'Seconds'],
      success: [`${prefix}.Success`, 'Count'],
      behind: ['KinesisMillisBehindLatest', 'Milliseconds'],
    }),
    indicators: {
      events: 'records',
      throughput: [{ metric: 'delivered' }],
      freshness: { metric: 'freshness', statistic: 'Maximum', missing: 'good' },
    },
    graphs: [
      graph(
        'Records',
        [
          ['records', 'Sum', 'Received'],
          ['delivered', 'Sum', 'Delivered'],
          ['throttled', 'Sum', 'Throttled'],
        ],
        [['bytes', 'Sum', 'Bytes received']],
      ),
      graph('Age of the oldest record', [['freshness', 'Maximum', 'Age']]),
      graph('Deliveries that succeed', [['success', 'Average', 'Ratio']]),
      graph('Behind its Kinesis stream', [['behind', 'Maximum', 'Behind']]),
    ],
    alarms: [firehoseThrottles(), deliveryLate(to), deliveriesFail(to), ...more],
  };
}
