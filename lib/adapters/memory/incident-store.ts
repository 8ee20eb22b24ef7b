import { hash } from 'node:crypto';
import type { IncidentWrite } from '../../core/incident/draft';
import { newestDuring } from '../../core/incident/during';
import type { IncidentEvidence } from '../../core/incident/evidence';
import { evidenceFromItem, evidencePut } from '../../core/incident/evidence-item';
import { forgetting } from '../../core/incident/forget';
import { type GroupState, newLock } from '../../core/incident/group';
import type { Incident, TimelineEntry, Watermark } from '../../core/incident/incident';
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
  INDEX_SHARDS,
  incidentKey,
  isLive,
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
import { leaseUpdate, settleUpdate, timelinePut, transactionOf } from '../../core/incident/table-write';
import type { Timer, TimerRef } from '../../core/incident/timer';
import { needsTold, withTold } from '../../core/incident/version-1';
import type { Cooldown, CooldownRef, Run, RunRef, RunWrite } from '../../core/runbook/run';
import { cooldownFromItem, cooldownKey, runFromItem, runKey, runTransaction } from '../../core/runbook/run-item';
import type { Span } from '../../core/slo/window';
import type { Breaker, IncidentStore, OutboxOutcome } from '../../workflow/ports';
import type { RunStore } from '../../workflow/ports/automation';

import { MemoryIncidentTable, type TableRecord } from './incident-table';

export type { TableRecord };

const [OPEN, SERVICE, DUE] = INCIDENT_TABLE.indexes;

export interface MemoryIncidentStoreOptions {
  /**
   * Epoch milliseconds, for times to live.
   * @default - time stands at 0: nothing expires
   */
  readonly now?: () => number;
}

/** The incident store in memory: the same items, indexes and conditions as the DynamoDB table, for rehearsal and tests. */
export class MemoryIncidentStore implements IncidentStore, RunStore {
  private readonly table: MemoryIncidentTable;
  private readonly now: () => number;

  constructor(options: MemoryIncidentStoreOptions = {}) {
    this.now = options.now ?? (() => 0);
    this.table = new MemoryIncidentTable(this.now);
  }

  /** Hears each write once it is stored: all records of one transaction in one call. Nothing changed, nothing heard. */
  onWrite(listener: (records: TableRecord[]) => void): void {
    this.table.onWrite(listener);
  }

  /** All stored items by key, expired ones too. */
  items(): TableItem[] {
    return this.table.items();
  }

  /** Stores an item as it is, unconditionally: a table that an older or newer version has written. */
  plant(item: TableItem): void {
    this.table.write([item]);
  }

  /** Removes items unconditionally, as DynamoDB does some time after they are expired. */
  remove(keys: readonly ItemKey[]): void {
    this.table.write([], keys);
  }

  async readGroup(groupKey: string, members: readonly string[]): Promise<GroupState> {
    const item = this.table.get(lockKey(groupKey, sha256));
    const lock = item ? lockFromItem(item) : newLock(groupKey);
    const id = lock.openId ?? lock.lastId;
    const incident = id === undefined ? undefined : await this.readIncident(id);
    const seen = members.flatMap((member): [string, Watermark][] => {
      const stored = this.table.get(memberKey(groupKey, member, sha256));
      return stored ? [[member, memberFromItem(stored)]] : [];
    });
    return { lock, incident, members: new Map(seen) };
  }

  async listMembers(groupKey: string): Promise<string[]> {
    const items = this.table.below(lockKey(groupKey, sha256).pk, KEY_PREFIX.member);
    return items.map((item) => memberFromItem(item).member);
  }

  async readTimer(ref: TimerRef): Promise<Timer | undefined> {
    const item = this.table.get(timerKey(ref, sha256));
    return item && timerFromItem(item);
  }

  async isUsed(onceId: string): Promise<boolean> {
    return this.table.get(tokenKey(onceId, sha256)) !== undefined;
  }

  async readIncident(id: string): Promise<Incident | undefined> {
    const item = this.table.get(incidentKey(id, sha256));
    if (!item) return undefined;
    const incident = incidentFromItem(item);
    return needsTold(incident) ? withTold(incident, await this.listOutbox(id)) : incident;
  }

  async commit(write: IncidentWrite): Promise<'committed' | 'conflict'> {
    return this.table.transact(transactionOf(write, this.now(), sha256)) ? 'committed' : 'conflict';
  }

  async appendTimeline(entry: TimelineEntry): Promise<void> {
    this.table.transact({ puts: [timelinePut(entry, sha256)], deletes: [] });
  }

  async readTimeline(incidentId: string): Promise<TimelineEntry[]> {
    return this.table.below(incidentKey(incidentId, sha256).pk, KEY_PREFIX.timeline).map(timelineFromItem);
  }

  async listOpen(): Promise<Incident[]> {
    return this.table.index(OPEN, allShards(openPartition)).map(incidentFromItem);
  }

