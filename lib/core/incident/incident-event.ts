/**
 * What the hub's bus is told of an incident: one event of the detail-type `Sightline Incident` for each new entry of a
 * timeline, with the incident as it is when the event is made. At least once each; `eventId` is the same for repeats.
 */
import { SCHEMA_VERSION } from '../conventions';
import { count, fields, nameText, optionalText, show, text, UnreadableEvent } from '../signal/fields';
import {
  ACTOR_TYPES,
  type Actor,
  INCIDENT_STATUSES,
  type Incident,
  type IncidentStatus,
  type TimelineEntry,
} from './incident';
import { SEVERITIES, type Severity } from './severity';

export type IncidentEvent = {
  readonly schemaVersion: number;
  readonly incidentId: string;
  /** Unique in the incident. */
  readonly eventId: string;
  /** What happened: `opened`, `acknowledged`, `resolved`, ...; later versions may add some. */
  readonly change: TimelineEntry['kind'];
  readonly actor: Actor;
  readonly text: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly generation: number;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly service: string;
  readonly environment: string;
  readonly team?: string;
  readonly title: string;
  /** When the state began that opened the incident. Epoch ms. */
  readonly openedMs: number;
};

export function incidentEvent(incident: Incident, entry: TimelineEntry): IncidentEvent {
  return {
    schemaVersion: SCHEMA_VERSION,
    incidentId: incident.id,
    eventId: entry.eventId,
    change: entry.kind,
    actor: entry.actor,
    text: entry.text,
    atMs: entry.atMs,
    generation: incident.generation,
    status: incident.status,
    severity: incident.severity,
    service: incident.service,
    environment: incident.environment,
    ...(incident.team === undefined ? {} : { team: incident.team }),
    title: incident.title,
    openedMs: incident.openedMs,
  };
}

/**
 * The detail of an event of the bus.
 * @throws UnreadableEvent where a field is missing or wrong, with its name
 */
export function readIncidentEvent(detail: unknown): IncidentEvent {
  const given = fields(detail, 'detail');
  const actor = fields(given.actor, 'actor');
  const team = optionalText(given.team);
  return {
    schemaVersion: count(given, 'schemaVersion'),
    incidentId: nameText(given.incidentId, 'incidentId'),
    eventId: text(given.eventId, 'eventId'),
    // A kind that this version does not know is a change like any other.
    change: text(given.change, 'change') as IncidentEvent['change'],
    actor: { type: oneOf(ACTOR_TYPES, actor.type, 'actor.type'), id: text(actor.id, 'actor.id') },
    text: optionalText(given.text) ?? '',
    atMs: count(given, 'atMs'),
    generation: count(given, 'generation'),
    status: oneOf(INCIDENT_STATUSES, given.status, 'status'),
    severity: oneOf(SEVERITIES, given.severity, 'severity'),
    service: text(given.service, 'service'),
    // Empty for alarms that name none: those of other tools, adopted.
    environment: given.environment === '' ? '' : text(given.environment, 'environment'),
    ...(team === undefined ? {} : { team }),
    title: optionalText(given.title) ?? '',
    openedMs: count(given, 'openedMs'),
  };
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, place: string): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UnreadableEvent(`'${place}' must be one of ${allowed.join(', ')}, got ${show(value)}`);
}
