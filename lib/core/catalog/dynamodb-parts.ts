import { graph, metricsOf } from './parts';

/** What a table and each of its indexes have alike. */
export const DYNAMODB_METRICS = metricsOf('AWS/DynamoDB', {
  readThrottles: ['ReadThrottleEvents', 'Count'],
  writeThrottles: ['WriteThrottleEvents', 'Count'],
  reads: ['ConsumedReadCapacityUnits', 'Count'],
  writes: ['ConsumedWriteCapacityUnits', 'Count'],
  provisionedReads: ['ProvisionedReadCapacityUnits', 'Count'],
  provisionedWrites: ['ProvisionedWriteCapacityUnits', 'Count'],
});

export const DYNAMODB_GRAPHS = [
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
];
