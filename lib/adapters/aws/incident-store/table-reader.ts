import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type ItemKey, isLive, type TableItem } from '../../../core/incident/table';
import { type BackoffOptions, waitAfter } from '../metric-history/backoff';

export interface TableReaderOptions extends Pick<BackoffOptions, 'sleep' | 'random'> {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Epoch milliseconds, for times to live. */
  readonly now: () => number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_BATCH_KEYS = 100;
/** Waits 7.5 s at most, so that a function has time left to say what went wrong. */
const MAX_TRIES = 5;

/** Reads of the incident table. All but `scan` leave out what has expired: DynamoDB deletes it days later. */
export class TableReader {
  constructor(private readonly options: TableReaderOptions) {}

  /** Consistently. */
  async get(key: ItemKey): Promise<TableItem | undefined> {
    const item = await this.getStored(key);
    return item && this.isLive(item) ? item : undefined;
  }

  /** Consistently, and even if it has expired. */
  async getStored({ pk, sk }: ItemKey): Promise<TableItem | undefined> {
    const command = new GetCommand({ TableName: this.options.tableName, Key: { pk, sk }, ConsistentRead: true });
    return (await this.options.client.send(command)).Item as TableItem | undefined;
  }

  /** Those of the keys that are there, in any order; each consistently, but not all of one moment. */
  async getMany(keys: readonly ItemKey[]): Promise<TableItem[]> {
    // DynamoDB refuses a request that names a key twice.
    const distinct = [...new Map(keys.map(({ pk, sk }) => [JSON.stringify([pk, sk]), { pk, sk }])).values()];
    const chunks: ItemKey[][] = [];
    for (let from = 0; from < distinct.length; from += MAX_BATCH_KEYS) {
      chunks.push(distinct.slice(from, from + MAX_BATCH_KEYS));
    }
    const found = await Promise.all(chunks.map((chunk) => this.getChunk(chunk)));
    return found.flat().filter((item) => this.isLive(item));
  }

  /** Page by page, until `limit` are found. */
  async query(input: Omit<QueryCommandInput, 'TableName'>, limit = Number.POSITIVE_INFINITY): Promise<TableItem[]> {
    const { client, tableName } = this.options;
    const found: TableItem[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const Limit = Number.isFinite(limit) ? { Limit: limit } : {};
      const page = await client.send(new QueryCommand({ ...input, ...Limit, TableName: tableName, ExclusiveStartKey }));
      found.push(...((page.Items ?? []) as TableItem[]).filter((item) => this.isLive(item)));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && found.length < limit);
    return found.slice(0, limit);
  }

  /** The whole table, or an index of it, page by page, expired items too; consistently unless the input says otherwise. */
  async *scan(input: Omit<ScanCommandInput, 'TableName'>): AsyncGenerator<TableItem> {
    const { client, tableName } = this.options;
    let ExclusiveStartKey: ScanCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(
        new ScanCommand({ ConsistentRead: true, ...input, TableName: tableName, ExclusiveStartKey }),
      );
      yield* (page.Items ?? []) as TableItem[];
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  /** Asks again for what DynamoDB did not get to: the SDK retries whole requests only. */
  private async getChunk(keys: readonly ItemKey[]): Promise<TableItem[]> {
    const { client, tableName } = this.options;
    const found: TableItem[] = [];
    let pending: NonNullable<BatchGetCommandInput['RequestItems']> = {
      [tableName]: { Keys: [...keys], ConsistentRead: true },
    };
    for (let tries = 1; ; tries += 1) {
      const answer = await client.send(new BatchGetCommand({ RequestItems: pending }));
      found.push(...((answer.Responses?.[tableName] ?? []) as TableItem[]));
      pending = answer.UnprocessedKeys ?? {};
      const left = pending[tableName]?.Keys?.length ?? 0;
      if (left === 0) return found;
      if (tries >= MAX_TRIES) {
        throw new Error(`DynamoDB did not read ${left} of ${keys.length} items in ${tries} tries: it throttles`);
      }
      await waitAfter(tries, `${left} items are not read`, this.options);
    }
  }

  private isLive(item: TableItem): boolean {
    return isLive(item, this.options.now());
  }
}
