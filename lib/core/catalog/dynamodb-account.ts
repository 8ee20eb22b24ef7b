import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, FIVE_OF_FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';

/**
 * DynamoDB of an account and Region: metrics without dimensions.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const DYNAMODB_ACCOUNT: CatalogEntry<object> = {
  type: 'Sightline::DynamoDbAccount',
  title: 'DynamoDB account',
  family: 'database',
  sample: { dimensions: { default: {} }, facts: {} },
  metrics: metricsOf('AWS/DynamoDB', {
    userErrors: ['UserErrors', 'Count'],
    readQuota: ['AccountProvisionedReadCapacityUtilization', 'Percent'],
    writeQuota: ['AccountProvisionedWriteCapacityUtilization', 'Percent'],
    highestReads: ['MaxProvisionedTableReadCapacityUtilization', 'Percent'],
    highestWrites: ['MaxProvisionedTableWriteCapacityUtilization', 'Percent'],
    readsOfOneTable: ['AccountMaxTableLevelReads', 'Count'],
    writesOfOneTable: ['AccountMaxTableLevelWrites', 'Count'],
  }),
  graphs: [
    graph('Requests refused as invalid', [['userErrors', 'Sum', 'HTTP 400']]),
    graph('Provisioned capacity of quota', [
      ['readQuota', 'Maximum', 'Reads, account'],
      ['writeQuota', 'Maximum', 'Writes, account'],
      ['highestReads', 'Maximum', 'Reads, highest table'],
      ['highestWrites', 'Maximum', 'Writes, highest table'],
    ]),
    graph('Most that one table may use', [
      ['readsOfOneTable', 'Maximum', 'Read units'],
      ['writesOfOneTable', 'Maximum', 'Write units'],
    ]),
  ],
  alarms: [
    {
      id: 'UserErrors',
      metric: 'userErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 10,
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'DynamoDB refuses {threshold} or more requests a minute of {resource} as invalid (HTTP 400).',
      reason:
        'Throttles and failed conditions are not counted here: these are wrong parameters, missing tables or bad ' +
        'signatures, which no retry mends. Ten in each of five minutes leave single mistakes of people out. Nothing is ' +
        'published while there are none.',
      runbook: [
        'Look in the logs of what was deployed last for ValidationException and ResourceNotFoundException.',
        'The metric has no dimensions: if the logs are silent, find the caller in CloudTrail data events.',
      ],
    },
    nearQuota('ReadCapacityNearQuota', 'readQuota', 'read'),
    nearQuota('WriteCapacityNearQuota', 'writeQuota', 'write'),
  ],
};

function nearQuota(id: string, metric: string, what: string): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 80,
    ...FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: `Provisioned ${what} capacity of all DynamoDB tables of {resource} is at {threshold} of the quota or more.`,
    reason:
      'At the quota, tables no longer scale and none can be made; 80 % leaves time for a quota increase. Capacity that ' +
      'is provisioned does not jump back and forth: one period of five minutes. On-demand tables publish nothing.',
    runbook: [
      'Look which tables have grown; lower what is provisioned for nothing or make it on-demand.',
      'Ask for a higher quota in Service Quotas.',
    ],
  };
}
