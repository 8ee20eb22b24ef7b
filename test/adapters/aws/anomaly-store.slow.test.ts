import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoAnomalyStore } from '../../../lib/adapters/aws/dynamo-anomaly-store';
import { describeOnDynamoDbLocal } from '../../on-dynamodb-local';
import { anomalyStoreContract } from '../anomaly-store-contract';

const NOW = Date.UTC(2026, 10, 21);

describeOnDynamoDbLocal('anomalies', (engine) => {
  let tables = 0;
  const warnings: unknown[] = [];
  const log = { info: () => {}, warn: (_: string, fields?: object) => void warnings.push(fields), error: () => {} };

  const open = async (now = () => NOW) => {
    tables += 1;
    const tableName = `anomalies-${tables}`;
    await engine.client().send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    return { tableName, store: new DynamoAnomalyStore({ tableName, client: engine.client(), now, log }) };
  };

  anomalyStoreContract(async () => (await open()).store);

  test('keeps of a page that is too large what fits, the smallest states first', async () => {
    const { store } = await open();
    const state = (bytes: number) => ({
      ...{ untilMs: NOW, lastPointMs: NOW, deployMs: 0, detector: new Uint8Array(bytes) },
    });
    const series = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`s/e/${index}`, state(200 * index)]));
    warnings.length = 0;
    expect(await store.writePage({ page: 7, atMs: NOW, series: { large: state(300_000), ...series } })).toBe(
      'committed',
    );
    const [kept] = await store.readPages([7]);
    expect(Object.keys(kept?.series ?? {}).sort()).toEqual(Object.keys(series).sort());
    expect(warnings).toEqual([{ page: 7, leftOut: 1 }]);
    warnings.length = 0;
  });

  test('leaves out what cannot be read or has expired, and says what', async () => {
    let nowMs = NOW;
    const { store, tableName } = await open(() => nowMs);
    const page = {
      page: 1,
      atMs: NOW,
      series: { 'a/b/c': { untilMs: NOW, lastPointMs: 0, deployMs: 0, detector: 'text' } },
    };
    const put = (Item: Record<string, unknown>) =>
      DynamoDBDocumentClient.from(engine.client()).send(new PutCommand({ TableName: tableName, Item }));
    await put({ pk: 'PAGE#1', sk: 'STATE', schemaVersion: 1, ...page });
    await put({ pk: 'PAGE#2', sk: 'STATE', schemaVersion: 99, page: 2, atMs: NOW, series: {} });
    await put({ pk: 'TOLD', sk: 'a/b/c', schemaVersion: 1, series: 'a/b/c', version: 1, sinceMs: NOW, raised: [] });
    await store.writePage({ page: 3, atMs: NOW, series: {} });
    expect((await store.readPages([1, 2, 3])).map((one) => one.page)).toEqual([3]);
    expect(await store.readTold()).toEqual([]);
    expect(warnings).toEqual([
      { problem: expect.stringContaining('\'detector\' must be bytes, got "text"') },
      { problem: expect.stringContaining('schemaVersion 99, this code reads up to 1') },
      { problem: expect.stringContaining("'raised' must be an object, got a list of 0") },
    ]);
    nowMs += 64 * 86_400_000;
    expect(await store.readPages([3])).toEqual([]);
    // A page that has expired but is still there gives way to what begins anew.
    expect(await store.writePage({ page: 3, atMs: NOW + 1, series: {} })).toBe('committed');
  });
});
