import { ConditionalCheckFailedException, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoSloStore } from '../../../lib/adapters/aws/dynamo-slo-store';
import type { OverallCompliance, SloMeasurement, SloState } from '../../../lib/core/slo/measurement';
import { readMeasurement, readOverallCompliance, readSloState } from '../../../lib/core/slo/read-measurement';
import { describeOnDynamoDbLocal } from '../../on-dynamodb-local';
import { sloStoreContract } from '../slo-store-contract';

const T0 = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;
const SLO = 'checkout/prod/Availability';

function measurement(changes: Partial<SloMeasurement> = {}): SloMeasurement {
  return {
    schemaVersion: 1,
    slo: SLO,
    atMs: T0,
    status: 'at_risk',
    total: 1_000_000,
    bad: 900,
    sli: 0.9991,
    budgetEvents: 1_000,
    budgetRemaining: 0.1,
    budgetRemainingEvents: 100,
    budgetRemainingMinutes: 4.32,
    burnRates: { '5m': 0, '1h': 14.4, '3d': 1e-9 },
    firing: ['page_fast'],
    violations24h: 2,
    projection: { minutesLeft: 1_440, total: 2, bad: 1, sli: 0.5, budgetRemaining: -499, usedOfProjected: 0.25 },
    hoursToExhaustion: 3.2,
    ...changes,
  };
}

function state(changes: Partial<SloState> = {}): SloState {
  const raised = { 'budget-exhausted': T0, 'burning-fast': T0 - 300_000 };
  return { schemaVersion: 1, slo: SLO, version: 1, lastAtMs: T0, raised, slicesUntilMs: T0 - 1, ...changes };
}

const overall = (changes: Partial<OverallCompliance> = {}): OverallCompliance => {
  const counts = { compliant: 19, withData: 20, noData: 1, share: 0.95, weightedShare: 0.9 };
  return { schemaVersion: 1, atMs: T0, ...counts, ...changes };
};

describe('readers of what was stored', () => {
  test.each([
    ['a measurement', readMeasurement, measurement()],
    ['a measurement with nothing optional', readMeasurement, withoutOptional()],
    ['a state', readSloState, state()],
    ['an overall compliance', readOverallCompliance, overall()],
  ] as const)('give back %s, without what they do not know', (_, read, value) => {
    expect(read('It', { ...value, pk: 'P', sk: 'S', expiresAt: 1, mood: 'new' })).toEqual(value);
  });

  test.each([
    [{ schemaVersion: 2 }, 'It has schemaVersion 2, this code reads up to 1'],
    [{ schemaVersion: '1' }, "It: 'schemaVersion' must be an integer of at least 1"],
    [{ status: 'fine' }, "'status' must be one of compliant, at_risk, violated, no_data"],
    [{ total: undefined }, "'total' must be a finite number, got undefined"],
    [{ sli: 'NaN' }, '\'sli\' must be a finite number, got "NaN"'],
    [{ atMs: 0.5 }, "'atMs' must be epoch milliseconds"],
    [{ burnRates: null }, "'burnRates' must be an object"],
    [{ burnRates: { '1h': {} } }, "'burnRates.1h' must be a finite number"],
    [{ firing: [1] }, "'firing' must be a list of texts"],
    [{ firing: 'page_fast' }, "'firing' must be a list of texts"],
    [{ projection: [] }, "'projection' must be an object"],
  ])('refuse %j and say what is wrong', (changes, message) => {
    expect(() => readMeasurement('It', { ...measurement(), ...changes })).toThrow(message);
  });
});

