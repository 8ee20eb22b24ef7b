/**
 * The incident table: its keys and indexes. Constructs create the table from this file and both stores (DynamoDB and
 * memory) keep their items by it; `table-item.ts` says what the items hold, `table-write.ts` under which conditions
 * they are written. So nobody can disagree about a key or a guard.
 */
import { TABLE_INDEX } from '../conventions';
import { fnv1a } from '../fnv';
import { NOTIFICATION_KINDS, type OutboxRef } from './notification';
import type { TimerRef } from './timer';

/** Keys, indexes and stream of the table. All key attributes are strings; indexes project all attributes. */
export const INCIDENT_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, epoch seconds. DynamoDB deletes late, so reads filter too. */
  ttlAttribute: 'ttl',
  streamView: 'NEW_AND_OLD_IMAGES',
  projection: 'ALL',
  indexes: [
    /** Open incidents: `OPEN#<shard>` / `<severity 1-4>#<openedTs>#<id>`; an incident leaves it at its resolve. */
    { name: TABLE_INDEX.open, partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    /** All incidents of a service: `SVC#<service>` / `<openedTs>`. */
    { name: TABLE_INDEX.service, partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
    /**
     * Work that is due: outbox items in `DUE#<shard>`, timers in `TDUE#<shard>` / `<dueAt>`; an outbox item leaves it when
     * it is sent or dead, a timer when it is done.
     */
    { name: TABLE_INDEX.due, partitionKey: 'gsi3pk', sortKey: 'gsi3sk' },
  ],
} as const;

/** How keys begin; a stream filter on `dynamodb.Keys.sk.S` tells the kinds apart by `timeline` and `outbox`. */
export const KEY_PREFIX = {
  lock: 'DK#',
  member: 'MEM#',
  incident: 'INC#',
  timeline: 'TL#',
  outbox: 'OUT#',
  timer: 'TMR#',
  token: 'TOK#',
  breaker: 'CB#',
  run: 'RUN#',
  cooldown: 'CD#',
  memo: 'MEMO#',
} as const;

/** The sort key of an incident's post-mortem. */
export const POSTMORTEM_SORT_KEY = 'PM';

/** The sort key of what was kept of how an incident began. */
const EVIDENCE_SORT_KEY = 'EV';

/** Partitions of the open and the due index: their writes spread over this many, reads ask all of them. */
export const INDEX_SHARDS = 8;

/**
 * Incidents from their resolve, locks without an open incident and members that are OK from their last write, outbox
 * items from their end.
 */
export const RETENTION_DAYS = 30;
/** Timeline entries from their own time: longer than an incident is expected to stay open, so they outlive it. */
export const TIMELINE_RETENTION_DAYS = 400;

/** SHA-256 of the text's UTF-8, as lower-case hex. Passed in, because core has no crypto. */
export type Sha256 = (text: string) => string;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** A stored item as plain JavaScript values. */
export type TableItem = ItemKey & Readonly<Record<string, unknown>>;

export function lockKey(groupKey: string, sha256: Sha256): ItemKey {
  return { pk: KEY_PREFIX.lock + sha256(groupKey), sk: 'LOCK' };
}

export function incidentKey(id: string, sha256: Sha256): ItemKey {
  return { pk: KEY_PREFIX.incident + keyPart(id, sha256), sk: 'META' };
}

export function outboxItemKey(ref: OutboxRef, sha256: Sha256): ItemKey {
  const { pk } = incidentKey(ref.incidentId, sha256);
  const parts = [ref.generation, ref.kind, ref.level, keyPart(ref.channel, sha256)];
  return { pk, sk: KEY_PREFIX.outbox + parts.join('#') };
}

/** In the group's partition: each member has an item of its own, so a thousand contributors do not fill the lock. */
export function memberKey(groupKey: string, member: string, sha256: Sha256): ItemKey {
  return { pk: lockKey(groupKey, sha256).pk, sk: KEY_PREFIX.member + keyPart(member, sha256) };
}

export function timerKey(ref: TimerRef, sha256: Sha256): ItemKey {
  if (ref.kind === 'held') {
    const { pk } = lockKey(ref.groupKey, sha256);
    return { pk, sk: `${KEY_PREFIX.timer}${ref.kind}#${keyPart(ref.member, sha256)}` };
  }
  const { pk } = incidentKey(ref.incidentId, sha256);
  return { pk, sk: `${KEY_PREFIX.timer}${ref.generation}#${ref.kind}#${ref.level}` };
}

/** In the incident's partition. */
export function postmortemKey(incidentId: string, sha256: Sha256): ItemKey {
  return { pk: incidentKey(incidentId, sha256).pk, sk: POSTMORTEM_SORT_KEY };
}

/** In the incident's partition. */
export function evidenceKey(incidentId: string, sha256: Sha256): ItemKey {
  return { pk: incidentKey(incidentId, sha256).pk, sk: EVIDENCE_SORT_KEY };
}

/** A one-time token that was used. */
export function tokenKey(id: string, sha256: Sha256): ItemKey {
  return { pk: KEY_PREFIX.token + keyPart(id, sha256), sk: 'TOK' };
}

/** How often a channel failed lately. */
export function breakerKey(channel: string, sha256: Sha256): ItemKey {
  return { pk: KEY_PREFIX.breaker + keyPart(channel, sha256), sk: 'CB' };
}

/**
 * What a key of the table's stream names, if it is an outbox item's. A name too long for a key comes back as its hash;
 * it still leads to the same key, and the item found there has the name.
 */
export function readOutboxRef(pk: string, sk: string): OutboxRef | undefined {
  if (!pk.startsWith(KEY_PREFIX.incident) || !sk.startsWith(KEY_PREFIX.outbox)) return undefined;
  const [generation, kindText, level, channel, ...more] = sk.slice(KEY_PREFIX.outbox.length).split('#');
  const kind = NOTIFICATION_KINDS.find((known) => known === kindText);
  if (!kind || channel === undefined || more.length > 0 || !isCount(generation) || !isCount(level)) return undefined;
  return {
    incidentId: named(pk.slice(KEY_PREFIX.incident.length)),
    generation: Number(generation),
    kind,
    level: Number(level),
    channel: named(channel),
  };
}

export function openPartition(shard: number): string {
  return `OPEN#${shard}`;
}

export function servicePartition(service: string, sha256: Sha256): string {
  return `SVC#${keyPart(service, sha256)}`;
}

export function duePartition(shard: number): string {
  return `DUE#${shard}`;
}

export function timerPartition(shard: number): string {
  return `TDUE#${shard}`;
}

/** A time as 13 digits, so that the order of texts is the order of times. Until the year 2286. */
export function timeKey(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0 || ms > 9_999_999_999_999) {
    throw new Error(`A time in the incident table must be whole milliseconds from 0 to 9999999999999, got ${ms}`);
  }
  return String(ms).padStart(13, '0');
}

