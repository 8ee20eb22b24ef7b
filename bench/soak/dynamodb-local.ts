/** The soak on the engine that its table has in production, as AWS gives it away for tests. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import type { TableItem } from '../../lib/core/incident/table';
import { createIncidentTable, startDynamoDbLocal } from '../../scripts/dynamodb-local';
import type { OpenTable, SoakTable } from './tables';

const TABLE = 'soak';

/** Runs the work on an empty table of DynamoDB Local. @returns why that is not possible, or what came of the work */
export async function onDynamoDbLocal<T>(
  work: (open: OpenTable) => Promise<T>,
): Promise<T | { readonly skipped: string }> {
  const engine = await startDynamoDbLocal();
  if ('skipped' in engine) return engine;
  const credentials = { accessKeyId: 'soak', secretAccessKey: 'soak' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    await createIncidentTable(client, TABLE);
    return await work((now) => dynamoTable(client, now));
  } finally {
    client.destroy();
    await engine.stop();
  }
}

function dynamoTable(client: DynamoDBClient, now: () => number): SoakTable {
  const documents = DynamoDBDocumentClient.from(client);
  return {
    store: new DynamoIncidentStore({ client, tableName: TABLE, now }),
    items: async () => {
      const found: TableItem[] = [];
      for await (const page of paginateScan({ client: documents }, { TableName: TABLE, ConsistentRead: true })) {
        found.push(...((page.Items ?? []) as TableItem[]));
      }
      return found;
    },
    remove: async (keys) => {
      for (const { pk, sk } of keys) await documents.send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));
    },
  };
}
