import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface SqsQueueFacts {
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
}

/**
 * SQS queue, paired with its dead-letter queue (dimension set `deadLetter`) where it has one.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const SQS_QUEUE: CatalogEntry<SqsQueueFacts> = {
  type: 'AWS::SQS::Queue',
  title: 'SQS queue',
  family: 'messaging',
  resource: {
    dimensions: { default: { QueueName: 'GetAtt QueueName' } },
    companion: { dimensionSet: 'deadLetter', arn: 'RedrivePolicy.deadLetterTargetArn', dimension: 'QueueName' },
    imported: { marker: 'queueName', dimensions: { QueueName: 'queueName' } },
    // SQS's own defaults where the queue sets none, or is imported.
    facts: (properties) => ({
      visibilityTimeoutSeconds: properties.number('VisibilityTimeout') ?? 30,
      retentionSeconds: properties.number('MessageRetentionPeriod') ?? 345_600,
    }),
  },
  sample: { properties: { RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead' } } },
  metrics: metricsOf('AWS/SQS', {
    visible: ['ApproximateNumberOfMessagesVisible', 'Count'],
    inFlight: ['ApproximateNumberOfMessagesNotVisible', 'Count'],
    age: ['ApproximateAgeOfOldestMessage', 'Seconds'],
    sent: ['NumberOfMessagesSent', 'Count'],
    deleted: ['NumberOfMessagesDeleted', 'Count'],
    dead: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadLetter'],
  }),
  indicators: {
    events: 'messages',
    throughput: [{ metric: 'deleted' }],
    freshness: { metric: 'age', statistic: 'Maximum', missing: 'good' },
  },
  graphs: [
    graph(
      'Messages',
      [
        ['sent', 'Sum', 'Sent'],
        ['deleted', 'Sum', 'Deleted'],
      ],
      [
        ['visible', 'Maximum', 'Waiting'],
        ['inFlight', 'Maximum', 'In flight'],
      ],
    ),
    graph('Age of oldest message', [['age', 'Maximum', 'Age']]),
    graph('Dead letters', [['dead', 'Maximum', 'Dead letters']]),
  ],
  alarms: [
    {
      id: 'OldestMessageAge',
      metric: 'age',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ visibilityTimeoutSeconds, retentionSeconds }) =>
          Math.min(Math.max(300, 3 * visibilityTimeoutSeconds), Math.floor(retentionSeconds * 0.8)),
        text: '5 min or 3 visibility timeouts, whichever is longer, and at most 80 % of the retention',
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'A message in {resource} has waited {threshold} or longer.',
      reason:
        'Five minutes, or three visibility timeouts (two failed tries) if longer, and well before messages expire. ' +
        'Late is not lost, so nobody is woken. A queue without messages for hours publishes nothing: that is good.',
      runbook: [
        'Look whether the consumer fails, is throttled or is switched off.',
        'If it works, compare messages sent and deleted: it may be too slow, raise its concurrency.',
      ],
    },
    {
      id: 'DeadLetters',
      metric: 'dead',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'The dead-letter queue of {resource} holds messages that all tries failed on.',
      reason:
        'Each dead letter is work that stays undone until somebody acts, so the first one counts: no guard. An empty ' +
        'dead-letter queue stops publishing after hours; missing data is an empty queue.',
      runbook: [
        'Read one dead letter and find the error of its message in the log of the consumer.',
        'Mend the cause, then start a redrive from the dead-letter queue.',
      ],
    },
  ],
};
