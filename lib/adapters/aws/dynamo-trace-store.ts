import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { SCHEMA_VERSION } from '../../core/conventions';
import { fitReport } from '../../core/trace/fit-report';
import { readTraceReport } from '../../core/trace/read-report';
import type { TraceReport } from '../../core/trace/report';
import { NEW_TRACE_STATE, readTraceState, type TraceState } from '../../core/trace/state';
import { reportSortKey, TRACE_STATE_KEY, TRACE_TABLE, tracePartition } from '../../core/trace/table';
import type { LogPort } from '../../workflow/ports';
import type { TraceStore } from '../../workflow/ports/traces';
import { documentClient, type GivenClient } from './document-client';

export interface DynamoTraceStoreOptions {
  readonly tableName: string;
  readonly analysis: string;
  /** How long reports are kept. @default 14 */
  readonly retentionDays?: number;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** Hears of a stored state that cannot be read. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: GivenClient;
}

const DAY_MS = 86_400_000;
const DEFAULT_RETENTION_DAYS = 14;
/** Of an item of 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_REPORT_BYTES = 390_000;
/** DynamoDB deletes late what has expired: a few old ones may come first. */
const REPORTS_TO_LOOK_AT = 5;

/**
 * Reports and the state of an analysis on DynamoDB, one partition, as JSON texts: nobody asks for a part of them. A state
 * that cannot be read is worth less than a map: the analysis starts afresh, and says so.
 */
export class DynamoTraceStore implements TraceStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly now: () => number;
  private readonly pk: string;

  constructor(private readonly options: DynamoTraceStoreOptions) {
    this.client = documentClient(options.client);
    this.now = options.now ?? Date.now;
    this.pk = tracePartition(options.analysis);
  }

  async readState(): Promise<TraceState | undefined> {
    const Key = { pk: this.pk, sk: TRACE_STATE_KEY };
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.options.tableName, Key, ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const { version } = Item;
    try {
      return readTraceState('The stored state of the analysis', String(Item.document));
    } catch (error) {
      this.options.log?.error('the analysis starts afresh', { problem: (error as Error).message });
      return { ...NEW_TRACE_STATE, version: Number.isInteger(version) ? Number(version) : 0 };
    }
  }

  async writeState(state: TraceState): Promise<'committed' | 'conflict'> {
    // Tells our own write from another's where the first answer was lost and the SDK's retry is refused.
    const writeId = randomUUID();
    const before = state.version - 1;
    const command = new PutCommand({
      TableName: this.options.tableName,
      Item: { ...this.item(TRACE_STATE_KEY, state), version: state.version, writeId },
      ...(before > 0
        ? { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': before } }
        : { ConditionExpression: 'attribute_not_exists(pk) OR attribute_not_exists(version)' }),
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

  async writeReport(report: TraceReport): Promise<void> {
    const { tableName, retentionDays = DEFAULT_RETENTION_DAYS } = this.options;
    const expiresAt = Math.ceil((report.atMs + retentionDays * DAY_MS) / 1_000);
    const Item = {
      ...this.item(reportSortKey(report.atMs), fitReport(report, MAX_REPORT_BYTES)),
      [TRACE_TABLE.ttlAttribute]: expiresAt,
    };
    await this.client.send(new PutCommand({ TableName: tableName, Item }));
  }

  async readLatest(): Promise<TraceReport | undefined> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.options.tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': this.pk, ':prefix': 'AT#' },
        ScanIndexForward: false,
        Limit: REPORTS_TO_LOOK_AT,
      }),
    );
    const [latest] = Items.filter((item) => Number(item[TRACE_TABLE.ttlAttribute]) * 1_000 > this.now());
    return latest && readTraceReport('The stored report of the analysis', String(latest.document));
  }

  private item(sk: string, value: object) {
    return { pk: this.pk, sk, schemaVersion: SCHEMA_VERSION, document: JSON.stringify(value) };
  }
}
