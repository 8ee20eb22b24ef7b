import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { OverallCompliance, SloMeasurement, SloState } from '../../core/slo/measurement';
import { readMeasurement, readOverallCompliance, readSloState } from '../../core/slo/read-measurement';
import { measurementPartition, overallPartition, SLO_TABLE, stateKey, timeSortKey } from '../../core/slo/table';
import type { Span } from '../../core/slo/window';
import type { LogPort, SloStore } from '../../workflow/ports';
import { batchPut, type StoredItem } from './batch-put';
import { documentClient, type GivenClient } from './document-client';
import type { BackoffOptions } from './metric-history/backoff';

export interface DynamoSloStoreOptions extends BackoffOptions {
  readonly tableName: string;
  /** Name of the evaluation, whose overall compliance is kept. */
  readonly evaluation: string;
  /** How long everything is kept. @default 400 */
  readonly retentionDays?: number;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** Hears of stored measurements that cannot be read. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: GivenClient;
}

const DAY_MS = 86_400_000;
const DEFAULT_RETENTION_DAYS = 400;
/** Of partitions that are read at the same time. */
const PARALLEL_READS = 20;

/**
 * Measurements on DynamoDB: a partition for each objective with its state and its measurements, one for the overall
 * compliance; keys as in `core/slo/table.ts`. A measurement that cannot be read is left out and logged, because reports
 * are better with a hole than not at all; a state that cannot be read is refused.
 */
export class DynamoSloStore implements SloStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly now: () => number;

  constructor(private readonly options: DynamoSloStoreOptions) {
    this.client = documentClient(options.client);
    this.now = options.now ?? Date.now;
  }

  async readState(slo: string): Promise<SloState | undefined> {
    const command = new GetCommand({ TableName: this.options.tableName, Key: stateKey(slo), ConsistentRead: true });
    const { Item } = await this.client.send(command);
    return Item && this.isLive(Item) ? readSloState(`The stored state of '${slo}'`, Item) : undefined;
  }

  async writeState(state: SloState): Promise<'committed' | 'conflict'> {
    // Tells our own write from another's where the first answer was lost and the SDK's retry is refused.
    const writeId = randomUUID();
    const command = new PutCommand({
      TableName: this.options.tableName,
      Item: { ...this.item(stateKey(state.slo), state), writeId },
      ...this.after(state.version - 1),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await this.client.send(command);
      return 'committed';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The document client unmarshalls answers but not errors, so the item arrives in the wire's form.
      return error.Item?.writeId?.S === writeId ? 'committed' : 'conflict';
    }
  }

  async writeMeasurements(measurements: readonly SloMeasurement[]): Promise<void> {
    await this.put(
      measurements.map((one) => this.item({ pk: measurementPartition(one.slo), sk: timeSortKey(one.atMs) }, one)),
    );
  }

  async readMeasurements(slo: string, span: Span): Promise<SloMeasurement[]> {
    const items = await this.between(measurementPartition(slo), span);
    return items.flatMap((item) => this.readable(item, readMeasurement));
  }

  async readLatest(slos: readonly string[]): Promise<SloMeasurement[]> {
    const found: SloMeasurement[] = [];
    const distinct = [...new Set(slos)];
    for (let from = 0; from < distinct.length; from += PARALLEL_READS) {
      const latest = await Promise.all(distinct.slice(from, from + PARALLEL_READS).map((slo) => this.latest(slo)));
      found.push(...latest.flat());
    }
    return found;
  }

  async writeOverall(overall: OverallCompliance): Promise<void> {
    const pk = overallPartition(this.options.evaluation);
    await this.put([this.item({ pk, sk: timeSortKey(overall.atMs) }, overall)]);
  }

  async readOverall(span: Span): Promise<OverallCompliance[]> {
    const items = await this.between(overallPartition(this.options.evaluation), span);
    return items.flatMap((item) => this.readable(item, readOverallCompliance));
  }

  /** The newest that can be read: mostly the first one. */
  private async latest(slo: string): Promise<SloMeasurement[]> {
    const span = { startMs: 0, endMs: Number.POSITIVE_INFINITY };
    for await (const item of this.pages(measurementPartition(slo), span, { ScanIndexForward: false, Limit: 1 })) {
      const [measurement] = this.readable(item, readMeasurement);
      if (measurement) return [measurement];
    }
    return [];
  }

  private async between(pk: string, span: Span): Promise<StoredItem[]> {
    const items: StoredItem[] = [];
    for await (const item of this.pages(pk, span, {})) items.push(item);
    return items;
  }

  /** Live items of a span, whose end is not in it. */
  private async *pages(pk: string, { startMs, endMs }: Span, input: Partial<QueryCommandInput>) {
    if (!(startMs < endMs)) return;
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await this.client.send(
        new QueryCommand({
          ...input,
          TableName: this.options.tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': pk, ':first': timeSortKey(startMs), ':last': timeSortKey(endMs - 1) },
          ExclusiveStartKey,
        }),
      );
      yield* ((page.Items ?? []) as StoredItem[]).filter((item) => this.isLive(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  private readable<T>(item: StoredItem, read: (where: string, value: unknown) => T): T[] {
    try {
      return [read(`The item ${item.pk} ${item.sk}`, item)];
    } catch (error) {
      this.options.log?.warn('a stored measurement is left out', { problem: (error as Error).message });
      return [];
    }
  }

  private item(key: { readonly pk: string; readonly sk: string }, value: object): StoredItem {
    const keptMs = (this.options.retentionDays ?? DEFAULT_RETENTION_DAYS) * DAY_MS;
    const fromMs = 'atMs' in value ? Number(value.atMs) : this.now();
    const expiresAt = Math.ceil((fromMs + keptMs) / 1_000);
    return { ...key, ...(storable(value) as object), [SLO_TABLE.ttlAttribute]: expiresAt };
  }

  /** An expired state that DynamoDB has yet to delete counts as absent. */
  private after(version: number) {
    return version > 0
      ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } }
      : {
          ConditionExpression: `attribute_not_exists(pk) OR ${SLO_TABLE.ttlAttribute} <= :now`,
          ExpressionAttributeValues: { ':now': this.now() / 1_000 },
        };
  }

  private isLive(item: Readonly<Record<string, unknown>>): boolean {
    const expiresAt = item[SLO_TABLE.ttlAttribute];
    return typeof expiresAt !== 'number' || expiresAt * 1_000 > this.now();
  }

  private put(items: readonly StoredItem[]): Promise<void> {
    return batchPut(this.client, this.options.tableName, items, this.options);
  }
}

/** Without what DynamoDB refuses with all that is stored at once: `undefined`, NaN, infinities, and too small numbers. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, storable(inner)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }
  if (typeof value !== 'number') return value;
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  return Number.isFinite(value) && Math.abs(value) < 1e125 ? (Math.abs(value) < 1e-125 ? 0 : value) : undefined;
}
