/**
 * What the items of the incident table hold: locks, incidents, timeline entries and outbox items as plain attribute
 * maps, and back. Reading is lenient towards attributes it does not know and refuses a newer `schemaVersion`.
 */
import { AUDIENCES, PROGRESS } from './audience';
import {
  ACTOR_TYPES,
  type Actor,
  INCIDENT_STATUSES,
  type Incident,
  type Lock,
  type Member,
  type Signal,
  type StatusUpdates,
  type TimelineEntry,
  type Watermark,
} from './incident';
import { NOTIFICATION_KINDS, type OutboxItem } from './notification';
import type { EscalationLevel, ResponsePlan } from './response-plan';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { parseSeverity, SEVERITIES } from './severity';
import type { ItemKey, Sha256, TableItem } from './table';
import {
  breakerKey,
  duePartition,
  expiry,
  incidentKey,
  KEY_PREFIX,
  keyPart,
  lockKey,
  memberKey,
  openPartition,
  outboxItemKey,
  RETENTION_DAYS,
  servicePartition,
  shardOf,
  TIMELINE_RETENTION_DAYS,
  timeKey,
  timerKey,
  timerPartition,
} from './table';
import { INCIDENT_TIMERS, type Timer } from './timer';
import { isOpen } from './transitions';

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
    alarming: lock.alarming,
    paging: lock.paging,
    sevs: lock.severities && { ...lock.severities },
    newestTs: lock.newestMs,
    members:
      lock.inlineMembers &&
      Object.fromEntries(
        Object.entries(lock.inlineMembers).map(([member, { ms, state }]) => [member, { ts: ms, val: state }]),
      ),
    count: lock.count,
    flapCount: lock.flapCount,
    // A member in ALARM must find the count that it is part of.
    ttl: lock.openId === undefined && lock.alarming === 0 ? expiry(nowMs, RETENTION_DAYS) : undefined,
  });
}

/** Version 1 kept the members in the lock: they are counted, and stay there until each has an item of its own. */
export function lockFromItem(item: TableItem): Lock {
  const read = reader(item);
  const inline = Object.entries(read.map('members')).map(([member, value]): [string, Watermark] => {
    const seen = reader({ ...item, ...(value as Record<string, unknown>) });
    const state = seen.oneOf('val', ['OK', 'ALARM'] as const);
    // It did not say which of them wake people: it is taken for one, so that nobody is paged anew while it lasts.
    return [member, { ms: seen.number('ts'), state, ...(state === 'ALARM' && { pages: true }) }];
  });
  const inAlarm = inline.filter(([, { state }]) => state === 'ALARM').length;
  const schemaVersion = read.schemaVersion();
  const first = schemaVersion === 1;
  return {
    schemaVersion,
    groupKey: read.text('groupKey'),
    version: read.number('ver'),
    openId: read.optionalText('openId'),
    lastId: read.optionalText('lastId'),
    generation: read.number('gen', 0),
    resolvedMs: read.number('resolvedTs', 0),
    alarming: first ? inAlarm : read.number('alarming', 0),
    paging: first ? inAlarm : read.number('paging', 0),
    newestMs: first ? Math.max(0, ...inline.map(([, { ms }]) => ms)) : read.number('newestTs', 0),
    ...(item.sevs === undefined ? {} : { severities: severitiesFrom(item) }),
    count: read.number('count', 0),
    flapCount: read.number('flapCount', 0),
    ...(inline.length > 0 && { inlineMembers: Object.fromEntries(inline) }),
  };
}

export function memberItem(member: Member, nowMs: number, sha256: Sha256): TableItem {
  return compact({
    ...memberKey(member.groupKey, member.member, sha256),
    schemaVersion: member.schemaVersion,
    groupKey: member.groupKey,
    member: member.member,
    ts: member.ms,
    val: member.state,
    pages: member.pages,
    sev: member.severity,
    ttl: member.state === 'OK' ? expiry(nowMs, RETENTION_DAYS) : undefined,
  });
}

