import type { CatalogAlarm, CatalogEntry } from './entry';

const NAMESPACE = 'AWS/DynamoDB';

/**
 * DynamoDB table, on the dimension `TableName` alone. ThrottledRequests and SystemErrors are published per `Operation`
 * only: an alarm on the table alone would see no data for ever, so neither is here.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const DYNAMODB_TABLE: CatalogEntry<object> = {
  type: 'AWS::DynamoDB::Table',
  title: 'DynamoDB table',
  metrics: {
    readThrottles: { namespace: NAMESPACE, name: 'ReadThrottleEvents', unit: 'Count' },
    writeThrottles: { namespace: NAMESPACE, name: 'WriteThrottleEvents', unit: 'Count' },
    readCapacity: { namespace: NAMESPACE, name: 'ConsumedReadCapacityUnits', unit: 'Count' },
    writeCapacity: { namespace: NAMESPACE, name: 'ConsumedWriteCapacityUnits', unit: 'Count' },
  },
  graphs: [
    {
      title: 'Throttles',
      left: [
        { metric: 'readThrottles', statistic: 'Sum', label: 'Read throttles' },
        { metric: 'writeThrottles', statistic: 'Sum', label: 'Write throttles' },
      ],
    },
    {
      title: 'Consumed capacity',
      left: [
        { metric: 'readCapacity', statistic: 'Sum', label: 'Read units' },
        { metric: 'writeCapacity', statistic: 'Sum', label: 'Write units' },
      ],
    },
  ],
  alarms: [
    throttles('ReadThrottles', 'readThrottles', 'reads'),
    throttles('WriteThrottles', 'writeThrottles', 'writes'),
  ],
};

function throttles(id: string, metric: string, what: string): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic: 'Sum',
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    // CloudWatch ignores missing AWS/DynamoDB data unless told otherwise, and a table that is no longer throttled
    // publishes nothing: the alarm would never go back to OK.
    treatMissingData: 'notBreaching',
    severity: 'medium',
    role: 'ticket',
    summary: `{resource} throttles ${what}.`,
    reason:
      'Clients retry, so a short burst is slow but not lost: three minutes of five. The metric exists only while ' +
      'there are throttles, so missing data is good data.',
  };
}
