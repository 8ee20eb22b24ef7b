import { createHash, randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Incident, Lock, OutboxItem, OutboxRef, TimelineEntry } from '../../core/incident/incident';
import type { ItemKey, TableItem } from '../../core/incident/table';
import {
  duePartition,
  INCIDENT_TABLE,
  INDEX_SHARDS,
  incidentKey,
  isLive,
  KEY_PREFIX,
  lockKey,
  openPartition,
  servicePartition,
  timeKey,
} from '../../core/incident/table';
import { incidentFromItem, lockFromItem, outboxFromItem, timelineFromItem } from '../../core/incident/table-item';
import { decisionPuts, leaseUpdate, settleUpdate, timelinePut } from '../../core/incident/table-write';
import type { IncidentStore, IncidentWrite, OutboxOutcome } from '../../workflow/ports';
import { clientOptions } from './client-options';
import { putExpression, updateExpression } from './expression';

export interface DynamoIncidentStoreOptions {
  readonly tableName: string;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** @default - a client with `clientOptions()` */
  readonly client?: DynamoDBClient | DynamoDBDocumentClient;
}

/**
 * The incident store on DynamoDB. Reads by key are consistent; `listOpen`, `listByService` and `listDue` read indexes,
 * which follow the table within moments.
 */
export class DynamoIncidentStore implements IncidentStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;
  private readonly now: () => number;

  constructor(options: DynamoIncidentStoreOptions) {
    const client = options.client ?? new DynamoDBClient(clientOptions());
    this.client = client instanceof DynamoDBDocumentClient ? client : DynamoDBDocumentClient.from(client);
    this.tableName = options.tableName;
    this.now = options.now ?? Date.now;
  }

  async readLock(groupKey: string): Promise<Lock | undefined> {
    const item = await this.get(lockKey(groupKey, sha256));
    return item && lockFromItem(item);
  }

  async readIncident(id: string): Promise<Incident | undefined> {
    const item = await this.get(incidentKey(id, sha256));
    return item && incidentFromItem(item);
  }

  /**
   * One transaction. The SDK's own retries of it share a ClientRequestToken, so a lost answer is not a conflict within
   * the call. Where the whole call was lost and is made again, the versions no longer fit and the answer is `conflict`;
   * the caller reads again, finds its own write and has nothing left to decide. Nothing is stored twice either way.
   */
  async commit(write: IncidentWrite): Promise<'committed' | 'conflict'> {
    const nowMs = this.now();
    const TransactItems = decisionPuts(write, nowMs, sha256).map(({ item, condition }) => ({
      Put: { TableName: this.tableName, Item: item, ...putExpression(condition, nowMs) },
    }));
    try {
      await this.client.send(new TransactWriteCommand({ TransactItems }));
      return 'committed';
    } catch (error) {
      if (isConflict(error)) return 'conflict';
      throw error;
    }
  }

  async appendTimeline(entry: TimelineEntry): Promise<void> {
    const { item, condition } = timelinePut(entry, sha256);
    const put = new PutCommand({ TableName: this.tableName, Item: item, ...putExpression(condition, this.now()) });
    await unlessRefused(this.client.send(put));
  }

  async readTimeline(incidentId: string): Promise<TimelineEntry[]> {
    const items = await this.query({
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': incidentKey(incidentId, sha256).pk, ':prefix': KEY_PREFIX.timeline },
    });
    return items.map(timelineFromItem);
  }

  async listOpen(): Promise<Incident[]> {
    const shards = await eachShard((shard) =>
      this.query({
        IndexName: INCIDENT_TABLE.indexes[0].name,
        KeyConditionExpression: 'gsi1pk = :pk',
        ExpressionAttributeValues: { ':pk': openPartition(shard) },
      }),
    );
    return sortedBy(shards.flat(), 'gsi1sk').map(incidentFromItem);
  }

  async listByService(service: string, limit: number): Promise<Incident[]> {
    const items = await this.query(
      {
        IndexName: INCIDENT_TABLE.indexes[1].name,
        KeyConditionExpression: 'gsi2pk = :pk',
        ExpressionAttributeValues: { ':pk': servicePartition(service, sha256) },
        ScanIndexForward: false,
      },
      limit,
    );
    return items.map(incidentFromItem);
  }

  async listDue(nowMs: number, limit: number): Promise<OutboxItem[]> {
    const shards = await eachShard((shard) =>
      this.query(
        {
          IndexName: INCIDENT_TABLE.indexes[2].name,
          KeyConditionExpression: 'gsi3pk = :pk AND gsi3sk <= :now',
          ExpressionAttributeValues: { ':pk': duePartition(shard), ':now': timeKey(nowMs) },
        },
        limit,
      ),
    );
    return sortedBy(shards.flat(), 'gsi3sk').slice(0, limit).map(outboxFromItem);
  }

  async lease(ref: OutboxRef, nowMs: number, leaseUntilMs: number): Promise<OutboxItem | undefined> {
    const update = leaseUpdate(ref, nowMs, leaseUntilMs, sha256);
    // Tells our own lease from another's where the first answer was lost and the SDK's retry is refused.
    const leaseId = randomUUID();
    const command = new UpdateCommand({
      TableName: this.tableName,
      ...updateExpression({ ...update, set: { ...update.set, leaseId } }),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const { Attributes } = await this.client.send(command);
      return outboxFromItem(Attributes as TableItem);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The document client unmarshalls answers but not errors, so the item arrives in the wire's form.
      const stored = error.Item;
      return stored?.leaseId?.S === leaseId ? this.leased(update.key) : undefined;
    }
  }

  async settle(item: OutboxItem, outcome: OutboxOutcome): Promise<void> {
    const update = settleUpdate(item, outcome, this.now(), sha256);
    await unlessRefused(
      this.client.send(new UpdateCommand({ TableName: this.tableName, ...updateExpression(update) })),
    );
  }

  private async leased(key: ItemKey): Promise<OutboxItem | undefined> {
    const item = await this.get(key);
    return item && outboxFromItem(item);
  }

  private async get(key: ItemKey): Promise<TableItem | undefined> {
    const { pk, sk } = key;
    const command = new GetCommand({ TableName: this.tableName, Key: { pk, sk }, ConsistentRead: true });
    const item = (await this.client.send(command)).Item as TableItem | undefined;
    return item && isLive(item, this.now()) ? item : undefined;
  }

  /** Live items, page by page, until `limit` are found. */
  private async query(input: Omit<QueryCommandInput, 'TableName'>, limit = Number.POSITIVE_INFINITY) {
    const found: TableItem[] = [];
    let next: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await this.client.send(
        new QueryCommand({
          ...input,
          TableName: this.tableName,
          ...(Number.isFinite(limit) ? { Limit: limit } : {}),
          ExclusiveStartKey: next,
        }),
      );
      found.push(...((page.Items ?? []) as TableItem[]).filter((item) => isLive(item, this.now())));
      next = page.LastEvaluatedKey;
    } while (next && found.length < limit);
    return found.slice(0, limit);
  }
}

/** Another write came first, or is under way: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
function isConflict(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  return codes.includes('ConditionalCheckFailed') || codes.includes('TransactionConflict');
}

/** Waits for a write whose refusal by its own condition is a fine answer. */
async function unlessRefused(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function eachShard<T>(read: (shard: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: INDEX_SHARDS }, (_, shard) => read(shard)));
}

function sortedBy(items: readonly TableItem[], attribute: string): TableItem[] {
  const key = (item: TableItem) => Buffer.from(String(item[attribute]));
  return [...items].sort((a, b) => Buffer.compare(key(a), key(b)) || Buffer.from(a.sk).compare(Buffer.from(b.sk)));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
