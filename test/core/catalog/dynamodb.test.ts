import { DYNAMODB_ACCOUNT } from '../../../lib/core/catalog/dynamodb-account';
import { DYNAMODB_INDEX } from '../../../lib/core/catalog/dynamodb-index';
import { DYNAMODB_TABLE } from '../../../lib/core/catalog/dynamodb-table';
import { factsOfImported } from '../../../lib/core/catalog/locate';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { alarmsOf, describeEntry, idsOf, thresholdsOf } from './sample-alarms';

describeEntry(DYNAMODB_TABLE);
describeEntry(DYNAMODB_INDEX);
describeEntry(DYNAMODB_ACCOUNT);

test('warns of an on-demand table at 80 % of its maximum over a minute', () => {
  expect(thresholdsOf(DYNAMODB_TABLE, DYNAMODB_TABLE.sample.properties)).toEqual({
    ReadThrottles: 1,
    WriteThrottles: 1,
    ReadsNearMaximum: 4800,
    WritesNearMaximum: 2400,
  });
});

test('reads the maxima of a global table, on demand and with auto scaling', () => {
  const onDemand = {
    BillingMode: 'PAY_PER_REQUEST',
    WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 10 },
    ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 20 },
  };
  const scaling = {
    BillingMode: 'PROVISIONED',
    WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MaxCapacity: 30 } },
    Replicas: [{ ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: { MaxCapacity: 40 } } }],
  };
  expect(thresholdsOf(DYNAMODB_TABLE, onDemand)).toMatchObject({ ReadsNearMaximum: 960, WritesNearMaximum: 480 });
  expect(thresholdsOf(DYNAMODB_TABLE, scaling)).toMatchObject({ ReadsNearMaximum: 1920, WritesNearMaximum: 1440 });
});

test('does not take the limit of one replica for that of another', () => {
  const replica = { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 } };
  const table = (replicas: unknown[]) => ({ BillingMode: 'PAY_PER_REQUEST', Replicas: replicas });
  expect(thresholdsOf(DYNAMODB_TABLE, table([replica]))).toMatchObject({ ReadsNearMaximum: 240 });
  expect(idsOf(DYNAMODB_TABLE, table([replica, {}]))).toEqual(['ReadThrottles', 'WriteThrottles']);
});

test.each([
  ['provisioned capacity, where auto scaling starts', { ProvisionedThroughput: { ReadCapacityUnits: 5 } }],
  ['an on-demand table without a maximum', { BillingMode: 'PAY_PER_REQUEST' }],
  [
    'a maximum that is known at deploy only',
    {
      BillingMode: 'PAY_PER_REQUEST',
      OnDemandThroughput: { MaxReadRequestUnits: { Ref: 'Maximum' } },
    },
  ],
  [
    'a billing mode that is known at deploy only',
    {
      BillingMode: { Ref: 'Mode' },
      OnDemandThroughput: { MaxReadRequestUnits: 5 },
    },
  ],
])('knows no limit from %s', (_, properties) => {
  expect(idsOf(DYNAMODB_TABLE, properties)).toEqual(['ReadThrottles', 'WriteThrottles']);
});

test('watches the throttles of an imported table', () => {
  const resource = { label: 'Orders', namespace: 'Sightline', dimensions: { default: { TableName: 'orders' } } };
  const alarms = resolveAlarms(DYNAMODB_TABLE, { ...resource, facts: factsOfImported(DYNAMODB_TABLE) });
  expect(alarms.map(({ id }) => id)).toEqual(['ReadThrottles', 'WriteThrottles']);
});

test('watches each global secondary index on dimensions of its own', () => {
  const alarms = alarmsOf(DYNAMODB_INDEX, { GlobalSecondaryIndexes: [{ IndexName: 'a' }, { IndexName: 'b' }] });
  expect(alarms.map(({ id, metric }) => [id, metric.dimensions])).toEqual([
    ['ReadThrottles', { TableName: 'ref', GlobalSecondaryIndexName: 'a' }],
    ['WriteThrottles', { TableName: 'ref', GlobalSecondaryIndexName: 'a' }],
    ['ReadThrottles', { TableName: 'ref', GlobalSecondaryIndexName: 'b' }],
    ['WriteThrottles', { TableName: 'ref', GlobalSecondaryIndexName: 'b' }],
  ]);
  expect(alarmsOf(DYNAMODB_INDEX, {})).toEqual([]);
});
