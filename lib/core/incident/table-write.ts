/**
 * The writes of the incident table and the conditions they stand under, as data: the DynamoDB store turns them into
 * expressions, the memory store evaluates them.
 */
import type { IncidentWrite } from './draft';
import type { TimelineEntry } from './incident';
import { incidentItem } from './item/incident-item';
import { lockItem, memberItem } from './item/lock-item';
import { outboxItem } from './item/outbox-item';
import { timelineItem } from './item/timeline-item';
import { timerItem } from './item/timer-item';
import type { OutboxItem, OutboxRef } from './notification';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import type { ItemKey, Sha256, TableItem } from './table';
import { expiry, outboxItemKey, RETENTION_DAYS, timeKey, timerKey, tokenKey } from './table';

/** A transaction takes this many items: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const MAX_TRANSACTION_ITEMS = 100;

/** An attribute is there and compares so. Texts compare with texts, numbers with numbers. */
export interface Comparison {
  readonly attribute: string;
  readonly is: '=' | '<=';
  readonly value: string | number;
}

/**
 * `absent`: there is no such item, or only an expired one. `any`: whatever is stored is replaced. A list: the item is
 * there and all comparisons hold; with `absentOr` it may also be absent.
 */
export type WriteCondition = 'absent' | 'any' | readonly Comparison[] | { readonly absentOr: readonly Comparison[] };

export interface ConditionalPut {
  readonly item: TableItem;
  readonly condition: WriteCondition;
}

/** Everything of one transaction: items to put, each under its condition, and keys to delete. */
export interface Transaction {
  readonly puts: readonly ConditionalPut[];
  readonly deletes: readonly ItemKey[];
}

export interface ConditionalUpdate {
  readonly key: ItemKey;
  readonly condition: readonly Comparison[];
  readonly set: Readonly<Record<string, unknown>>;
  readonly add: Readonly<Record<string, number>>;
  readonly remove: readonly string[];
}

/**
 * What one write puts and deletes, to be stored together or not at all. Throws where no table could take it: more items
 * than a transaction holds, or two with the same key.
 */
export function transactionOf(write: IncidentWrite, nowMs: number, sha256: Sha256): Transaction {
  const { lock, incident, members, timeline, outbox, timers, doneTimers, once } = write;
  const puts: ConditionalPut[] = [
    ...(lock ? [{ item: lockItem(lock, nowMs, sha256), condition: follows('ver', lock.version) }] : []),
    ...(incident ? [{ item: incidentItem(incident, nowMs, sha256), condition: follows('v', incident.version) }] : []),
    ...members.map((member) => ({ item: memberItem(member, nowMs, sha256), condition: 'any' as const })),
    ...timeline.map((entry) => timelinePut(entry, sha256)),
    ...outbox.map((item) => ({ item: outboxItem(item, sha256), condition: 'absent' as const })),
    ...timers.map((timer) => ({ item: timerItem(timer, sha256), condition: 'any' as const })),
    ...(once ? [{ item: tokenItem(once, sha256), condition: 'absent' as const }] : []),
  ];
  const deletes = doneTimers.map((ref) => timerKey(ref, sha256));
  const count = puts.length + deletes.length;
  if (count > MAX_TRANSACTION_ITEMS) {
    throw new Error(
      `A decision writes at most ${MAX_TRANSACTION_ITEMS} items at once, got ${count} ` +
        `(${timeline.length} timeline entries, ${outbox.length} outbox items); split it or use fewer channels`,
    );
  }
  const keys = new Set<string>();
  for (const { pk, sk } of [...puts.map(({ item }) => item), ...deletes]) {
    const key = `${pk} ${sk}`;
    if (keys.has(key)) throw new Error(`A decision writes each item once, got '${key}' twice`);
    keys.add(key);
  }
  return { puts, deletes };
}

function tokenItem({ id, untilMs }: { readonly id: string; readonly untilMs: number }, sha256: Sha256): TableItem {
  // A day longer than anybody could use it.
  return { ...tokenKey(id, sha256), schemaVersion: INCIDENT_SCHEMA_VERSION, ttl: expiry(untilMs, 1) };
}

export function timelinePut(entry: TimelineEntry, sha256: Sha256): ConditionalPut {
  return { item: timelineItem(entry, sha256), condition: 'absent' };
}

/**
 * What is owed is due by the clock of the function that wrote it, which may be ahead of the sender's by this, milliseconds:
 * a first page must not wait for the next sweep.
 */
export const CLOCK_SKEW_MS = 2_000;

/** Takes an outbox item for sending. Attempts are counted in the table: the caller's copy may be old. */
export function leaseUpdate(ref: OutboxRef, nowMs: number, leaseUntilMs: number, sha256: Sha256): ConditionalUpdate {
  return {
    key: outboxItemKey(ref, sha256),
    condition: [
      { attribute: 'st', is: '=', value: 'pending' },
      { attribute: 'dueAt', is: '<=', value: nowMs + CLOCK_SKEW_MS },
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
    readonly via?: string;
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
      ...(outcome.via === undefined ? {} : { via: outcome.via }),
      ...(outcome.error === undefined ? {} : { lastError: firstCharacters(outcome.error, 500) }),
      ...(pending ? { dueAt: dueMs, gsi3sk: timeKey(dueMs) } : { ttl: expiry(nowMs, RETENTION_DAYS) }),
    },
    add: {},
    remove: pending ? [] : ['gsi3pk', 'gsi3sk'],
  };
}

/** The first write of a versioned item finds none; each later one finds the version before its own. */
export function follows(attribute: string, version: number): WriteCondition {
  return version <= 1 ? 'absent' : [{ attribute, is: '=', value: version - 1 }];
}

/** Cut between characters, never inside one. */
function firstCharacters(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join('');
}
