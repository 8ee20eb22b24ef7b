import { createHash, randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { IncidentWrite } from '../../core/incident/draft';
import type { IncidentEvidence } from '../../core/incident/evidence';
import { evidenceFromItem, evidencePut } from '../../core/incident/evidence-item';
import { forgetting } from '../../core/incident/forget';
import { type GroupState, newLock } from '../../core/incident/group';
import type { Incident, Member, TimelineEntry } from '../../core/incident/incident';
import { incidentFromItem } from '../../core/incident/item/incident-item';
import { lockFromItem, memberFromItem } from '../../core/incident/item/lock-item';
import { breakerFromItem, breakerItem, outboxFromItem } from '../../core/incident/item/outbox-item';
import { readableOf } from '../../core/incident/item/reader';
import { timelineFromItem } from '../../core/incident/item/timeline-item';
import { timerFromItem } from '../../core/incident/item/timer-item';
import { type Memo, type MemoRef, memoFromItem, memoKey, memoPartition, memoPut } from '../../core/incident/memo';
import type { OutboxItem, OutboxRef } from '../../core/incident/notification';
import { type PostmortemDraft, postmortemFromItem, postmortemPut } from '../../core/incident/postmortem-draft';
import type { ItemKey, TableItem } from '../../core/incident/table';
import {
  breakerKey,
  duePartition,
  evidenceKey,
  INCIDENT_TABLE,
  incidentKey,
  KEY_PREFIX,
  lockKey,
  memberKey,
  openPartition,
  postmortemKey,
  servicePartition,
  timeKey,
  timerKey,
  timerPartition,
  tokenKey,
} from '../../core/incident/table';
import {
  type ConditionalPut,
  leaseUpdate,
  settleUpdate,
  timelinePut,
  transactionOf,
} from '../../core/incident/table-write';
import type { Timer, TimerRef } from '../../core/incident/timer';
import { needsTold, withTold } from '../../core/incident/version-1';
import type { Span } from '../../core/slo/window';
import type { Breaker, IncidentStore, OutboxOutcome } from '../../workflow/ports';
import { documentClient, type GivenClient } from './document-client';
import { putExpression, updateExpression } from './expression';
import { forgetInTable } from './incident-store/forget-in-table';
import { listDuring } from './incident-store/list-during';
import { queryShards } from './incident-store/query-shards';
import { isConflict, unlessRefused } from './incident-store/refusal';
import { TableReader } from './incident-store/table-reader';
import type { BackoffOptions } from './metric-history/backoff';

const [OPEN, SERVICE, DUE] = INCIDENT_TABLE.indexes;

export interface DynamoIncidentStoreOptions extends Pick<BackoffOptions, 'sleep' | 'random'> {
  readonly tableName: string;
  /** Epoch milliseconds, for times to live. @default Date.now */
  readonly now?: () => number;
  /** @default - a client with `clientOptions()` */
  readonly client?: GivenClient;
  /** Hears of due work that is left out, since a newer version wrote it. @default - nobody does */
  readonly onUnreadable?: (error: Error) => void;
}

/**
 * The incident store on DynamoDB. Reads by key are consistent; `listOpen`, `listByService`, `listDuring`, `listDue` and
 * `listDueTimers` read indexes, which follow the table within moments.
 */
export class DynamoIncidentStore implements IncidentStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;
  private readonly now: () => number;
  private readonly table: TableReader;
  private readonly onUnreadable: (error: Error) => void;

  constructor(options: DynamoIncidentStoreOptions) {
    this.client = documentClient(options.client);
    this.tableName = options.tableName;
    this.now = options.now ?? Date.now;
    this.onUnreadable = options.onUnreadable ?? (() => undefined);
    this.table = new TableReader({ ...options, client: this.client, now: this.now });
  }

  async readGroup(groupKey: string, members: readonly string[]): Promise<GroupState> {
    const item = await this.table.get(lockKey(groupKey, sha256));
    const lock = item ? lockFromItem(item) : newLock(groupKey);
    const id = lock.openId ?? lock.lastId;
    const [incident, seen] = await Promise.all([
      id === undefined ? undefined : this.readIncident(id),
      this.readMembers(groupKey, members),
    ]);
    return { lock, incident, members: seen };
  }

  async listMembers(groupKey: string): Promise<string[]> {
    const items = await this.table.query(beginningWith(lockKey(groupKey, sha256).pk, KEY_PREFIX.member));
    return items.map((item) => memberFromItem(item).member);
  }

  async readIncident(id: string): Promise<Incident | undefined> {
    const item = await this.table.get(incidentKey(id, sha256));
    if (!item) return undefined;
    const incident = incidentFromItem(item);
    return needsTold(incident) ? withTold(incident, await this.listOutbox(id)) : incident;
  }

  async readTimer(ref: TimerRef): Promise<Timer | undefined> {
    const item = await this.table.get(timerKey(ref, sha256));
    return item && timerFromItem(item);
  }

  async isUsed(onceId: string): Promise<boolean> {
    return (await this.table.get(tokenKey(onceId, sha256))) !== undefined;
  }

  /**
   * One transaction. The SDK's own retries of it share a ClientRequestToken, so a lost answer is not a conflict within
   * the call. Where the whole call was lost and is made again, the versions no longer fit and the answer is `conflict`;
   * the caller reads again, finds its own write and has nothing left to decide. Nothing is stored twice either way.
   */
  async commit(write: IncidentWrite): Promise<'committed' | 'conflict'> {
    const nowMs = this.now();
    const { puts, deletes } = transactionOf(write, nowMs, sha256);
    const TableName = this.tableName;
    const TransactItems = [
      ...puts.map(({ item, condition }) => ({ Put: { TableName, Item: item, ...putExpression(condition, nowMs) } })),
      ...deletes.map(({ pk, sk }) => ({ Delete: { TableName, Key: { pk, sk } } })),
    ];
    try {
      await this.client.send(new TransactWriteCommand({ TransactItems }));
      return 'committed';
    } catch (error) {
      if (isConflict(error)) return 'conflict';
      throw error;
    }
  }

  async appendTimeline(entry: TimelineEntry): Promise<void> {
    await this.put(timelinePut(entry, sha256));
  }

  async readTimeline(incidentId: string): Promise<TimelineEntry[]> {
    const items = await this.table.query(beginningWith(incidentKey(incidentId, sha256).pk, KEY_PREFIX.timeline));
    return items.map(timelineFromItem);
  }

  async listOpen(): Promise<Incident[]> {
    const items = await queryShards(this.table, { index: OPEN, partition: openPartition });
    return items.map(incidentFromItem);
  }

  async listByService(service: string, limit: number): Promise<Incident[]> {
    const items = await this.table.query(
      {
        IndexName: SERVICE.name,
        KeyConditionExpression: `${SERVICE.partitionKey} = :pk`,
        ExpressionAttributeValues: { ':pk': servicePartition(service, sha256) },
        ScanIndexForward: false,
      },
      limit,
    );
    return items.map(incidentFromItem);
  }

  async listDuring(span: Span, limit: number): Promise<Incident[]> {
    return listDuring(this.table, this.now(), span, limit);
  }

  async listDueTimers(nowMs: number, limit: number): Promise<Timer[]> {
    const query = { index: DUE, partition: timerPartition, upTo: timeKey(nowMs), limit };
    return readableOf(await queryShards(this.table, query), timerFromItem, this.onUnreadable);
  }

  async listDue(nowMs: number, limit: number): Promise<OutboxItem[]> {
    const query = { index: DUE, partition: duePartition, upTo: timeKey(nowMs), limit };
    return readableOf(await queryShards(this.table, query), outboxFromItem, this.onUnreadable);
  }

  async listOutbox(incidentId: string): Promise<OutboxItem[]> {
    const items = await this.table.query(beginningWith(incidentKey(incidentId, sha256).pk, KEY_PREFIX.outbox));
    return items.map(outboxFromItem);
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

  async readBreaker(channel: string): Promise<Breaker | undefined> {
    const item = await this.table.get(breakerKey(channel, sha256));
    return item && breakerFromItem(item);
  }

  async writeBreaker(channel: string, breaker: Breaker | undefined): Promise<void> {
    const TableName = this.tableName;
    if (breaker) {
      await this.client.send(new PutCommand({ TableName, Item: breakerItem(channel, breaker, this.now(), sha256) }));
    } else {
      await this.client.send(new DeleteCommand({ TableName, Key: { ...breakerKey(channel, sha256) } }));
    }
  }

  async readPostmortem(incidentId: string): Promise<PostmortemDraft | undefined> {
    const item = await this.table.get(postmortemKey(incidentId, sha256));
    return item && postmortemFromItem(item);
  }

  async writePostmortem(draft: PostmortemDraft): Promise<'committed' | 'conflict'> {
    return (await this.put(postmortemPut(draft, sha256))) ? 'committed' : 'conflict';
  }

  async readEvidence(incidentId: string): Promise<IncidentEvidence | undefined> {
    const item = await this.table.get(evidenceKey(incidentId, sha256));
    return item && evidenceFromItem(item);
  }

  async writeEvidence(evidence: IncidentEvidence): Promise<'committed' | 'conflict'> {
    return (await this.put(evidencePut(evidence, sha256))) ? 'committed' : 'conflict';
  }

  async writeMemo(memo: Omit<Memo, 'storedMs'>): Promise<boolean> {
    return this.put(memoPut({ ...memo, storedMs: this.now() }, sha256));
  }

  async readMemos(refs: readonly MemoRef[]): Promise<Memo[]> {
    return (await this.table.getMany(refs.map((ref) => memoKey(ref, sha256)))).map(memoFromItem);
  }

  async listMemos(topic: string): Promise<Memo[]> {
    return (await this.table.query(beginningWith(memoPartition(topic, sha256), KEY_PREFIX.memo))).map(memoFromItem);
  }

  /** Reads the whole table: for a person at a terminal, not for a function. */
  async forgetPerson(name: string, replacement: string): Promise<number> {
    return forgetInTable(this.client, this.tableName, this.table, forgetting(name, replacement));
  }

  /** False where its condition does not hold. */
  private async put({ item, condition }: ConditionalPut): Promise<boolean> {
    const command = new PutCommand({ TableName: this.tableName, Item: item, ...putExpression(condition, this.now()) });
    return unlessRefused(this.client.send(command));
  }

  private async readMembers(groupKey: string, members: readonly string[]): Promise<Map<string, Member>> {
    const names = new Map(members.map((member) => [memberKey(groupKey, member, sha256).sk, member]));
    const items = await this.table.getMany(members.map((member) => memberKey(groupKey, member, sha256)));
    return new Map(items.map((item) => [names.get(item.sk) ?? '', memberFromItem(item)]));
  }

  private async leased(key: ItemKey): Promise<OutboxItem | undefined> {
    const item = await this.table.get(key);
    return item && outboxFromItem(item);
  }
}

/** A partition's items of one kind, read consistently. */
function beginningWith(pk: string, prefix: string): Omit<QueryCommandInput, 'TableName'> {
  return {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
