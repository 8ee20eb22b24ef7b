/**
 * What the hub was told that is of no incident, and needs later: the state of a change calendar, the newest deploy of a
 * service, what a maintenance window held back. The newest of a name stays, in whatever order they come.
 */

import { reader } from './item/reader';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { expiry, type ItemKey, KEY_PREFIX, keyPart, type Sha256, type TableItem } from './table';
import type { ConditionalPut } from './table-write';

/** What names a memo. */
export interface MemoRef {
  /** Those of one topic are listed together. */
  readonly topic: string;
  readonly name: string;
}

export interface Memo extends MemoRef {
  /** Since when it is so, epoch ms: one of an earlier time does not take its place. */
  readonly atMs: number;
  /** When it was stored, epoch ms. */
  readonly storedMs: number;
  /** Kept for a day after this time, epoch ms. */
  readonly untilMs: number;
  readonly value: Readonly<Record<string, unknown>>;
}

export function memoPartition(topic: string, sha256: Sha256): string {
  return KEY_PREFIX.memo + keyPart(topic, sha256);
}

export function memoKey({ topic, name }: MemoRef, sha256: Sha256): ItemKey {
  return { pk: memoPartition(topic, sha256), sk: KEY_PREFIX.memo + keyPart(name, sha256) };
}

/** Stored where there is none, and in place of one that is not newer. */
export function memoPut(memo: Memo, sha256: Sha256): ConditionalPut {
  const item: TableItem = {
    ...memoKey(memo, sha256),
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    topic: memo.topic,
    name: memo.name,
    atTs: memo.atMs,
    storedTs: memo.storedMs,
    untilTs: memo.untilMs,
    data: JSON.stringify(memo.value),
    ttl: expiry(memo.untilMs, 1),
  };
  return { item, condition: { absentOr: [{ attribute: 'atTs', is: '<=', value: memo.atMs }] } };
}

export function memoFromItem(item: TableItem): Memo {
  const read = reader(item);
  read.schemaVersion();
  return {
    topic: read.text('topic'),
    name: read.text('name'),
    atMs: read.number('atTs'),
    storedMs: read.number('storedTs'),
    untilMs: read.number('untilTs'),
    value: JSON.parse(read.text('data')) as Memo['value'],
  };
}
