/**
 * The writes of the incident table and the conditions they stand under, as data: the DynamoDB store turns them into
 * expressions, the memory store evaluates them.
 */
import type { Incident, Lock, OutboxItem, OutboxRef, TimelineEntry } from './incident';
import type { ItemKey, Sha256, TableItem } from './table';
import { expiry, outboxItemKey, RETENTION_DAYS, timeKey } from './table';
import { incidentItem, lockItem, outboxItem, timelineItem } from './table-item';

/** A transaction takes this many items: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const MAX_TRANSACTION_ITEMS = 100;

/** An attribute is there and compares so. Texts compare with texts, numbers with numbers. */
export interface Comparison {
  readonly attribute: string;
  readonly is: '=' | '<=';
  readonly value: string | number;
}

/** `absent`: there is no such item, or only an expired one. A list: the item is there and all comparisons hold. */
export type WriteCondition = 'absent' | readonly Comparison[];

export interface ConditionalPut {
  readonly item: TableItem;
  readonly condition: WriteCondition;
}

export interface ConditionalUpdate {
  readonly key: ItemKey;
  readonly condition: readonly Comparison[];
  readonly set: Readonly<Record<string, string | number>>;
  readonly add: Readonly<Record<string, number>>;
  readonly remove: readonly string[];
}

/**
 * The puts of one decision, to be stored together or not at all. Throws where no table could take them: more items than
 * a transaction holds, or two with the same key.
 */
export function decisionPuts(
  write: {
    readonly lock: Lock;
    readonly incident?: Incident;
    readonly timeline: readonly TimelineEntry[];
    readonly outbox: readonly OutboxItem[];
  },
  nowMs: number,
  sha256: Sha256,
): ConditionalPut[] {
  const { lock, incident, timeline, outbox } = write;
  const puts: ConditionalPut[] = [
    { item: lockItem(lock, nowMs, sha256), condition: follows('ver', lock.version) },
    ...(incident ? [{ item: incidentItem(incident, nowMs, sha256), condition: follows('v', incident.version) }] : []),
    ...timeline.map((entry) => timelinePut(entry, sha256)),
    ...outbox.map((item) => ({ item: outboxItem(item, sha256), condition: 'absent' as const })),
  ];
  if (puts.length > MAX_TRANSACTION_ITEMS) {
    throw new Error(
      `A decision writes at most ${MAX_TRANSACTION_ITEMS} items at once, got ${puts.length} ` +
        `(${timeline.length} timeline entries, ${outbox.length} outbox items); split it or use fewer channels`,
    );
  }
  const keys = new Set<string>();
  for (const { item } of puts) {
    const key = `${item.pk} ${item.sk}`;
    if (keys.has(key)) throw new Error(`A decision writes each item once, got '${key}' twice`);
    keys.add(key);
  }
  return puts;
}

export function timelinePut(entry: TimelineEntry, sha256: Sha256): ConditionalPut {
  return { item: timelineItem(entry, sha256), condition: 'absent' };
}

/** Takes an outbox item for sending. Attempts are counted in the table: the caller's copy may be old. */
export function leaseUpdate(ref: OutboxRef, nowMs: number, leaseUntilMs: number, sha256: Sha256): ConditionalUpdate {
  return {
    key: outboxItemKey(ref, sha256),
    condition: [
      { attribute: 'st', is: '=', value: 'pending' },
      { attribute: 'dueAt', is: '<=', value: nowMs },
      { attribute: 'lease', is: '<=', value: nowMs },
    ],
    set: { lease: leaseUntilMs },
    add: { attempts: 1 },
    remove: [],
  };
}

/** Ends or postpones an item as it was leased. The count of attempts tells one lease from the next. */
export function settleUpdate(
  leased: OutboxItem,
  outcome: {
    readonly status: OutboxItem['status'];
    readonly providerId?: string;
    readonly error?: string;
    readonly dueMs?: number;
  },
  nowMs: number,
  sha256: Sha256,
): ConditionalUpdate {
  const dueMs = outcome.dueMs ?? leased.dueMs;
  const pending = outcome.status === 'pending';
  return {
    key: outboxItemKey(leased, sha256),
    condition: [
      { attribute: 'st', is: '=', value: 'pending' },
      { attribute: 'lease', is: '=', value: leased.leaseUntilMs },
      { attribute: 'attempts', is: '=', value: leased.attempts },
    ],
    set: {
      st: outcome.status,
      lease: 0,
      ...(outcome.providerId === undefined ? {} : { providerId: outcome.providerId }),
      ...(outcome.error === undefined ? {} : { lastError: firstCharacters(outcome.error, 500) }),
      ...(pending ? { dueAt: dueMs, gsi3sk: timeKey(dueMs) } : { ttl: expiry(nowMs, RETENTION_DAYS) }),
    },
    add: {},
    remove: pending ? [] : ['gsi3pk', 'gsi3sk'],
  };
}

/** The first write of a versioned item finds none; each later one finds the version before its own. */
function follows(attribute: string, version: number): WriteCondition {
  return version <= 1 ? 'absent' : [{ attribute, is: '=', value: version - 1 }];
}

/** Cut between characters, never inside one. */
function firstCharacters(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join('');
}
