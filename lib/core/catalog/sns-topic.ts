import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, ONE_MINUTE, PAGE, TICKET } from './parts';

/**
 * SNS topic. What SMS messages cost and how many arrive is published by country and type and not by topic.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 */
export const SNS_TOPIC: CatalogEntry<object> = {
  type: 'AWS::SNS::Topic',
  title: 'SNS topic',
  family: 'messaging',
  resource: {
    dimensions: { default: { TopicName: 'GetAtt TopicName' } },
    imported: { marker: 'topicArn', dimensions: { TopicName: 'topicName' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/SNS', {
    published: ['NumberOfMessagesPublished', 'Count'],
    delivered: ['NumberOfNotificationsDelivered', 'Count'],
    failed: ['NumberOfNotificationsFailed', 'Count'],
    filteredOut: ['NumberOfNotificationsFilteredOut', 'Count'],
    invalidAttributes: ['NumberOfNotificationsFilteredOut-InvalidAttributes', 'Count'],
    noAttributes: ['NumberOfNotificationsFilteredOut-NoMessageAttributes', 'Count'],
    size: ['PublishSize', 'Bytes'],
  }),
  indicators: {
    events: 'deliveries',
    availability: { total: [{ metric: 'delivered' }, { metric: 'failed' }], bad: [{ metric: 'failed' }] },
    throughput: [{ metric: 'published' }],
  },
  graphs: [
    graph('Messages', [
      ['published', 'Sum', 'Published'],
      ['delivered', 'Sum', 'Delivered'],
      ['failed', 'Sum', 'Failed'],
    ]),
    graph('Filtered out', [
      ['filteredOut', 'Sum', 'By policy'],
      ['noAttributes', 'Sum', 'Without attributes'],
      ['invalidAttributes', 'Sum', 'With invalid attributes'],
    ]),
    graph('Message size', [['size', 'Average', 'Average']]),
  ],
  alarms: [
    {
      id: 'FailedNotifications',
      metric: 'failed',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} could not deliver a message to a subscriber.',
      reason:
        'For queues, functions, mail and phones SNS has given up, so the first one counts. For HTTP endpoints each ' +
        'failed try counts, which may yet succeed: therefore nobody is woken. SNS gathers metrics for up to five ' +
        'minutes. No data means no messages.',
      runbook: [
        'Check that the queues and functions that subscribe exist and that their policies allow the topic.',
        'Switch on delivery status logging if the subscriber is not found; remove dead endpoints.',
      ],
    },
  ],
};

/**
 * SNS subscription with a dead-letter queue (dimension set `deadLetter`), on the metrics of its topic.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export const SNS_SUBSCRIPTION: CatalogEntry<object> = {
  type: 'AWS::SNS::Subscription',
  title: 'SNS subscription with a dead-letter queue',
  family: 'messaging',
  resource: {
    when: (properties) => properties.has('RedrivePolicy.deadLetterTargetArn'),
    dimensions: { default: { TopicName: { of: 'Property TopicArn', split: ':', at: 5 } } },
    companion: { dimensionSet: 'deadLetter', arn: 'RedrivePolicy.deadLetterTargetArn', dimension: 'QueueName' },
  },
  sample: {
    properties: {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:orders',
      RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead' },
    },
  },
  metrics: {
    ...metricsOf('AWS/SNS', {
      redriven: ['NumberOfNotificationsRedrivenToDlq', 'Count'],
      undelivered: ['NumberOfNotificationsFailedToRedriveToDlq', 'Count'],
    }),
    ...metricsOf('AWS/SQS', { dead: ['ApproximateNumberOfMessagesVisible', 'Count', 'deadLetter'] }),
  },
  graphs: [
    graph('Given up', [
      ['redriven', 'Sum', 'Sent to a dead-letter queue'],
      ['undelivered', 'Sum', 'Not sent to a dead-letter queue'],
    ]),
    graph('Dead letters', [['dead', 'Maximum', 'Dead letters']]),
  ],
  alarms: [
    {
      id: 'DeadLetters',
      metric: 'dead',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: 1,
      ...ONE_MINUTE,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'The dead-letter queue of {resource} holds messages that did not reach the subscriber.',
      reason:
        'Each is work that stays undone until somebody acts, so the first one counts. An empty queue stops publishing ' +
        'after hours; missing data is an empty queue.',
      runbook: [
        'Read one dead letter and check that the subscriber exists and that its policy allows the topic.',
        'Mend the subscriber, then hand the dead letters to it.',
      ],
    },
    {
      id: 'DeadLetterErrors',
      metric: 'undelivered',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'A message for {resource} could not be sent to a dead-letter queue and is lost.',
      reason:
        'Both ways failed, so the message is lost and the first one counts; SNS gathers metrics for up to five minutes. ' +
        'No data means that nothing was given up.',
      runbook: ["Check that the queue's policy and its KMS key let sns.amazonaws.com send to it."],
    },
  ],
};
