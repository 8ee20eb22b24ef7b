import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { clientOptions } from '../../../lib/adapters/aws/client-options';
import { DynamoIncidentStore } from '../../../lib/adapters/aws/incident-store';
import { timelineItem } from '../../../lib/core/incident/table-item';
import { entryOf, lockOf, outboxOf, T0 } from '../samples';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const dynamo = mockClient(client);
const store = new DynamoIncidentStore({ client, tableName: 'incidents', now: () => T0 });
const decision = { lock: lockOf(), timeline: [], outbox: [] };

beforeEach(() => dynamo.reset());

function cancelled(...codes: string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ $metadata: {}, message: codes.join(), CancellationReasons });
}

test.each([
  [['ConditionalCheckFailed', 'None']],
  [['None', 'TransactionConflict']],
  [['ThrottlingError', 'ConditionalCheckFailed']],
])('a transaction cancelled for %j is a conflict', async (codes) => {
  dynamo.on(TransactWriteCommand).rejects(cancelled(...codes));
  expect(await store.commit(decision)).toBe('conflict');
});

test.each([
  ['a cancellation for load', cancelled('ThrottlingError', 'None')],
  ['a cancellation for invalid content', cancelled('ValidationError')],
  ['a cancellation without reasons', new TransactionCanceledException({ $metadata: {}, message: 'none' })],
  ['a failed condition outside a transaction', new ConditionalCheckFailedException({ $metadata: {}, message: 'x' })],
  ['a lost connection', new Error('socket hang up')],
])('%s is thrown', async (_, error) => {
  dynamo.on(TransactWriteCommand).rejects(error);
  await expect(store.commit(decision)).rejects.toBe(error);
});

test('failures of other writes are thrown too', async () => {
  dynamo.onAnyCommand().rejects(new Error('AccessDenied'));
  await expect(store.appendTimeline(entryOf())).rejects.toThrow('AccessDenied');
  await expect(store.lease(outboxOf(), T0, T0 + 1)).rejects.toThrow('AccessDenied');
  await expect(store.settle(outboxOf(), { status: 'sent', providerId: 'm' })).rejects.toThrow('AccessDenied');
  await expect(store.listDue(T0, 1)).rejects.toThrow('AccessDenied');
});

test('reads by key are consistent, and so is the timeline', async () => {
  dynamo.onAnyCommand().resolves({});
  await store.readLock('checkout|prod');
  await store.readIncident('i-1');
  await store.readTimeline('i-1');
  expect(dynamo.commandCalls(GetCommand).map((call) => call.args[0].input.ConsistentRead)).toEqual([true, true]);
  expect(dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input.ConsistentRead)).toEqual([true]);
});

test('a page that holds nothing but expired items is not the end', async () => {
  const item = timelineItem(entryOf(), (text) => text);
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [{ ...item, ttl: 1 }], LastEvaluatedKey: { pk: item.pk, sk: item.sk } })
    .resolves({ Items: [item] });
  expect(await store.readTimeline('i-1')).toEqual([entryOf()]);
});

test('clients give up after 3 s an attempt and 3 attempts, whatever the environment says', async () => {
  const { AWS_MAX_ATTEMPTS } = process.env;
  process.env.AWS_MAX_ATTEMPTS = '10';
  const real = new DynamoDBClient({ region: 'eu-west-1', ...clientOptions() });
  expect(await real.config.maxAttempts()).toBe(3);
  await expect(
    new DynamoDBClient({ region: 'eu-west-1', ...clientOptions({ maxAttempts: 2 }) }).config.maxAttempts(),
  ).resolves.toBe(2);
  expect(clientOptions().requestHandler).toEqual({
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  });
  if (AWS_MAX_ATTEMPTS === undefined) delete process.env.AWS_MAX_ATTEMPTS;
  else process.env.AWS_MAX_ATTEMPTS = AWS_MAX_ATTEMPTS;
});
