import type { CatalogEntry } from './entry';
import { isBareFunctionName } from './function-name';
import { publishes } from './lambda-mapping-counts';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES } from './parts';

export interface LambdaKafkaMappingFacts {
  /** Whether MetricsConfig asks for errors. */
  readonly errors: boolean;
}

/**
 * Event source mapping of Apache Kafka. Lambda publishes OffsetLag of the function (dimension set `function`) always, the
 * rest with MetricsConfig `ErrorCount` and `KafkaMetrics`. No lag in messages fits every topic, so it is drawn only.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export const LAMBDA_KAFKA_MAPPING: CatalogEntry<LambdaKafkaMappingFacts> = {
  type: 'AWS::Lambda::EventSourceMapping',
  title: 'Lambda Kafka mapping',
  family: 'messaging',
  resource: {
    when: (properties) => properties.has('Topics') && isBareFunctionName(properties, 'FunctionName'),
    dimensions: {
      default: { EventSourceMappingUUID: 'Ref' },
      function: { FunctionName: 'Property FunctionName' },
    },
    facts: (properties) => ({ errors: publishes(properties, 'ErrorCount') }),
  },
  sample: {
    properties: {
      FunctionName: 'project-orders',
      Topics: ['orders'],
      StartingPosition: 'LATEST',
      MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
    },
  },
  metrics: metricsOf('AWS/Lambda', {
    lag: ['OffsetLag', 'Count', 'function'],
    maxLag: ['MaxOffsetLag', 'Count'],
    sumLag: ['SumOffsetLag', 'Count'],
    pollErrors: ['PollingErrorCount', 'Count'],
    invokeErrors: ['InvokeErrorCount', 'Count'],
    commitErrors: ['CommitErrorCount', 'Count'],
    schemaErrors: ['SchemaRegistryErrorCount', 'Count'],
    destinationErrors: ['OnFailureDestinationDeliveryErrorCount', 'Count'],
  }),
  graphs: [
    graph('Offset lag', [
      ['lag', 'Maximum', 'Topic'],
      ['maxLag', 'Maximum', 'Largest of a partition'],
      ['sumLag', 'Maximum', 'All partitions'],
    ]),
    graph('Errors', [
      ['pollErrors', 'Sum', 'Polling'],
      ['invokeErrors', 'Sum', 'Invoking'],
      ['commitErrors', 'Sum', 'Committing'],
      ['schemaErrors', 'Sum', 'Schema registry'],
      ['destinationErrors', 'Sum', 'Failure destination'],
    ]),
  ],
  alarms: [
    {
      id: 'PollingErrors',
      metric: 'pollErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: { rule: ({ errors }) => (errors ? 1 : undefined), text: '1, where MetricsConfig has `ErrorCount`' },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} cannot read from Kafka.',
      reason:
        'Nothing is processed meanwhile, and the function shows no error because it is not invoked. Three minutes of ' +
        'five let a restart of a broker pass. Lambda publishes errors only, so missing data is good data.',
      runbook: [
        'Look at the state of the mapping: it names the last error of authentication, network or topic.',
        'Check the security groups and the credentials of the cluster.',
      ],
    },
  ],
};
