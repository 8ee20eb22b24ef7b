import type { CatalogEntry } from './entry';

export interface SqsQueueFacts {
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
}

const NAMESPACE = 'AWS/SQS';

/**
 * SQS queue, paired with its dead-letter queue (dimension set `deadLetter`) where it has one.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const SQS_QUEUE: CatalogEntry<SqsQueueFacts> = {
  type: 'AWS::SQS::Queue',
  title: 'SQS queue',
  metrics: {
    visible: { namespace: NAMESPACE, name: 'ApproximateNumberOfMessagesVisible', unit: 'Count' },
    inFlight: { namespace: NAMESPACE, name: 'ApproximateNumberOfMessagesNotVisible', unit: 'Count' },
    age: { namespace: NAMESPACE, name: 'ApproximateAgeOfOldestMessage', unit: 'Seconds' },
    sent: { namespace: NAMESPACE, name: 'NumberOfMessagesSent', unit: 'Count' },
    deleted: { namespace: NAMESPACE, name: 'NumberOfMessagesDeleted', unit: 'Count' },
    dead: {
      namespace: NAMESPACE,
      name: 'ApproximateNumberOfMessagesVisible',
      unit: 'Count',
      dimensionSet: 'deadLetter',
    },
  },
  graphs: [
    {
      title: 'Messages',
      left: [
        { metric: 'sent', statistic: 'Sum', label: 'Sent' },
        { metric: 'deleted', statistic: 'Sum', label: 'Deleted' },
      ],
      right: [
        { metric: 'visible', statistic: 'Maximum', label: 'Waiting' },
        { metric: 'inFlight', statistic: 'Maximum', label: 'In flight' },
      ],
    },
    { title: 'Age of oldest message', left: [{ metric: 'age', statistic: 'Maximum', label: 'Age' }] },
    { title: 'Dead letters', left: [{ metric: 'dead', statistic: 'Maximum', label: 'Dead letters' }] },
  ],
  alarms: [
    {
      id: 'OldestMessageAge',
      metric: 'age',
      statistic: 'Maximum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: oldestAgeSeconds,
      periodSeconds: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: 'notBreaching',
      severity: 'medium',
      role: 'ticket',
      summary: 'A message in {resource} has waited {threshold} or longer.',
      reason:
        'Five minutes, or three visibility timeouts (two failed tries) if longer, and well before messages expire. ' +
        'Late is not lost, so nobody is woken. A queue without messages for hours publishes nothing: that is good.',
    },
    {
      id: 'DeadLetters',
      metric: 'dead',
      statistic: 'Maximum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 60,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: 'notBreaching',
      severity: 'high',
      role: 'page',
      summary: 'The dead-letter queue of {resource} holds messages that all tries failed on.',
      reason:
        'Each dead letter is work that stays undone until somebody acts, so the first one counts: no guard. An empty ' +
        'dead-letter queue stops publishing after hours; missing data is an empty queue.',
    },
  ],
};

function oldestAgeSeconds({ visibilityTimeoutSeconds, retentionSeconds }: SqsQueueFacts): number {
  return Math.min(Math.max(300, 3 * visibilityTimeoutSeconds), Math.floor(retentionSeconds * 0.8));
}
