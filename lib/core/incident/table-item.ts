/**
 * What the items of the incident table hold: locks, incidents, timeline entries and outbox items as plain attribute
 * maps, and back. Reading is lenient towards attributes it does not know and refuses a newer `schemaVersion`.
 */
import { SCHEMA_VERSION } from '../conventions';
import type { Actor, Incident, Lock, OutboxItem, TimelineEntry } from './incident';
import { INCIDENT_STATUSES } from './incident';
import { parseSeverity, SEVERITIES } from './severity';
import type { ItemKey, Sha256, TableItem } from './table';
import {
  duePartition,
  expiry,
  incidentKey,
  KEY_PREFIX,
  keyPart,
  lockKey,
  NOTIFICATION_KINDS,
  openPartition,
  outboxItemKey,
  RETENTION_DAYS,
  servicePartition,
  shardOf,
  TIMELINE_RETENTION_DAYS,
  timeKey,
} from './table';

export function lockItem(lock: Lock, nowMs: number, sha256: Sha256): TableItem {
  return compact({
    ...lockKey(lock.groupKey, sha256),
    schemaVersion: lock.schemaVersion,
    groupKey: lock.groupKey,
    ver: lock.version,
    openId: lock.openId,
    lastId: lock.lastId,
    gen: lock.generation,
    resolvedTs: lock.resolvedMs,
    members: Object.fromEntries(
      Object.entries(lock.members).map(([member, seen]) => [member, { ts: seen.ms, val: seen.state }]),
    ),
    count: lock.count,
    flapCount: lock.flapCount,
    ttl: lock.openId === undefined ? expiry(nowMs, RETENTION_DAYS) : undefined,
  });
}

export function lockFromItem(item: TableItem): Lock {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    groupKey: read.text('groupKey'),
    version: read.number('ver'),
    openId: read.optionalText('openId'),
    lastId: read.optionalText('lastId'),
    generation: read.number('gen', 0),
    resolvedMs: read.number('resolvedTs', 0),
    members: Object.fromEntries(
      Object.entries(read.map('members')).map(([member, value]) => {
        const seen = reader({ ...item, ...(value as Record<string, unknown>) });
        return [member, { ms: seen.number('ts'), state: seen.oneOf('val', ['OK', 'ALARM'] as const) }];
      }),
    ),
    count: read.number('count', 0),
    flapCount: read.number('flapCount', 0),
  };
}

export function incidentItem(incident: Incident, nowMs: number, sha256: Sha256): TableItem {
  const open = incident.status !== 'resolved' && incident.status !== 'closed';
  const rank = SEVERITIES.indexOf(incident.severity) + 1;
  return compact({
    ...incidentKey(incident.id, sha256),
    schemaVersion: incident.schemaVersion,
    id: incident.id,
    groupKey: incident.groupKey,
    status: incident.status,
    sev: incident.severity,
    service: incident.service,
    environment: incident.environment,
    title: incident.title,
    v: incident.version,
    gen: incident.generation,
    paged: incident.paged,
    openedTs: incident.openedMs,
    resolvedAt: incident.resolvedMs,
    resolvedBy: incident.resolvedBy && { ...incident.resolvedBy },
    autoResolved: incident.autoResolved,
    alarms: [...incident.alarms],
    gsi1pk: open ? openPartition(shardOf(incident.id)) : undefined,
    gsi1sk: open ? `${rank}#${timeKey(incident.openedMs)}#${keyPart(incident.id, sha256)}` : undefined,
    gsi2pk: servicePartition(incident.service, sha256),
    gsi2sk: timeKey(incident.openedMs),
    ttl: open ? undefined : expiry(incident.resolvedMs ?? nowMs, RETENTION_DAYS),
  });
}

