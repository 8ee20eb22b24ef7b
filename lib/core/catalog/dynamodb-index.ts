import { DYNAMODB_GRAPHS, DYNAMODB_METRICS } from './dynamodb-parts';
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
  metrics: {
    ...DYNAMODB_METRICS,
    ...metricsOf('AWS/DynamoDB', {
      backfill: ['OnlineIndexPercentageProgress', 'Count'],
      backfillThrottles: ['OnlineIndexThrottleEvents', 'Count'],
    }),
  },
  graphs: [
    ...DYNAMODB_GRAPHS,
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
