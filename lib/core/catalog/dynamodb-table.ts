import { type DynamoDbTableFacts, dynamoDbFactsOf, nearMaximum } from './dynamodb-capacity';
import { DYNAMODB_GRAPHS, DYNAMODB_METRICS } from './dynamodb-parts';
import { throttles } from './dynamodb-throttles';
import type { CatalogEntry } from './entry';
import { graph, metricsOf } from './parts';

/**
 * DynamoDB table. SystemErrors, ThrottledRequests and latency are published per `Operation` only, UserErrors for the
 * account only: an alarm on `TableName` alone would see no data for ever. Provisioned capacity that a template states
 * is where auto scaling starts, not a limit; whether a table scales is said by other resources. So the limits here are
 * the maxima of on-demand tables and of auto scaling; the throttles tell where any other capacity ends.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const DYNAMODB_TABLE: CatalogEntry<DynamoDbTableFacts> = {
  type: 'AWS::DynamoDB::Table',
  title: 'DynamoDB table',
  family: 'database',
  resource: {
    alsoTypes: ['AWS::DynamoDB::GlobalTable'],
    dimensions: { default: { TableName: 'Ref' } },
    imported: { marker: 'grantTableListStreams', dimensions: { TableName: 'tableName' } },
    facts: dynamoDbFactsOf,
  },
  sample: {
    properties: {
      BillingMode: 'PAY_PER_REQUEST',
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 50 },
    },
  },
  metrics: {
    ...DYNAMODB_METRICS,
    ...metricsOf('AWS/DynamoDB', {
      conditionsFailed: ['ConditionalCheckFailedRequests', 'Count'],
      conflicts: ['TransactionConflict', 'Count'],
      expired: ['TimeToLiveDeletedItemCount', 'Count'],
    }),
  },
  graphs: [
    ...DYNAMODB_GRAPHS,
    graph('Conflicts', [
      ['conditionsFailed', 'Sum', 'Failed conditions'],
      ['conflicts', 'Sum', 'Transaction conflicts'],
    ]),
    graph('Expired items', [['expired', 'Sum', 'Deleted by TTL']]),
  ],
  alarms: [
    throttles('ReadThrottles', 'readThrottles', 'reads'),
    throttles('WriteThrottles', 'writeThrottles', 'writes'),
    nearMaximum('ReadsNearMaximum', 'reads', 'read', ({ maxReads }) => maxReads),
    nearMaximum('WritesNearMaximum', 'writes', 'write', ({ maxWrites }) => maxWrites),
  ],
};
