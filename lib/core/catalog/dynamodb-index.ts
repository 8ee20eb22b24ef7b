import { throttles } from './dynamodb-throttles';
import type { CatalogEntry } from './entry';
import { graph, metricsOf } from './parts';

/**
 * Global secondary index: has capacity and throttles of its own, and throttled index writes throttle the table's.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html
 */
export const DYNAMODB_INDEX: CatalogEntry<object> = {
  type: 'AWS::DynamoDB::Table',
  title: 'DynamoDB global secondary index',
  family: 'database',
  resource: {
    alsoTypes: ['AWS::DynamoDB::GlobalTable'],
    dimensions: { default: { TableName: 'Ref', GlobalSecondaryIndexName: 'Item IndexName' } },
    each: { list: 'GlobalSecondaryIndexes', name: 'IndexName' },
    facts: () => ({}),
  },
  sample: { properties: { GlobalSecondaryIndexes: [{ IndexName: 'by-customer' }] } },
  metrics: metricsOf('AWS/DynamoDB', {
    readThrottles: ['ReadThrottleEvents', 'Count'],
    writeThrottles: ['WriteThrottleEvents', 'Count'],
    reads: ['ConsumedReadCapacityUnits', 'Count'],
    writes: ['ConsumedWriteCapacityUnits', 'Count'],
    provisionedReads: ['ProvisionedReadCapacityUnits', 'Count'],
    provisionedWrites: ['ProvisionedWriteCapacityUnits', 'Count'],
    backfill: ['OnlineIndexPercentageProgress', 'Count'],
    backfillThrottles: ['OnlineIndexThrottleEvents', 'Count'],
  }),
  graphs: [
    graph('Throttles', [
      ['readThrottles', 'Sum', 'Read throttles'],
      ['writeThrottles', 'Sum', 'Write throttles'],
    ]),
    graph(
      'Capacity',
      [
        ['reads', 'Sum', 'Read units consumed'],
        ['writes', 'Sum', 'Write units consumed'],
      ],
      [
        ['provisionedReads', 'Average', 'Read units a second provisioned'],
        ['provisionedWrites', 'Average', 'Write units a second provisioned'],
      ],
    ),
    graph(
      'Backfill of a new index',
      [['backfillThrottles', 'Sum', 'Throttles']],
      [['backfill', 'Maximum', 'Per cent done']],
    ),
  ],
  alarms: [
    throttles('ReadThrottles', 'readThrottles', 'reads'),
    throttles('WriteThrottles', 'writeThrottles', 'writes, and its table with it'),
  ],
};