export function memberFromItem(item: TableItem): Member {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    groupKey: read.text('groupKey'),
    member: read.text('member'),
    ms: read.number('ts'),
    state: read.oneOf('val', ['OK', 'ALARM'] as const),
    ...(item.pages === true && { pages: true }),
    ...(item.sev === undefined ? {} : { severity: read.oneOf('sev', SEVERITIES) }),
  };
}

function severitiesFrom(item: TableItem): Lock['severities'] {
  const read = reader({ ...reader(item).map('sevs'), pk: item.pk, sk: item.sk });
  const counts = SEVERITIES.map((severity) => [severity, read.number(severity, 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

export function incidentItem(incident: Incident, nowMs: number, sha256: Sha256): TableItem {
  const open = isOpen(incident.status);
  const rank = SEVERITIES.indexOf(incident.severity) + 1;
  return compact({
    ...incidentKey(incident.id, sha256),
    schemaVersion: incident.schemaVersion,
    id: incident.id,
    groupKey: incident.groupKey,
    status: incident.status,
    sev: incident.severity,
    peak: incident.peak,
    sevFloor: incident.severityFloor,
    service: incident.service,
    environment: incident.environment,
    team: incident.team,
    title: incident.title,
    firstStep: incident.firstStep,
    v: incident.version,
    gen: incident.generation,
    paged: incident.paged,
    urgent: incident.urgent,
    flapping: incident.flapping,
    openedTs: incident.openedMs,
    beganTs: incident.beganMs,
    startedTs: incident.startedMs,
    level: incident.level,
    told: [...incident.told],
    toldBefore: incident.toldBefore && [...incident.toldBefore],
    storm: incident.storm && { ...incident.storm },
    informed: incident.informed && [...incident.informed],
    customersBefore: incident.customersBefore && [...incident.customersBefore],
    updates: incident.updates && updatesItem(incident.updates),
    policySnapshot: planItem(incident.plan),
    acks: incident.acknowledgements.map(({ by, atMs }) => ({ by, ts: atMs })),
    assignee: incident.assignee,
    resolvedAt: incident.resolvedMs,
    resolvedBy: incident.resolvedBy && { ...incident.resolvedBy },
    autoResolved: incident.autoResolved,
    closedAt: incident.closedMs,
    alarms: [...incident.alarms],
    affected: [...incident.affected],
    rootCause: incident.rootCause,
    resolution: incident.resolution,
    gsi1pk: open ? openPartition(shardOf(incident.id)) : undefined,
    gsi1sk: open ? `${rank}#${timeKey(incident.openedMs)}#${keyPart(incident.id, sha256)}` : undefined,
    gsi2pk: servicePartition(incident.service, sha256),
    gsi2sk: timeKey(incident.openedMs),
    ttl: open ? undefined : expiry(incident.resolvedMs ?? nowMs, RETENTION_DAYS),
  });
}

/** Version 1 had one level, all channels of the hub: its incidents are read as having been told there. */
export function incidentFromItem(item: TableItem): Incident {
  const read = reader(item);
  const severity = parseSeverity(read.text('sev'));
  if (!severity) throw read.wrong('sev', `one of ${SEVERITIES.join(', ')}`);
  const openedMs = read.number('openedTs');
  return {
    schemaVersion: read.schemaVersion(),
    id: read.text('id'),
    groupKey: read.text('groupKey'),
    // 'new' is what other incident tools call it.
    status: item.status === 'new' ? 'triggered' : read.oneOf('status', INCIDENT_STATUSES),
    severity,
    ...(item.peak === undefined ? {} : { peak: read.oneOf('peak', SEVERITIES) }),
    ...(item.sevFloor === undefined ? {} : { severityFloor: read.oneOf('sevFloor', SEVERITIES) }),
    service: read.text('service'),
    environment: read.text('environment'),
    ...read.optionalTexts('team', 'firstStep', 'assignee', 'rootCause', 'resolution'),
    title: read.text('title'),
    version: read.number('v'),
    generation: read.number('gen'),
    paged: item.paged === true,
    urgent: typeof item.urgent === 'boolean' ? item.urgent : item.paged === true,
    flapping: item.flapping === true,
    openedMs,
    beganMs: read.number('beganTs', openedMs),
    startedMs: read.number('startedTs', openedMs),
    level: read.number('level', 0),
    told: read.texts('told'),
    ...(item.toldBefore === undefined ? {} : { toldBefore: read.texts('toldBefore') }),
    ...(item.storm === undefined ? {} : { storm: stormFrom(item) }),
    ...(item.informed === undefined ? {} : { informed: read.texts('informed') }),
    ...(item.customersBefore === undefined ? {} : { customersBefore: read.texts('customersBefore') }),
    ...(item.updates === undefined ? {} : { updates: updatesFromItem(item) }),
    plan: planFromItem(read.map('policySnapshot'), item),
    acknowledgements: read.maps('acks').map((ack) => ({ by: ack.text('by'), atMs: ack.number('ts') })),
    resolvedMs: item.resolvedAt === undefined ? undefined : read.number('resolvedAt'),
    resolvedBy: item.resolvedBy === undefined ? undefined : actorFrom(item, 'resolvedBy'),
    autoResolved: typeof item.autoResolved === 'boolean' ? item.autoResolved : undefined,
    closedMs: item.closedAt === undefined ? undefined : read.number('closedAt'),
    alarms: read.texts('alarms'),
    affected: read.texts('affected'),
  };
}

function stormFrom(item: TableItem): Incident['storm'] {
  const storm = reader(item).map('storm');
  return { id: reader({ ...storm, pk: item.pk, sk: item.sk }).text('id'), over: storm.over === true };
}

function updatesItem({ count, lastMs, asked, progress }: StatusUpdates): Record<string, unknown> {
  return compactMap({ count, lastTs: lastMs, asked, progress });
}

function updatesFromItem(item: TableItem): StatusUpdates {
  const stored = reader(item).map('updates');
  const read = reader({ ...stored, pk: item.pk, sk: item.sk });
  return {
    count: read.number('count'),
    ...(stored.lastTs === undefined ? {} : { lastMs: read.number('lastTs') }),
    asked: read.number('asked', 0),
    ...(stored.progress === undefined ? {} : { progress: read.oneOf('progress', PROGRESS) }),
  };
}

function planItem(plan: ResponsePlan): Record<string, unknown> {
  return compactMap({
    policy: plan.policy,
    levels: plan.levels.map(({ name, afterMs, targets }) => ({ name, after: afterMs, targets: [...targets] })),
    acks: plan.acksNeeded,
    ackDueAt: plan.ackDueMs,
    remindAfter: plan.remindAfterMs,
    updateEvery: plan.updateEveryMs,
  });
}

function planFromItem(plan: Readonly<Record<string, unknown>>, item: TableItem): ResponsePlan {
  const read = reader({ ...plan, pk: item.pk, sk: item.sk });
  return {
    policy: read.optionalText('policy') ?? '',
    levels: read.maps('levels').map(
      (level): EscalationLevel => ({
        name: level.text('name'),
        afterMs: level.number('after'),
        targets: level.texts('targets'),
      }),
    ),
    acksNeeded: read.number('acks', 1),
    ...(plan.ackDueAt === undefined ? {} : { ackDueMs: read.number('ackDueAt') }),
    ...(plan.remindAfter === undefined ? {} : { remindAfterMs: read.number('remindAfter') }),
    ...(plan.updateEvery === undefined ? {} : { updateEveryMs: read.number('updateEvery') }),
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
    run: entry.run && { name: entry.run.runbook, gen: entry.run.generation },
    audience: entry.audience,
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
    ...(item.run !== undefined && { run: runOf(item) }),
    ...(item.audience === undefined ? {} : { audience: read.oneOf('audience', AUDIENCES) }),
  };
}

function runOf(item: TableItem): TimelineEntry['run'] {
  const read = reader({ ...reader(item).map('run'), pk: item.pk, sk: item.sk });
  return { runbook: read.text('name'), generation: read.number('gen') };
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

export function timerItem(timer: Timer, sha256: Sha256): TableItem {
  const key = timerKey(timer, sha256);
  return compact({
    ...key,
    schemaVersion: timer.schemaVersion,
    kind: timer.kind,
    ...(timer.kind === 'held'
      ? { groupKey: timer.groupKey, member: timer.member, signal: JSON.stringify(timer.signal) }
      : { incidentId: timer.incidentId, gen: timer.generation, level: timer.level }),
    dueAt: timer.dueMs,
    gsi3pk: timerPartition(shardOf(key.pk + key.sk)),
    gsi3sk: timeKey(timer.dueMs),
  });
}

export function timerFromItem(item: TableItem): Timer {
  const read = reader(item);
  const due = { schemaVersion: read.schemaVersion(), dueMs: read.number('dueAt') };
  const kind = read.oneOf('kind', [...INCIDENT_TIMERS, 'held'] as const);
  if (kind !== 'held') {
    const level = read.number('level');
    return { ...due, kind, incidentId: read.text('incidentId'), generation: read.number('gen'), level };
  }
  const signal = JSON.parse(read.text('signal')) as Signal;
  return { ...due, kind, groupKey: read.text('groupKey'), member: read.text('member'), signal };
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

function compact(attributes: ItemKey & Record<string, unknown>): TableItem {
  return compactMap(attributes) as TableItem;
}

function compactMap(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function actorFrom(item: TableItem, attribute: string): Actor {
  const read = reader({ ...item, ...reader(item).map(attribute) });
  return { type: read.oneOf('type', ACTOR_TYPES), id: read.text('id') };
}

interface Reader {
  wrong(attribute: string, allowed: string): Error;
  text(attribute: string): string;
  number(attribute: string, fallback?: number): number;
  optionalText(attribute: string): string | undefined;
  optionalTexts<T extends string>(...attributes: readonly T[]): { readonly [name in T]?: string };
  oneOf<T extends string>(attribute: string, allowed: readonly T[]): T;
  texts(attribute: string): string[];
  map(attribute: string): Readonly<Record<string, unknown>>;
  maps(attribute: string): Reader[];
  schemaVersion(): number;
}

/** Typed access to an item's attributes, with errors that name the item and the attribute. */
export function reader(item: TableItem): Reader {
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
    /** Those that are there. */
    optionalTexts: <T extends string>(...attributes: readonly T[]): { readonly [name in T]?: string } =>
      Object.fromEntries(attributes.filter((name) => item[name] !== undefined).map((name) => [name, text(name)])) as {
        readonly [name in T]?: string;
      },
    texts: (attribute: string): string[] => {
      const value = item[attribute];
      return Array.isArray(value) ? value.map(String) : [];
    },
    maps: (attribute: string) => {
      const value = item[attribute];
      const maps = Array.isArray(value) ? value : [];
      return maps.map((each) => reader({ ...(each as Record<string, unknown>), pk: item.pk, sk: item.sk }));
    },
    schemaVersion: (): number => {
      const version = number('schemaVersion', 1);
      if (version <= INCIDENT_SCHEMA_VERSION) return version;
      throw new Error(
        `Item '${item.pk}' / '${item.sk}' of the incident table has schemaVersion ${version}, this code reads up to ` +
          `${INCIDENT_SCHEMA_VERSION}; deploy the IncidentResponse stack with the newer Sightline`,
      );
    },
  };
}

/**
 * Those of a list that can be read. One that a newer version wrote, or that is broken, keeps none of the others waiting.
 * @param onUnreadable hears of each that is left out
 */
export function readableOf<T>(
  items: readonly TableItem[],
  read: (item: TableItem) => T,
  onUnreadable: (error: Error) => void,
): T[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      onUnreadable(error as Error);
      return [];
    }
  });
}
