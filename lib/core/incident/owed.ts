/** What a decision about an incident leaves to be sent, to be done later and to be read. */
import type { Actor, Incident, TimelineEntry } from './incident';
import type { NotificationKind, OutboxItem } from './notification';
import type { Responses } from './response-plan';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import type { IncidentTimerRef, Timer } from './timer';

/** When it is owed, and since when the reason for it stands. Epoch ms. */
export interface Moment {
  readonly nowMs: number;
  readonly causedMs: number;
}

/** One outbox item for each channel that takes messages of the kind. */
export function owe(
  incident: Incident,
  kind: NotificationKind,
  level: number,
  channels: readonly string[],
  responses: Responses,
  { nowMs, causedMs }: Moment,
): OutboxItem[] {
  return channels
    .filter((channel) => responses.takes(channel, kind))
    .map((channel) => ({
      schemaVersion: INCIDENT_SCHEMA_VERSION,
      incidentId: incident.id,
      generation: incident.generation,
      kind,
      level,
      channel,
      status: 'pending',
      attempts: 0,
      dueMs: nowMs,
      leaseUntilMs: 0,
      causedMs,
    }));
}

/** The incident once these are told of its newest generation. */
export function nowTold({ toldBefore, ...incident }: Incident, channels: readonly string[]): Incident {
  const before = toldBefore?.filter((channel) => !channels.includes(channel)) ?? [];
  const told = [...new Set([...incident.told, ...channels])];
  return { ...incident, told, ...(before.length > 0 && { toldBefore: before }) };
}

/** The incident with level `level` of its plan told, what that owes, and the timer of the level after it. */
export function tellLevel(
  before: Incident,
  level: number,
  kind: 'page' | 'notice',
  responses: Responses,
  moment: Moment,
): { readonly incident: Incident; readonly outbox: OutboxItem[]; readonly timers: Timer[] } {
  const channels = responses.recipients(before.plan.levels[level]?.targets ?? [], before.severity, moment.nowMs);
  const incident: Incident = { ...nowTold(before, channels), level, paged: before.paged || kind === 'page' };
  return {
    incident,
    outbox: owe(incident, kind, level, channels, responses, moment),
    timers: nextLevel(incident, moment.nowMs),
  };
}

/** The timer of the level after the one that was told last; none where the plan ends. */
export function nextLevel(incident: Incident, nowMs: number): Timer[] {
  const level = incident.level + 1;
  const next = incident.plan.levels[level];
  if (!next) return [];
  return [timer(incident, 'escalate', level, Math.max(nowMs, incident.startedMs + next.afterMs))];
}

export function timer(incident: Incident, kind: IncidentTimerRef['kind'], level: number, dueMs: number): Timer {
  return {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    kind,
    incidentId: incident.id,
    generation: incident.generation,
    level,
    dueMs,
  };
}

export function entry(
  incident: Pick<Incident, 'id'>,
  kind: TimelineEntry['kind'],
  { atMs, actor, cause, text }: { atMs: number; actor: Actor; cause: string; text: string },
): TimelineEntry {
  return {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId: incident.id,
    atMs,
    eventId: `${kind}|${cause}`,
    kind,
    actor,
    text,
  };
}
