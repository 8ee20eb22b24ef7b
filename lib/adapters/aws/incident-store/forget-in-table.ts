import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Forget } from '../../../core/incident/forget';
import { KEY_PREFIX, POSTMORTEM_SORT_KEY, type TableItem } from '../../../core/incident/table';
import type { ConditionalUpdate } from '../../../core/incident/table-write';
import { updateExpression } from '../expression';
import type { TableReader } from './table-reader';

/** Each conflict is a decision that somebody stored: a busy incident has a few in a row, never so many. */
const MAX_CONFLICTS = 50;

/**
 * Goes through incidents, timelines and post-mortems and writes what `forget` says, item by item; answers how many were changed. A
 * decision that is stored in between is kept: its item is read again.
 */
export async function forgetInTable(
  client: DynamoDBDocumentClient,
  tableName: string,
  reader: TableReader,
  forget: Forget,
): Promise<number> {
  const write = (update: ConditionalUpdate) =>
    client.send(new UpdateCommand({ TableName: tableName, ...updateExpression(update) }));
  const scanned = reader.scan({
    FilterExpression: 'sk IN (:incident, :postmortem) OR begins_with(sk, :timeline)',
    ExpressionAttributeValues: {
      ':incident': 'META',
      ':postmortem': POSTMORTEM_SORT_KEY,
      ':timeline': KEY_PREFIX.timeline,
    },
  });
  let changed = 0;
  for await (const item of scanned) {
    if (await forgetInItem(item, forget, write, reader)) changed += 1;
  }
  return changed;
}

async function forgetInItem(
  scanned: TableItem,
  forget: Forget,
  write: (update: ConditionalUpdate) => Promise<unknown>,
  reader: TableReader,
): Promise<boolean> {
  let item: TableItem | undefined = scanned;
  for (let conflicts = 0; conflicts <= MAX_CONFLICTS; conflicts += 1) {
    const update = item && forget(item);
    if (!update) return false;
    try {
      await write(update);
      return true;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      item = await reader.getStored(scanned);
    }
  }
  throw new Error(
    `Item '${scanned.pk}' / '${scanned.sk}' of the incident table changed ${MAX_CONFLICTS} times while the person in it ` +
      'was to be forgotten; run it again when the incident is quieter',
  );
}

/** Somebody wrote the item in between, or a transaction with it is under way. */
function isOvertaken(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException;
}
