/** Incidents as items of the incident table, and back. */
import { PROGRESS } from '../audience';
import { INCIDENT_STATUSES, type Incident, type StatusUpdates } from '../incident';
import type { EscalationLevel, ResponsePlan } from '../response-plan';
import { parseSeverity, SEVERITIES } from '../severity';
import {
  expiry,
  incidentKey,
  keyPart,
  openPartition,
  RETENTION_DAYS,
  type Sha256,
  servicePartition,
  shardOf,
  type TableItem,
  timeKey,
} from '../table';
import { isOpen } from '../transitions';
import { actorFrom, compact, compactMap, reader } from './reader';

export function incidentItem(incident: Incident, nowMs: number, sha256: Sha256): TableItem {
  const open = isOpen(incident.status);
  const rank = SEVERITIES.indexOf(incident.severity) + 1;
  const { pk, sk } = incidentKey(incident.id, sha256);
  return compact({
    pk,
    sk,
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
