import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { clientOptions } from '../../../lib/adapters/aws/client-options';
import { DynamoIncidentStore } from '../../../lib/adapters/aws/incident-store';
import { incidentItem } from '../../../lib/core/incident/item/incident-item';
import { lockItem, memberItem } from '../../../lib/core/incident/item/lock-item';
import { timelineItem } from '../../../lib/core/incident/item/timeline-item';
import type { TableItem } from '../../../lib/core/incident/table';
import { entryOf, incidentOf, lockOf, memberOf, outboxOf, T0, timerOf, writeOf } from '../samples';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const dynamo = mockClient(client);
const waits: number[] = [];
const store = new DynamoIncidentStore({
  client,
  tableName: 'incidents',
  now: () => T0,
  sleep: async (ms) => void waits.push(ms),
  random: () => 1,
});
const decision = writeOf({ lock: lockOf() });
const plainKey = (text: string) => text;

beforeEach(() => {
  dynamo.reset();
  waits.length = 0;
});

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
  await expect(store.writeBreaker('oncall', undefined)).rejects.toThrow('AccessDenied');
  await expect(store.readGroup('checkout|prod', ['a'])).rejects.toThrow('AccessDenied');
  await expect(store.forgetPerson('alice', 'somebody')).rejects.toThrow('AccessDenied');
});

test('reads by key are consistent, and so are timeline and outbox', async () => {
  dynamo.onAnyCommand().resolves({});
  await store.readGroup('checkout|prod', ['a']);
  await store.readIncident('i-1');
  await store.readTimer(timerOf());
  await store.isUsed('t-1');
  await store.readTimeline('i-1');
  await store.listOutbox('i-1');
  expect(dynamo.commandCalls(GetCommand).map((call) => call.args[0].input.ConsistentRead)).toEqual(Array(4).fill(true));
  expect(dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input.ConsistentRead)).toEqual([true, true]);
  expect(dynamo.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.incidents?.ConsistentRead).toBe(true);
});

test('a group is read from its lock down: whoever changes it afterwards raises a version that was read', async () => {
  dynamo.on(GetCommand).resolves({ Item: lockItem(lockOf(), T0, plainKey) });
  dynamo
    .on(GetCommand, { Key: { pk: 'INC#i-1', sk: 'META' } })
    .resolves({ Item: incidentItem(incidentOf(), T0, plainKey) });
  dynamo.on(BatchGetCommand).resolves({});
  await store.readGroup('checkout|prod', ['a']);
  const [lock, ...rest] = dynamo.calls().map(({ args }) => args[0]);
  expect(lock?.input).toMatchObject({ Key: { sk: 'LOCK' } });
  expect(rest).toHaveLength(2);
});

test('without members to ask for, no batch is asked', async () => {
  dynamo.onAnyCommand().resolves({});
  await store.readGroup('checkout|prod', []);
  expect(dynamo.commandCalls(BatchGetCommand)).toHaveLength(0);
});

describe('members that DynamoDB did not get to', () => {
  const names = Array.from({ length: 130 }, (_, index) => `m-${index}`);
  const item = (member: string): TableItem => memberItem(memberOf({ member }), T0, plainKey);

  test('are asked for again, after a pause that grows', async () => {
    dynamo.on(GetCommand).resolves({});
    let answers = 0;
    dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => {
      const keys: { pk: string; sk: string }[] = RequestItems.incidents.Keys;
      expect(keys.length).toBeLessThanOrEqual(100);
      answers += 1;
      // The first chunk is answered key by key, two in all; then all at once.
      const got = answers > 4 ? keys : keys.slice(0, 1);
      const left = keys.slice(got.length);
      return {
        Responses: { incidents: got.map(({ sk }) => item(sk.slice('MEM#'.length))) },
        ...(left.length > 0 && { UnprocessedKeys: { incidents: { Keys: left, ConsistentRead: true } } }),
      };
    });
    const { members } = await store.readGroup('checkout|prod', names);
    expect([...members.keys()].sort()).toEqual([...names].sort());
    expect(waits).toEqual([500, 500, 1_000, 1_000]);
    for (const { args } of dynamo.commandCalls(BatchGetCommand)) {
      expect(args[0].input.RequestItems?.incidents?.ConsistentRead).toBe(true);
    }
  });

  test('are an error after five tries: a decision must not be taken without them', async () => {
    dynamo.on(GetCommand).resolves({});
    dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
    await expect(store.readGroup('checkout|prod', ['a', 'b'])).rejects.toThrow(
      'DynamoDB did not read 2 of 2 items in 5 tries: it throttles',
    );
    expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
  });
});

describe('a person is forgotten', () => {
  const entry = timelineItem(entryOf({ actor: { type: 'user', id: 'alice' } }), plainKey);
  const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'x' });
  const busy = new TransactionConflictException({ $metadata: {}, message: 'x' });

  test.each([
    ['was changed in between', refused],
    ['is part of a transaction that is under way', busy],
  ])('also where an item %s', async (_, error) => {
    dynamo.on(ScanCommand).resolves({ Items: [entry] });
    dynamo.on(UpdateCommand).rejectsOnce(error).resolves({});
    dynamo.on(GetCommand).resolves({ Item: { ...entry, data: 'changed' } });
    expect(await store.forgetPerson('alice', 'somebody')).toBe(1);
    const [, again] = dynamo.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
    expect(Object.values(again?.ExpressionAttributeValues ?? {})).toEqual([
      { type: 'user', id: 'somebody' },
      'changed',
    ]);
  });

  test('unless DynamoDB has deleted the item by then', async () => {
    dynamo.on(ScanCommand).resolves({ Items: [entry] });
    dynamo.on(UpdateCommand).rejects(refused);
    dynamo.on(GetCommand).resolves({});
    expect(await store.forgetPerson('alice', 'somebody')).toBe(0);
  });

  test('or the failure is told: an item that never stands still is named', async () => {
    dynamo.on(ScanCommand).resolves({ Items: [entry] });
    dynamo.on(UpdateCommand).rejects(refused);
    dynamo.on(GetCommand).resolves({ Item: entry });
    await expect(store.forgetPerson('alice', 'somebody')).rejects.toThrow(`Item '${entry.pk}' / '${entry.sk}' of the`);
  });
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
