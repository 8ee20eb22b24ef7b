import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createErrorTable } from '../../../bench/errors/create-table';
import { DynamoErrorStore } from '../../../lib/adapters/aws/dynamo-error-store';
import { countTimes } from '../../../lib/core/error/counts';
import { errorFromItem, errorItem } from '../../../lib/core/error/item';
import { errorKey } from '../../../lib/core/error/table';
import { newError } from '../../../lib/core/error/tracked-error';
import { describeOnDynamoDbLocal } from '../../on-dynamodb-local';
import { errorStoreContract, newTally, numberOf, T0 } from '../error-store-contract';

describe('stored errors', () => {
  const item = errorItem({ ...newError(newTally()), version: 1 }, 7);

  test.each([
    [{ schemaVersion: 2 }, "'schemaVersion' is missing or not as expected, got 2"],
    [{ version: '1' }, "'version' is missing"],
    [{ count: undefined }, "'count' is missing"],
    [{ status: 'fine' }, '\'status\' is missing or not as expected, got "fine"'],
    [{ operations: [1] }, "'operations' is missing"],
    [{ raised: [] }, "'raised' is missing"],
    [{ pending: {} }, "'pending' is missing"],
  ])('with %j are refused', (changes, message) => {
    expect(() => errorFromItem({ ...item, ...changes })).toThrow(message);
  });

  test('with attributes that are not known are read without them', () => {
    expect(errorFromItem({ ...item, mood: 'new', mZ: 3, raised: { tired: 1, spike: 2 } })).toEqual({
      ...errorFromItem(item),
      raised: { spike: 2 },
    });
  });
});

describeOnDynamoDbLocal('the error store', (engine) => {
  const TableName = 'errors';
  let nowMs = T0;
  const open = () => new DynamoErrorStore({ client: engine.client(), tableName: TableName, now: () => nowMs });
  beforeAll(() => createErrorTable(engine.client(), TableName));

  errorStoreContract(async () => open());

  test('lists of batches stay short whatever comes, and an error lives from its last batch on', async () => {
    const tally = newTally();
    const store = open();
    await store.create({ ...newError(tally), version: 1 }, 2);
    for (let index = 0; index < 200; index += 1) await store.add({ ...tally, batch: numberOf(index) });
    const { Item } = await DynamoDBDocumentClient.from(engine.client()).send(
      new GetCommand({ TableName, Key: errorKey(tally) }),
    );
    for (const list of [Item?.seen0, Item?.seen1]) {
      expect(list.length).toBeGreaterThanOrEqual(10);
      expect(list.length).toBeLessThanOrEqual(20);
    }
    expect(Item?.expiresAt).toBe(T0 / 1_000 + 90 * 86_400);
  });

  test('what is expired is not read, and what cannot be read does not hide the others', async () => {
    const store = open();
    const tally = newTally();
    await store.create({ ...newError(tally), version: 1 }, 2);
    const documents = DynamoDBDocumentClient.from(engine.client());
    const broken = { ...errorKey({ ...tally, fingerprint: 'broken' }), schemaVersion: 99 };
    await documents.send(new PutCommand({ TableName, Item: broken }));
    expect((await store.list(tally)).map(({ fingerprint }) => fingerprint)).toEqual([tally.fingerprint]);
    nowMs = T0 + 91 * 86_400_000;
    expect(await store.list(tally)).toEqual([]);
    expect(await store.read(tally)).toBeUndefined();
    nowMs = T0;
  });

  test('a batch over all that is kept fits into one expression', async () => {
    const store = open();
    const tally = newTally();
    await store.create({ ...newError(tally), version: 1 }, 2);
    const times = Array.from({ length: 800 }, (_, index) => T0 - (index < 20 ? index * 60_000 : index * 3_600_000));
    const counted = await store.add({ ...tally, batch: 4, count: 800, counts: countTimes(times.slice(0, 60)) });
    expect(counted).toMatchObject({ outcome: 'counted', error: { count: 801 } });
  });
});