/** False once the item's time to live is over: to readers it is gone, though DynamoDB deletes it days later. */
export function isLive(item: TableItem, nowMs: number): boolean {
  return typeof item.ttl !== 'number' || item.ttl * 1000 > nowMs;
}

/**
 * A name inside a key: `#` separates parts, so it is escaped; a long name is replaced by its hash, because a sort key
 * takes 1,024 bytes and a partition key 2,048:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function keyPart(text: string, sha256: Sha256): string {
  if (HASHED.test(text)) return text;
  const escaped = text.replace(/[%#~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  // 250 UTF-16 units are at most 750 bytes of UTF-8. Half a surrogate pair is no UTF-8: what becomes of it is the
  // engine's choice. The '~' keeps a hash from being taken for a name.
  return escaped.length <= 250 && !/\p{Cs}/u.test(escaped) ? escaped : `~${sha256(text)}`;
}

const HASHED = /^~[0-9a-f]{64}$/;

function named(part: string): string {
  return part.replace(/%(23|25|7e)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function isCount(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,9}$/.test(text);
}

export function shardOf(text: string): number {
  return (fnv1a(text) >>> 0) % INDEX_SHARDS;
}

/** A time to live, epoch seconds. */
export function expiry(fromMs: number, days: number): number {
  return Math.ceil(fromMs / 1000) + days * 86_400;
}
