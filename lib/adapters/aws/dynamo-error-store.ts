import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { SCHEMA_VERSION } from '../../core/conventions';
import { errorFromItem, errorItem, type Item, sampleFromItem, serviceFromItem } from '../../core/error/item';
import type { ErrorSample } from '../../core/error/log-event';
import {
  ERROR_PREFIX,
  ERROR_TABLE,
  type ErrorItemKey,
  errorKey,
  RAISED_PARTITION,
  sampleKey,
  serviceKey,
  servicePartition,
} from '../../core/error/table';
import type { ErrorTally } from '../../core/error/tally';
import type { ErrorRef, TrackedError, TrackedService } from '../../core/error/tracked-error';
import type { ServiceRef } from '../../core/incident/evidence';
import type { LogPort } from '../../workflow/ports';
import type { Counted, ErrorStore } from '../../workflow/ports/error-store';
import { documentClient, type GivenClient, WITHOUT_UNDEFINED } from './document-client';
import { countUpdate, reviseUpdate } from './dynamo-error-store/update';

export interface DynamoErrorStoreOptions {
  readonly tableName: string;
  /** How long an error is kept that no longer comes. @default 90 */
  readonly retentionDays?: number;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** Hears of stored errors that cannot be read. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: GivenClient;
}

const DAY_SECONDS = 86_400;
const DEFAULT_RETENTION_DAYS = 90;

/**
 * Tracked errors on DynamoDB, a partition for each service; keys as in `core/error/table.ts`. Counting is one update that
 * reads nothing: a storm of batches of one error has no conflicts.
 */
export class DynamoErrorStore implements ErrorStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly now: () => number;

  constructor(private readonly options: DynamoErrorStoreOptions) {
    this.client = documentClient(options.client, WITHOUT_UNDEFINED);
    this.now = options.now ?? Date.now;
  }

  async add(tally: ErrorTally): Promise<Counted> {
    const command = new UpdateCommand({
      ...this.at(errorKey(tally)),
      ...countUpdate(tally, this.expiresAt()),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      const { Attributes } = await this.client.send(command);
      return { outcome: 'counted', error: errorFromItem(Attributes as Item) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The document client unmarshalls answers but not errors: the stored item is read as it is now.
      const stored = error.Item && (await this.read(tally));
      return stored ? { outcome: 'duplicate', error: stored } : { outcome: 'unknown' };
    }
  }

  create(error: TrackedError, batch: number): Promise<'committed' | 'conflict'> {
    return this.put(errorItem(error, batch), 'attribute_not_exists(pk)', {});
  }

  async revise(error: TrackedError, nowMs: number): Promise<'committed' | 'conflict'> {
    return this.unlessRefused(new UpdateCommand({ ...this.at(errorKey(error)), ...reviseUpdate(error, nowMs) }));
  }

  async read(ref: ErrorRef): Promise<TrackedError | undefined> {
    const item = await this.get(errorKey(ref));
    return item && errorFromItem(item);
  }

  async list(of: ServiceRef): Promise<TrackedError[]> {
    const found: TrackedError[] = [];
    const query = {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': servicePartition(of), ':prefix': ERROR_PREFIX },
    };
    for await (const item of this.query(query)) {
      if (!this.isLive(item)) continue;
      try {
        found.push(errorFromItem(item));
      } catch (error) {
        this.options.log?.warn('a stored error is left out', { problem: (error as Error).message });
      }
    }
    return found;
  }

  async listRaised(limit: number): Promise<ErrorRef[]> {
    const { name, partitionKey } = ERROR_TABLE.raisedIndex;
    const refs: ErrorRef[] = [];
    const query = {
      IndexName: name,
      KeyConditionExpression: `${partitionKey} = :all`,
      ExpressionAttributeValues: { ':all': RAISED_PARTITION },
      Limit: limit,
    };
    for await (const { pk, sk } of this.query(query)) {
      const [, service = '', environment = ''] = String(pk).split('#');
      refs.push({ service, environment, fingerprint: String(sk).slice(ERROR_PREFIX.length) });
      if (refs.length >= limit) break;
    }
    return refs;
  }

  async readSample(ref: ErrorRef): Promise<ErrorSample | undefined> {
    const item = await this.get(sampleKey(ref));
    return item && sampleFromItem(item);
  }

  async writeSample(ref: ErrorRef, sample: ErrorSample): Promise<void> {
    const Item = {
      ...sampleKey(ref),
      schemaVersion: SCHEMA_VERSION,
      sample,
      [ERROR_TABLE.ttlAttribute]: this.expiresAt(),
    };
    await this.client.send(new PutCommand({ TableName: this.options.tableName, Item }));
  }

  async readService(of: ServiceRef): Promise<TrackedService | undefined> {
    const item = await this.get(serviceKey(of));
    return item && serviceFromItem(item);
  }

  writeService(service: TrackedService): Promise<'committed' | 'conflict'> {
    const before = service.version - 1;
    const item = { ...serviceKey(service), ...service };
    return before === 0
      ? this.put(item, 'attribute_not_exists(pk)', {})
      : this.put(item, 'version = :before', { ':before': before });
  }

  private put(item: Item, condition: string, values: Item): Promise<'committed' | 'conflict'> {
    const isError = String(item.sk).startsWith(ERROR_PREFIX);
    return this.unlessRefused(
      new PutCommand({
        TableName: this.options.tableName,
        Item: {
          ...item,
          // Tells our own write from another's where the first answer was lost and the SDK's retry is refused.
          writeId: randomUUID(),
          ...(isError && { [ERROR_TABLE.ttlAttribute]: this.expiresAt() }),
        },
        ConditionExpression: condition,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  }

  private async unlessRefused(command: PutCommand | UpdateCommand): Promise<'committed' | 'conflict'> {
    try {
      await this.client.send(command as PutCommand);
      return 'committed';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const writeId = command instanceof PutCommand ? command.input.Item?.writeId : undefined;
      return writeId !== undefined && error.Item?.writeId?.S === writeId ? 'committed' : 'conflict';
    }
  }

  private async get(key: ErrorItemKey): Promise<Item | undefined> {
    const { Item } = await this.client.send(new GetCommand({ ...this.at(key), ConsistentRead: true }));
    return Item && this.isLive(Item) ? Item : undefined;
  }

  private async *query(input: Partial<QueryCommandInput>): AsyncGenerator<Item> {
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const command = new QueryCommand({ ...input, TableName: this.options.tableName, ExclusiveStartKey });
      const page = await this.client.send(command);
      yield* page.Items ?? [];
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  private at(Key: ErrorItemKey) {
    return { TableName: this.options.tableName, Key: { ...Key } };
  }

  private expiresAt(): number {
    const days = this.options.retentionDays ?? DEFAULT_RETENTION_DAYS;
    return Math.ceil(this.now() / 1_000) + days * DAY_SECONDS;
  }

  private isLive(item: Item): boolean {
    const expiresAt = item[ERROR_TABLE.ttlAttribute];
    return typeof expiresAt !== 'number' || expiresAt * 1_000 > this.now();
  }
}
