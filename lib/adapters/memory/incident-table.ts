import { type INCIDENT_TABLE, type ItemKey, isLive, type TableItem } from '../../core/incident/table';
import type { Comparison, ConditionalPut, ConditionalUpdate, Transaction } from '../../core/incident/table-write';

/** One change of the table, as its stream tells it. */
export interface TableRecord {
  readonly keys: ItemKey;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** The item after the change, as plain values; absent after a removal. */
  readonly newImage?: TableItem;
}

/** The incident table in memory: items by key, its indexes, conditions and stream, as DynamoDB has them. */
export class MemoryIncidentTable {
  /** Partition key, then sort key. Items are replaced, never changed. */
  private readonly partitions = new Map<string, Map<string, TableItem>>();
  private readonly listeners: ((records: TableRecord[]) => void)[] = [];

  /** @param now epoch milliseconds, for times to live */
  constructor(private readonly now: () => number) {}

  /** Hears each write once it is stored: all records of one transaction in one call. */
  onWrite(listener: (records: TableRecord[]) => void): void {
    this.listeners.push(listener);
  }

  /** All stored items by key, expired ones too. */
  items(): TableItem[] {
    return [...this.all()].sort((a, b) => compareText(a.pk, b.pk) || compareText(a.sk, b.sk)).map(copy);
  }

  get(key: ItemKey): TableItem | undefined {
    const item = this.find(key);
    return item && isLive(item, this.now()) ? copy(item) : undefined;
  }

  /** The live items of a partition whose sort keys begin so, by sort key. */
  below(pk: string, prefix: string): TableItem[] {
    return [...(this.partitions.get(pk)?.values() ?? [])]
      .filter((item) => item.sk.startsWith(prefix) && isLive(item, this.now()))
      .sort((a, b) => compareText(a.sk, b.sk))
      .map(copy);
  }

  /** The live items of some index partitions, by index sort key. */
  index(by: (typeof INCIDENT_TABLE.indexes)[number], partitions: readonly string[]): TableItem[] {
    return [...this.all()]
      .filter((item) => partitions.includes(item[by.partitionKey] as string) && isLive(item, this.now()))
      .sort((a, b) => compareText(String(a[by.sortKey]), String(b[by.sortKey])) || compareText(a.sk, b.sk))
      .map(copy);
  }

  /** All or nothing; false where a condition does not hold. */
  transact({ puts, deletes }: Transaction): boolean {
    if (!puts.every((put) => this.allows(put))) return false;
    this.write(
      puts.map(({ item }) => item),
      deletes,
    );
    return true;
  }

  /** The item as it is now; `undefined` where the condition does not hold. */
  update({ key, condition, set, add, remove }: ConditionalUpdate): TableItem | undefined {
    const before = this.find(key);
    if (!before || !condition.every((comparison) => holds(before, comparison))) return undefined;
    const added = Object.entries(add).map(([attribute, by]) => [attribute, Number(before[attribute] ?? 0) + by]);
    const changed: [string, unknown][] = Object.entries({ ...before, ...set, ...Object.fromEntries(added) });
    const after = Object.fromEntries(changed.filter(([attribute]) => !remove.includes(attribute))) as TableItem;
    this.write([after]);
    return copy(after);
  }

  /** Without a condition. Nothing changed, nothing heard. */
  write(items: readonly TableItem[], deletes: readonly ItemKey[] = []): void {
    const stored = items.map((item): TableRecord => {
      const eventName = this.find(item) ? 'MODIFY' : 'INSERT';
      const partition = this.partitions.get(item.pk) ?? new Map<string, TableItem>();
      this.partitions.set(item.pk, partition.set(item.sk, copy(item)));
      return { keys: { pk: item.pk, sk: item.sk }, eventName, newImage: copy(item) };
    });
    const removed = deletes
      .filter((key) => this.remove(key))
      .map((keys): TableRecord => ({ keys, eventName: 'REMOVE' }));
    const records = [...stored, ...removed];
    if (records.length === 0) return;
    for (const listener of this.listeners) listener(records);
  }

  /** @returns whether it was there */
  private remove({ pk, sk }: ItemKey): boolean {
    const partition = this.partitions.get(pk);
    const removed = partition?.delete(sk) ?? false;
    if (partition?.size === 0) this.partitions.delete(pk);
    return removed;
  }

  private allows({ item, condition }: ConditionalPut): boolean {
    const before = this.find(item);
    if (condition === 'any') return true;
    const absent = !before || !isLive(before, this.now());
    if (condition === 'absent') return absent;
    if ('absentOr' in condition) return absent || condition.absentOr.every((comparison) => holds(before, comparison));
    return before !== undefined && condition.every((comparison) => holds(before, comparison));
  }

  private *all(): Generator<TableItem> {
    for (const partition of this.partitions.values()) yield* partition.values();
  }

  private find({ pk, sk }: ItemKey): TableItem | undefined {
    return this.partitions.get(pk)?.get(sk);
  }
}

function holds(item: TableItem, { attribute, is, value }: Comparison): boolean {
  const stored = item[attribute];
  if (typeof stored === 'number' && typeof value === 'number') return is === '=' ? stored === value : stored <= value;
  if (typeof stored !== 'string' || typeof value !== 'string') return false;
  return is === '=' ? stored === value : compareText(stored, value) <= 0;
}

/** By UTF-8 bytes, as DynamoDB sorts. Up to the surrogates, UTF-16 has the same order. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const unit = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (unit >= 0xd800 || other >= 0xd800) return Buffer.compare(Buffer.from(a), Buffer.from(b));
    if (unit !== other) return unit - other;
  }
  return a.length - b.length;
}

/** So that nobody outside holds what is stored. */
function copy(item: TableItem): TableItem {
  return copyOf(item);
}

/** Plain values only, as a table holds them: many times faster than `structuredClone`. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  const result = { ...value } as Record<string, unknown>;
  for (const name of Object.keys(result)) {
    const inner = result[name];
    if (typeof inner === 'object') result[name] = copyOf(inner);
  }
  return result as T;
}