describe('against the calls of the SDK', () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
  const dynamo = mockClient(client);
  const waits: number[] = [];
  const store = new DynamoSloStore({
    client,
    tableName: 'slos',
    evaluation: 'shop',
    now: () => T0,
    maxTries: 3,
    random: () => 1,
    sleep: async (ms) => void waits.push(ms),
  });
  const written = () =>
    dynamo.commandCalls(BatchWriteCommand).map((call) => call.args[0].input.RequestItems?.slos ?? []);

  beforeEach(() => {
    dynamo.reset();
    waits.length = 0;
  });

  test('measurements are put 25 a request, each moment once', async () => {
    dynamo.on(BatchWriteCommand).resolves({});
    const many = Array.from({ length: 60 }, (_, index) => measurement({ atMs: T0 + index * 300_000 }));
    await store.writeMeasurements([...many, measurement({ bad: 7 })]);
    expect(written().map((requests) => requests.length)).toEqual([25, 25, 10]);
    expect(written()[0]?.[0]?.PutRequest?.Item).toMatchObject({
      pk: `SLO#${SLO}`,
      sk: `AT#${T0}`,
      bad: 7,
      expiresAt: (T0 + 400 * DAY_MS) / 1_000,
    });
  });

  test('nothing is asked for nothing', async () => {
    await store.writeMeasurements([]);
    expect(await store.readLatest([])).toEqual([]);
    expect(await store.readMeasurements(SLO, { startMs: T0, endMs: T0 })).toEqual([]);
    expect(dynamo.calls()).toEqual([]);
  });

  test('items that DynamoDB did not get to are put again', async () => {
    const left = { slos: [{ PutRequest: { Item: { pk: 'p', sk: 's' } } }] };
    dynamo.on(BatchWriteCommand).resolvesOnce({ UnprocessedItems: left }).resolves({ UnprocessedItems: {} });
    await store.writeMeasurements([measurement(), measurement({ atMs: T0 + 1 })]);
    expect(written()[1]).toEqual(left.slos);
    expect(waits).toEqual([500]);
  });

  test('it throws how many were not stored', async () => {
    const left = { slos: [{ PutRequest: { Item: { pk: 'p', sk: 's' } } }] };
    dynamo.on(BatchWriteCommand).resolves({ UnprocessedItems: left });
    const write = store.writeMeasurements([measurement(), measurement({ atMs: T0 + 1 })]);
    await expect(write).rejects.toThrow('DynamoDB did not store 1 of 2 items in 3 tries: it throttles');
  });

  test('numbers that DynamoDB refuses cost only themselves', async () => {
    dynamo.on(BatchWriteCommand).resolves({});
    const burnRates = { '5m': Number.NaN, '1h': Number.POSITIVE_INFINITY, '6h': 5e-324, '1d': -1e300, '3d': 2 };
    await store.writeMeasurements([measurement({ burnRates, sli: undefined as never })]);
    const item = written()[0]?.[0]?.PutRequest?.Item;
    expect(item?.burnRates).toStrictEqual({ '6h': 0, '3d': 2 });
    expect(item).not.toHaveProperty('sli');
  });

  test('a refused write of a state is a conflict, unless it was refused for our own', async () => {
    const refused = (writeId: unknown) =>
      new ConditionalCheckFailedException({ $metadata: {}, message: 'x', Item: { writeId: { S: writeId as string } } });
    dynamo.on(PutCommand).rejectsOnce(refused('other'));
    expect(await store.writeState(state())).toBe('conflict');
    dynamo.on(PutCommand).callsFake(({ Item }) => Promise.reject(refused(Item.writeId)));
    expect(await store.writeState(state())).toBe('committed');
    dynamo.on(PutCommand).rejects(new Error('socket hang up'));
    await expect(store.writeState(state())).rejects.toThrow('socket hang up');
  });

  test('reads are consistent', async () => {
    dynamo.onAnyCommand().resolves({});
    await store.readState(SLO);
    await store.readLatest([SLO]);
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });
});

