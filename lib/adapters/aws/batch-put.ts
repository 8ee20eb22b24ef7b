import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type BackoffOptions, maxTries, waitAfter, withBackoff } from './metric-history/backoff';

export type StoredItem = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS = 25;

/**
 * Puts items, 25 a request, and again those that DynamoDB did not get to. Of two with the same key the later one counts:
 * DynamoDB refuses a request that has both.
 * @throws where some were not stored after all tries
 */
export async function batchPut(
  client: DynamoDBDocumentClient,
  tableName: string,
  items: readonly StoredItem[],
  options: BackoffOptions,
): Promise<void> {
  const distinct = [...new Map(items.map((item) => [JSON.stringify([item.pk, item.sk]), item])).values()];
  for (let from = 0; from < distinct.length; from += MAX_ITEMS) {
    const requests = distinct.slice(from, from + MAX_ITEMS).map((Item) => ({ PutRequest: { Item } }));
    await putAll(client, { [tableName]: requests }, options);
  }
}

async function putAll(
  client: DynamoDBDocumentClient,
  requests: NonNullable<BatchWriteCommandInput['RequestItems']>,
  options: BackoffOptions,
): Promise<void> {
  let pending = requests;
  for (let tries = 1; ; tries += 1) {
    const command = new BatchWriteCommand({ RequestItems: pending });
    const { UnprocessedItems = {} } = await withBackoff(() => client.send(command), options);
    const left = Object.values(UnprocessedItems).flat().length;
    if (left === 0) return;
    if (tries >= maxTries(options)) {
      throw new Error(`DynamoDB did not store ${left} of ${countOf(requests)} items in ${tries} tries: it throttles`);
    }
    pending = UnprocessedItems;
    await waitAfter(tries, `${left} items are not stored`, options);
  }
}

function countOf(requests: NonNullable<BatchWriteCommandInput['RequestItems']>): number {
  return Object.values(requests).flat().length;
}
