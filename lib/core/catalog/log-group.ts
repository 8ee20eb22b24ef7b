import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface LogGroupFacts {
  /** Metrics are extracted from its log lines: not so in other log classes than `STANDARD`. */
  readonly extractsMetrics: boolean;
}

/**
 * CloudWatch Logs group. Errors of subscriptions (`DeliveryErrors`, `DeliveryThrottling`) are left out: they need the
 * name of the filter and the kind of its destination as dimensions, too.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
 */
export const LOG_GROUP: CatalogEntry<LogGroupFacts> = {
  type: 'AWS::Logs::LogGroup',
  title: 'Log group',
  family: 'infrastructure',
  resource: {
    onRequest: true,
    dimensions: { default: { LogGroupName: 'Ref' } },
    imported: { marker: 'logGroupName', dimensions: { LogGroupName: 'logGroupName' } },
    facts: (properties) => ({ extractsMetrics: (properties.text('LogGroupClass') ?? 'STANDARD') === 'STANDARD' }),
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/Logs', {
    bytes: ['IncomingBytes', 'Bytes'],
    events: ['IncomingLogEvents', 'None'],
    invalidMetrics: ['EMFValidationErrors', 'None'],
    unreadableMetrics: ['EMFParsingErrors', 'None'],
    transformationErrors: ['TransformationErrors', 'None'],
  }),
  graphs: [
    graph('Incoming', [['events', 'Sum', 'Events']], [['bytes', 'Sum', 'Bytes']]),
    graph('Errors', [
      ['invalidMetrics', 'Sum', 'Invalid embedded metrics'],
      ['unreadableMetrics', 'Sum', 'Unreadable embedded metrics'],
      ['transformationErrors', 'Sum', 'Transformation'],
    ]),
  ],
  alarms: [
    {
      id: 'InvalidMetrics',
      metric: 'invalidMetrics',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ extractsMetrics }) => (extractsMetrics ? 1 : undefined),
        text: '1, where metrics are extracted (log class STANDARD)',
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'CloudWatch drops metrics in the log of {resource}: alarms on them are blind.',
      reason:
        'A dropped metric looks like a quiet service, so somebody should know. Three minutes of five let a single bad ' +
        'line pass. Published only when there are some: missing data is none.',
      runbook: [
        'Find a log line with "_aws" and compare it with the limits: 30 dimensions, 100 metrics, numbers only.',
        'Look which release brought it.',
      ],
    },
  ],
};
