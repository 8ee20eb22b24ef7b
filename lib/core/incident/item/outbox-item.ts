/** What is owed to channels, and whether they fail, as items of the incident table, and back. */
import { NOTIFICATION_KINDS, type OutboxItem } from '../notification';
import { INCIDENT_SCHEMA_VERSION } from '../schema-version';
import {
  breakerKey,
  duePartition,
  expiry,
  outboxItemKey,
  RETENTION_DAYS,
  type Sha256,
  shardOf,
  type TableItem,
  timeKey,
} from '../table';
import { compact, reader } from './reader';

export function outboxItem(item: OutboxItem, sha256: Sha256): TableItem {
  const pending = item.status === 'pending';
  const { pk, sk } = outboxItemKey(item, sha256);
  return compact({
    pk,
    sk,
    schemaVersion: item.schemaVersion,
    incidentId: item.incidentId,
    gen: item.generation,
    kind: item.kind,
    level: item.level,
    channel: item.channel,
    st: item.status,
    attempts: item.attempts,
    dueAt: item.dueMs,
    lease: item.leaseUntilMs,
    causedTs: item.causedMs,
    providerId: item.providerId,
    via: item.via,
    lastError: item.lastError,
    gsi3pk: pending ? duePartition(shardOf(item.incidentId + item.channel)) : undefined,
    gsi3sk: pending ? timeKey(item.dueMs) : undefined,
    ttl: pending ? undefined : expiry(item.dueMs, RETENTION_DAYS),
  });
}

export function outboxFromItem(item: TableItem): OutboxItem {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    incidentId: read.text('incidentId'),
    generation: read.number('gen'),
    kind: read.oneOf('kind', NOTIFICATION_KINDS),
    level: read.number('level'),
    channel: read.text('channel'),
    status: read.oneOf('st', ['pending', 'sent', 'dead'] as const),
    attempts: read.number('attempts', 0),
    dueMs: read.number('dueAt'),
    leaseUntilMs: read.number('lease', 0),
    causedMs: read.number('causedTs'),
    providerId: read.optionalText('providerId'),
    ...read.optionalTexts('via'),
    lastError: read.optionalText('lastError'),
  };
}

/** It is forgotten an hour after the last failure. */
export function breakerItem(
  channel: string,
  { failures, openUntilMs }: BreakerState,
  nowMs: number,
  sha256: Sha256,
): TableItem {
  const ttl = Math.ceil(Math.max(nowMs, openUntilMs) / 1000) + 3_600;
  return {
    ...breakerKey(channel, sha256),
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    failures,
    openUntil: openUntilMs,
    ttl,
  };
}

export function breakerFromItem(item: TableItem): BreakerState {
  const read = reader(item);
  read.schemaVersion();
  return { failures: read.number('failures', 0), openUntilMs: read.number('openUntil', 0) };
}

interface BreakerState {
  readonly failures: number;
  readonly openUntilMs: number;
}
