import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ERROR_TABLE } from '../../lib/core/error/table';

/** As `lib/constructs/error/error-table.ts` makes it. */
export async function createErrorTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const { partitionKey, sortKey, raisedIndex } = ERROR_TABLE;
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const names = [partitionKey, sortKey, raisedIndex.partitionKey, raisedIndex.sortKey];
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys(partitionKey, sortKey),
      GlobalSecondaryIndexes: [
        {
          IndexName: raisedIndex.name,
          KeySchema: keys(raisedIndex.partitionKey, raisedIndex.sortKey),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
}