  async listByService(service: string, limit: number): Promise<Incident[]> {
    const items = this.table.index(SERVICE, [servicePartition(service, sha256)]);
    return items.reverse().slice(0, limit).map(incidentFromItem);
  }

  async listDuring(span: Span, limit: number): Promise<Incident[]> {
    const kept = this.table.items().filter((item) => item.gsi2pk !== undefined && isLive(item, this.now()));
    return newestDuring(kept.map(incidentFromItem), span).slice(0, limit);
  }

  async listDue(nowMs: number, limit: number): Promise<OutboxItem[]> {
    return readableOf(this.due(duePartition, nowMs, limit), outboxFromItem, () => undefined);
  }

  async listDueTimers(nowMs: number, limit: number): Promise<Timer[]> {
    return readableOf(this.due(timerPartition, nowMs, limit), timerFromItem, () => undefined);
  }

  async readBreaker(channel: string): Promise<Breaker | undefined> {
    const item = this.table.get(breakerKey(channel, sha256));
    return item && breakerFromItem(item);
  }

  async writeBreaker(channel: string, breaker: Breaker | undefined): Promise<void> {
    if (breaker) this.table.write([breakerItem(channel, breaker, this.now(), sha256)]);
    else this.table.write([], [breakerKey(channel, sha256)]);
  }

  async listOutbox(incidentId: string): Promise<OutboxItem[]> {
    return this.table.below(incidentKey(incidentId, sha256).pk, KEY_PREFIX.outbox).map(outboxFromItem);
  }

  async lease(ref: OutboxRef, nowMs: number, leaseUntilMs: number): Promise<OutboxItem | undefined> {
    const leased = this.table.update(leaseUpdate(ref, nowMs, leaseUntilMs, sha256));
    return leased && outboxFromItem(leased);
  }

  async settle(item: OutboxItem, outcome: OutboxOutcome): Promise<void> {
    this.table.update(settleUpdate(item, outcome, this.now(), sha256));
  }

  async readPostmortem(incidentId: string): Promise<PostmortemDraft | undefined> {
    const item = this.table.get(postmortemKey(incidentId, sha256));
    return item && postmortemFromItem(item);
  }

  async writePostmortem(draft: PostmortemDraft): Promise<'committed' | 'conflict'> {
    const stored = this.table.transact({ puts: [postmortemPut(draft, sha256)], deletes: [] });
    return stored ? 'committed' : 'conflict';
  }

  async readEvidence(incidentId: string): Promise<IncidentEvidence | undefined> {
    const item = this.table.get(evidenceKey(incidentId, sha256));
    return item && evidenceFromItem(item);
  }

  async writeEvidence(evidence: IncidentEvidence): Promise<'committed' | 'conflict'> {
    const stored = this.table.transact({ puts: [evidencePut(evidence, sha256)], deletes: [] });
    return stored ? 'committed' : 'conflict';
  }

  async writeMemo(memo: Omit<Memo, 'storedMs'>): Promise<boolean> {
    return this.table.transact({ puts: [memoPut({ ...memo, storedMs: this.now() }, sha256)], deletes: [] });
  }

  async readMemos(refs: readonly MemoRef[]): Promise<Memo[]> {
    const items = refs.map((ref) => this.table.get(memoKey(ref, sha256)));
    return items.filter((item) => item !== undefined).map(memoFromItem);
  }

  async listMemos(topic: string): Promise<Memo[]> {
    return this.table.below(memoPartition(topic, sha256), KEY_PREFIX.memo).map(memoFromItem);
  }

  async readRun(ref: RunRef): Promise<Run | undefined> {
    const item = this.table.get(runKey(ref, sha256));
    return item && runFromItem(item);
  }

  async readCooldown(ref: CooldownRef): Promise<Cooldown | undefined> {
    const item = this.table.get(cooldownKey(ref, sha256));
    return item && cooldownFromItem(item);
  }

  async commitRun(write: RunWrite): Promise<'committed' | 'conflict'> {
    return this.table.transact(runTransaction(write, sha256)) ? 'committed' : 'conflict';
  }

  async forgetPerson(name: string, replacement: string): Promise<number> {
    const updates = this.table
      .items()
      .map(forgetting(name, replacement))
      .filter((update) => update !== undefined);
    for (const update of updates) this.table.update(update);
    return updates.length;
  }

  /** Up to now, oldest first. */
  private due(partition: (shard: number) => string, nowMs: number, limit: number): TableItem[] {
    const items = this.table.index(DUE, allShards(partition));
    return items.filter((item) => String(item.gsi3sk) <= timeKey(nowMs)).slice(0, limit);
  }
}

function allShards(partition: (shard: number) => string): string[] {
  return Array.from({ length: INDEX_SHARDS }, (_, shard) => partition(shard));
}

function sha256(text: string): string {
  return hash('sha256', text);
}