export function incidentFromItem(item: TableItem): Incident {
  const read = reader(item);
  const severity = parseSeverity(read.text('sev'));
  if (!severity) throw read.wrong('sev', `one of ${SEVERITIES.join(', ')}`);
  return {
    schemaVersion: read.schemaVersion(),
    id: read.text('id'),
    groupKey: read.text('groupKey'),
    // 'new' is what other incident tools call it.
    status: item.status === 'new' ? 'triggered' : read.oneOf('status', INCIDENT_STATUSES),
    severity,
    service: read.text('service'),
    environment: read.text('environment'),
    title: read.text('title'),
    version: read.number('v'),
    generation: read.number('gen'),
    paged: item.paged === true,
    openedMs: read.number('openedTs'),
    resolvedMs: item.resolvedAt === undefined ? undefined : read.number('resolvedAt'),
    resolvedBy: item.resolvedBy === undefined ? undefined : actorFrom(item, 'resolvedBy'),
    autoResolved: typeof item.autoResolved === 'boolean' ? item.autoResolved : undefined,
    alarms: Array.isArray(item.alarms) ? item.alarms.map(String) : [],
  };
}

export function timelineItem(entry: TimelineEntry, sha256: Sha256): TableItem {
  return compact({
    ...incidentKey(entry.incidentId, sha256),
    sk: `${KEY_PREFIX.timeline}${timeKey(entry.atMs)}#${keyPart(entry.eventId, sha256)}`,
    schemaVersion: entry.schemaVersion,
    incidentId: entry.incidentId,
    eventId: entry.eventId,
    atTs: entry.atMs,
    kind: entry.kind,
    actor: { ...entry.actor },
    data: entry.text,
    ttl: expiry(entry.atMs, TIMELINE_RETENTION_DAYS),
  });
}

export function timelineFromItem(item: TableItem): TimelineEntry {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    incidentId: read.text('incidentId'),
    atMs: read.number('atTs'),
    eventId: read.text('eventId'),
    // Later versions may add kinds; an entry of any kind can be shown.
    kind: read.text('kind') as TimelineEntry['kind'],
    actor: actorFrom(item, 'actor'),
    text: read.text('data'),
  };
}

export function outboxItem(item: OutboxItem, sha256: Sha256): TableItem {
  const pending = item.status === 'pending';
  return compact({
    ...outboxItemKey(item, sha256),
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
    lastError: read.optionalText('lastError'),
  };
}

function compact(attributes: ItemKey & Record<string, unknown>): TableItem {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as TableItem;
}

function actorFrom(item: TableItem, attribute: string): Actor {
  const read = reader({ ...item, ...reader(item).map(attribute) });
  return { type: read.oneOf('type', ['user', 'alarm', 'runbook', 'timer'] as const), id: read.text('id') };
}

/** Typed access to an item's attributes, with errors that name the item and the attribute. */
function reader(item: TableItem) {
  const wrong = (attribute: string, allowed: string) =>
    new Error(
      `Item '${item.pk}' / '${item.sk}' of the incident table: '${attribute}' must be ${allowed}, ` +
        `got ${JSON.stringify(item[attribute])}`,
    );
  const text = (attribute: string): string => {
    const value = item[attribute];
    if (typeof value !== 'string') throw wrong(attribute, 'a text');
    return value;
  };
  const number = (attribute: string, fallback?: number): number => {
    const value = item[attribute] ?? fallback;
    if (typeof value !== 'number') throw wrong(attribute, 'a number');
    return value;
  };
  return {
    wrong,
    text,
    number,
    optionalText: (attribute: string) => (item[attribute] === undefined ? undefined : text(attribute)),
    oneOf: <T extends string>(attribute: string, allowed: readonly T[]): T => {
      const found = allowed.find((value) => value === item[attribute]);
      if (found === undefined) throw wrong(attribute, `one of ${allowed.join(', ')}`);
      return found;
    },
    map: (attribute: string): Readonly<Record<string, unknown>> => {
      const value = item[attribute] ?? {};
      if (typeof value !== 'object' || Array.isArray(value)) throw wrong(attribute, 'a map');
      return value as Readonly<Record<string, unknown>>;
    },
    schemaVersion: (): number => {
      const version = number('schemaVersion', 1);
      if (version <= SCHEMA_VERSION) return version;
      throw new Error(
        `Item '${item.pk}' / '${item.sk}' of the incident table has schemaVersion ${version}, this code reads up to ` +
          `${SCHEMA_VERSION}; deploy the IncidentResponse stack with the newer Sightline`,
      );
    },
  };
}
