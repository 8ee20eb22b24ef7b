import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Cooldown, CooldownRef, Run, RunRef, RunWrite } from '../../core/runbook/run';
import { cooldownFromItem, cooldownKey, runFromItem, runKey, runTransaction } from '../../core/runbook/run-item';
import type { RunStore } from '../../workflow/ports/automation';
import { documentClient } from './document-client';
import { putExpression } from './expression';
import { isConflict } from './incident-store/refusal';
import { TableReader } from './incident-store/table-reader';

export interface DynamoRunStoreOptions {
  /** The incident table. */
  readonly tableName: string;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** @default - a client with `clientOptions()` */
  readonly client?: DynamoDBClient;
}

/** Runs of runbooks, in the incident table on DynamoDB. */
export class DynamoRunStore implements RunStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;
  private readonly now: () => number;
  private readonly table: TableReader;

  constructor({ tableName, now = Date.now, client }: DynamoRunStoreOptions) {
    this.client = documentClient(client);
    this.tableName = tableName;
    this.now = now;
    this.table = new TableReader({ client: this.client, tableName, now });
  }

  async readRun(ref: RunRef): Promise<Run | undefined> {
    const item = await this.table.get(runKey(ref, sha256));
    return item && runFromItem(item);
  }

  async readCooldown(ref: CooldownRef): Promise<Cooldown | undefined> {
    const item = await this.table.get(cooldownKey(ref, sha256));
    return item && cooldownFromItem(item);
  }

  /** One transaction; where its answer is lost, the SDK's own retries share a ClientRequestToken. */
  async commitRun(write: RunWrite): Promise<'committed' | 'conflict'> {
    const nowMs = this.now();
    const TableName = this.tableName;
    const TransactItems = runTransaction(write, sha256).puts.map(({ item, condition }) => ({
      Put: { TableName, Item: item, ...putExpression(condition, nowMs) },
    }));
    try {
      await this.client.send(new TransactWriteCommand({ TransactItems }));
      return 'committed';
    } catch (error) {
      if (isConflict(error)) return 'conflict';
      throw error;
    }
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
