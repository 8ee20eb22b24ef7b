import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoTraceStore } from '../../../lib/adapters/aws/dynamo-trace-store';
import { MemoryTraceStore } from '../../../lib/adapters/memory/trace-store';
import { describeOnDynamoDbLocal } from '../../on-dynamodb-local';
import { illReport } from '../../view/traces/reports';
import { traceStoreContract } from '../trace-store-contract';

describe('in memory', () => traceStoreContract(() => new MemoryTraceStore()));

describeOnDynamoDbLocal('the store of traces', (engine) => {
  beforeAll(async () => {
    await engine.client().send(
      new CreateTableCommand({
        TableName: 'traces',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  }, 60_000);
  traceStoreContract(
    (analysis) =>
      new DynamoTraceStore({ client: engine.client(), tableName: 'traces', analysis, now: () => illReport().atMs }),
  );
});

describe('against the calls of the SDK', () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
  const dynamo = mockClient(client);
  const told: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: string, fields?: object) => void told.push({ message, ...fields }),
  };
  const { atMs } = illReport();
  const store = new DynamoTraceStore({
    client,
    tableName: 'traces',
    analysis: 'shop',
    retentionDays: 7,
    now: () => atMs,
    log,
  });

  beforeEach(() => {
    dynamo.reset();
    told.length = 0;
  });

  test('a report expires, the state does not', async () => {
    dynamo.on(PutCommand).resolves({});
    await store.writeReport(illReport());
    await store.writeState({ schemaVersion: 1, version: 1, lastAtMs: 0, edges: {}, deploys: [] });
    const [first, second] = dynamo.commandCalls(PutCommand).map(({ args: [{ input }] }) => input.Item);
    expect(first).toMatchObject({
      pk: 'TRACES#shop',
      sk: `AT#${atMs}`,
      schemaVersion: 1,
      expiresAt: atMs / 1_000 + 7 * 86_400,
    });
    expect(second).toMatchObject({ pk: 'TRACES#shop', sk: 'STATE', version: 1 });
    expect(second).not.toHaveProperty('expiresAt');
  });

  test('a state that cannot be read is started afresh, and said so', async () => {
    dynamo.on(GetCommand).resolves({ Item: { version: 41, document: '{"schemaVersion":' } });
    expect(await store.readState()).toEqual({ schemaVersion: 1, version: 41, lastAtMs: 0, edges: {}, deploys: [] });
    expect(told).toEqual([
      {
        message: 'the analysis starts afresh',
        problem: 'The stored state of the analysis is no JSON; delete it to start afresh',
      },
    ]);
  });

  test('a report that has expired and is still there is none', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [{ expiresAt: atMs / 1_000, document: '{}' }] });
    expect(await store.readLatest()).toBeUndefined();
  });

  test('a report that cannot be read is refused', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [{ expiresAt: atMs, document: '{"schemaVersion":1}' }] });
    await expect(store.readLatest()).rejects.toThrow('The stored report of the analysis is none');
  });
});
