import { createHash } from 'node:crypto';
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
import type { Comparison, ConditionalPut, ConditionalUpdate } from '../../core/incident/table-write';
import { decisionPuts, leaseUpdate, settleUpdate, timelinePut } from '../../core/incident/table-write';
import type { IncidentStore, IncidentWrite, OutboxOutcome } from '../../workflow/ports';

export interface MemoryIncidentStoreOptions {
  /**
   * Epoch milliseconds, for times to live.
   * @default - time stands at 0: nothing expires
   */
  readonly now?: () => number;
}

/** One change of the table, as its stream tells it. */
export interface TableRecord {
  readonly keys: ItemKey;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** The item after the change, as plain values; absent after a removal. */
  readonly newImage?: TableItem;
}

/** The incident store in memory: the same items, indexes and conditions as the DynamoDB table, for rehearsal and tests. */
export class MemoryIncidentStore implements IncidentStore {
  /** Partition key, then sort key. Items are replaced, never changed. */
  private readonly partitions = new Map<string, Map<string, TableItem>>();
  private readonly listeners: ((records: TableRecord[]) => void)[] = [];
  private readonly now: () => number;

  constructor(options: MemoryIncidentStoreOptions = {}) {
    this.now = options.now ?? (() => 0);
  }

  /** Hears each write once it is stored: all records of one transaction in one call. Nothing changed, nothing heard. */
  onWrite(listener: (records: TableRecord[]) => void): void {
    this.listeners.push(listener);
  }

  /** All stored items by key, expired ones too. */
  items(): TableItem[] {
    return [...this.all()].sort((a, b) => compareText(a.pk, b.pk) || compareText(a.sk, b.sk)).map(copy);
  }

  /** Stores an item as it is, unconditionally: a table that an older or newer version has written. */
  plant(item: TableItem): void {
    this.store([item]);
  }

  async readLock(groupKey: string): Promise<Lock | undefined> {
    const item = this.live(lockKey(groupKey, sha256));
    return item && lockFromItem(item);
  }

  async readIncident(id: string): Promise<Incident | undefined> {
    const item = this.live(incidentKey(id, sha256));
    return item && incidentFromItem(item);
  }

  async commit(write: IncidentWrite): Promise<'committed' | 'conflict'> {
    const puts = decisionPuts(write, this.now(), sha256);
    if (!puts.every((put) => this.allows(put))) return 'conflict';
    this.store(puts.map(({ item }) => item));
    return 'committed';
  }

  async appendTimeline(entry: TimelineEntry): Promise<void> {
    const put = timelinePut(entry, sha256);
    if (this.allows(put)) this.store([put.item]);
  }

  async readTimeline(incidentId: string): Promise<TimelineEntry[]> {
    const { pk } = incidentKey(incidentId, sha256);
    return [...(this.partitions.get(pk)?.values() ?? [])]
      .filter((item) => item.sk.startsWith(KEY_PREFIX.timeline) && isLive(item, this.now()))
      .sort((a, b) => compareText(a.sk, b.sk))
      .map(copy)
      .map(timelineFromItem);
  }

  async listOpen(): Promise<Incident[]> {
    return this.index(INCIDENT_TABLE.indexes[0], allShards(openPartition)).map(incidentFromItem);
  }

  async listByService(service: string, limit: number): Promise<Incident[]> {
    const items = this.index(INCIDENT_TABLE.indexes[1], [servicePartition(service, sha256)]);
    return items.reverse().slice(0, limit).map(incidentFromItem);
  }

  async listDue(nowMs: number, limit: number): Promise<OutboxItem[]> {
    const items = this.index(INCIDENT_TABLE.indexes[2], allShards(duePartition));
    const due = items.filter((item) => String(item.gsi3sk) <= timeKey(nowMs));
    return due.slice(0, limit).map(outboxFromItem);
  }

  async lease(ref: OutboxRef, nowMs: number, leaseUntilMs: number): Promise<OutboxItem | undefined> {
    const leased = this.update(leaseUpdate(ref, nowMs, leaseUntilMs, sha256));
    return leased && outboxFromItem(leased);
  }

  async settle(item: OutboxItem, outcome: OutboxOutcome): Promise<void> {
    this.update(settleUpdate(item, outcome, this.now(), sha256));
  }

  private update({ key, condition, set, add, remove }: ConditionalUpdate): TableItem | undefined {
    const before = this.find(key);
    if (!before || !condition.every((comparison) => holds(before, comparison))) return undefined;
    const added = Object.entries(add).map(([attribute, by]) => [attribute, Number(before[attribute] ?? 0) + by]);
    const changed: [string, unknown][] = Object.entries({ ...before, ...set, ...Object.fromEntries(added) });
    const after = Object.fromEntries(changed.filter(([attribute]) => !remove.includes(attribute))) as TableItem;
    this.store([after]);
    return copy(after);
  }

  private allows({ item, condition }: ConditionalPut): boolean {
    const before = this.find(item);
    if (condition === 'absent') return !before || !isLive(before, this.now());
    return before !== undefined && condition.every((comparison) => holds(before, comparison));
  }

  private store(items: readonly TableItem[]): void {
    const records = items.map((item): TableRecord => {
      const eventName = this.find(item) ? 'MODIFY' : 'INSERT';
      const partition = this.partitions.get(item.pk) ?? new Map<string, TableItem>();
      this.partitions.set(item.pk, partition.set(item.sk, copy(item)));
      return { keys: { pk: item.pk, sk: item.sk }, eventName, newImage: copy(item) };
    });
    for (const listener of this.listeners) listener(records);
  }

  /** The live items of some index partitions, by index sort key. */
  private index(by: (typeof INCIDENT_TABLE.indexes)[number], partitions: readonly string[]): TableItem[] {
    return [...this.all()]
      .filter((item) => partitions.includes(String(item[by.partitionKey])) && isLive(item, this.now()))
      .sort((a, b) => compareText(String(a[by.sortKey]), String(b[by.sortKey])) || compareText(a.sk, b.sk))
      .map(copy);
  }

  private *all(): Generator<TableItem> {
    for (const partition of this.partitions.values()) yield* partition.values();
  }

  private live(key: ItemKey): TableItem | undefined {
    const item = this.find(key);
    return item && isLive(item, this.now()) ? copy(item) : undefined;
  }

  private find({ pk, sk }: ItemKey): TableItem | undefined {
    return this.partitions.get(pk)?.get(sk);
  }
}

function allShards(partition: (shard: number) => string): string[] {
  return Array.from({ length: INDEX_SHARDS }, (_, shard) => partition(shard));
}

function holds(item: TableItem, { attribute, is, value }: Comparison): boolean {
  const stored = item[attribute];
  if (typeof stored === 'number' && typeof value === 'number') return is === '=' ? stored === value : stored <= value;
  if (typeof stored !== 'string' || typeof value !== 'string') return false;
  return is === '=' ? stored === value : compareText(stored, value) <= 0;
}

/** By UTF-8 bytes, as DynamoDB sorts. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** So that nobody outside holds what is stored. */
function copy(item: TableItem): TableItem {
  return structuredClone(item);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