describeOnDynamoDbLocal('SLO store', (engine) => {
  let tables = 0;

  const create = async (retentionDays?: number) => {
    const TableName = `slos-${tables++}`;
    const client = engine.client();
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    const clock = { nowMs: T0 };
    const warnings: unknown[] = [];
    const log = {
      info: () => undefined,
      warn: (_: string, fields: unknown) => void warnings.push(fields),
      error: () => undefined,
    };
    const options = { client, tableName: TableName, now: () => clock.nowMs, retentionDays, log };
    const store = new DynamoSloStore({ ...options, evaluation: 'shop' });
    const other = new DynamoSloStore({ ...options, evaluation: 'other' });
    const plant = (Item: Record<string, unknown>) =>
      DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName, Item }));
    return { store, other, clock, warnings, plant };
  };

  sloStoreContract(async () => (await create()).store);

  test('a span without bounds is that of all times', async () => {
    const { store } = await create();
    await store.writeMeasurements([measurement(), measurement({ atMs: T0 - DAY_MS })]);
    const all = { startMs: Number.NEGATIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };
    expect(await store.readMeasurements(SLO, all)).toHaveLength(2);
  });

  test('more than a page of measurements is read whole', async () => {
    const { store } = await create();
    // DynamoDB answers 1 MB a page; a measurement has about half a kilobyte.
    const many = Array.from({ length: 3_000 }, (_, index) => measurement({ atMs: T0 + index * 300_000 }));
    await store.writeMeasurements(many);
    expect(await store.readMeasurements(SLO, { startMs: T0, endMs: T0 + 3_000 * 300_000 })).toEqual(many);
  }, 30_000);

  test('the latest is that of each objective that has one', async () => {
    const { store } = await create();
    const slos = Array.from({ length: 45 }, (_, index) => `s${index}`);
    await store.writeMeasurements(
      slos.flatMap((slo, index) => [0, index + 1].map((late) => measurement({ slo, atMs: T0 + late }))),
    );
    const latest = await store.readLatest([...slos, 'nobody', 's0']);
    expect(latest.map(({ slo, atMs }) => [slo, atMs - T0])).toEqual(slos.map((slo, index) => [slo, index + 1]));
  });

  test('the overall compliance is that of the evaluation', async () => {
    const { store, other } = await create();
    await store.writeOverall(overall());
    await store.writeOverall(overall({ atMs: T0 + 300_000, share: undefined as never }));
    await other.writeOverall(overall({ atMs: T0 + 600_000 }));
    const { share, ...rest } = overall({ atMs: T0 + 300_000 });
    expect(await store.readOverall({ startMs: T0, endMs: T0 + DAY_MS })).toEqual([overall(), rest]);
  });

  test('what is expired is gone, though it is still stored', async () => {
    const { store, clock } = await create(30);
    await store.writeState(state());
    await store.writeMeasurements([measurement(), measurement({ atMs: T0 + DAY_MS })]);
    const span = { startMs: 0, endMs: T0 + 100 * DAY_MS };
    clock.nowMs = T0 + 30 * DAY_MS - 1;
    expect(await store.readMeasurements(SLO, span)).toHaveLength(2);
    expect(await store.readState(SLO)).toEqual(state());
    clock.nowMs = T0 + 30 * DAY_MS;
    expect(await store.readMeasurements(SLO, span)).toEqual([measurement({ atMs: T0 + DAY_MS })]);
    expect(await store.readState(SLO)).toBeUndefined();
    expect(await store.writeState(state({ lastAtMs: T0 + 1 }))).toBe('committed');
    clock.nowMs = T0 + 31 * DAY_MS;
    expect(await store.readLatest([SLO])).toEqual([]);
  });

  test('a measurement that cannot be read is left out and logged, and the one before it is the latest', async () => {
    const { store, plant, warnings } = await create();
    await store.writeMeasurements([measurement()]);
    const key = (ms: number) => ({ pk: `SLO#${SLO}`, sk: `AT#${ms}` });
    await plant({ ...measurement({ schemaVersion: 2, atMs: T0 + 1 }), ...key(T0 + 1) });
    await plant({ ...key(T0 + 2), nonsense: true });
    expect(await store.readMeasurements(SLO, { startMs: T0, endMs: T0 + 10 })).toEqual([measurement()]);
    expect(await store.readLatest([SLO])).toEqual([measurement()]);
    expect(JSON.stringify(warnings)).toContain(`The item SLO#${SLO} AT#${T0 + 1} has schemaVersion 2`);
  });

  test('a state of a newer version is refused, not overwritten', async () => {
    const { store, plant } = await create();
    await plant({ ...state({ schemaVersion: 2, version: 5 }), pk: `SLO#${SLO}`, sk: 'STATE' });
    await expect(store.readState(SLO)).rejects.toThrow(`The stored state of '${SLO}' has schemaVersion 2`);
    expect(await store.writeState(state())).toBe('conflict');
  });
});

function withoutOptional(): SloMeasurement {
  const { sli, projection, hoursToExhaustion, ...rest } = measurement({ burnRates: {}, firing: [], status: 'no_data' });
  return rest;
}
