/**
 * `write-postmortem`: keeps what is known when an incident begins, and drafts its post-mortem when it is resolved, if it
 * needs one. Woken by the hub's bus; or asked for any incident by whoever invokes it with `{ "incidentId": ... }`. A draft
 * replaces the one before; what a person has edited is never written again.
 */
import type { EventBridgeEvent } from 'aws-lambda';
import { EVENT } from '../core/conventions';
import { deployHistoryMemo, readDeploy } from '../core/incident/deploys';
import { type IncidentEvent, readIncidentEvent } from '../core/incident/incident-event';
import { needsPostmortem } from '../core/incident/postmortem';
import { INCIDENT_SCHEMA_VERSION } from '../core/incident/schema-version';
import { postmortem } from '../view/postmortem';
import type { IncidentStore } from './ports';
import { type CollectPorts, collect } from './write-postmortem/collect';
import { type EvidenceResult, type KeepEvidencePorts, keepEvidence } from './write-postmortem/keep-evidence';

export interface WritePostmortemPorts extends CollectPorts, KeepEvidencePorts {
  readonly store: CollectPorts['store'] &
    KeepEvidencePorts['store'] &
    Pick<IncidentStore, 'readPostmortem' | 'writePostmortem' | 'writeMemo'>;
}

export interface PostmortemRequest {
  readonly incidentId: string;
}

/** Of the bus: `Sightline Incident` and `Sightline Deploy`. */
export type WritePostmortemEvent = EventBridgeEvent<string, unknown> | PostmortemRequest;

export type PostmortemResult =
  /** `version` of the draft as it is stored. */
  | { readonly result: 'written'; readonly version: number }
  /** A person has edited it: it is theirs. */
  | { readonly result: 'kept'; readonly editedBy: string }
  | { readonly result: 'unknown incident' };

export type WritePostmortemResult =
  | PostmortemResult
  | EvidenceResult
  | { readonly result: 'deploy remembered' }
  | { readonly result: 'nothing to do' };

/** Two drafts at once are rare: an event told twice, or a person who edits just now. */
const MAX_CONFLICTS = 5;

/** Answers what became of it. @throws where it fails: Lambda tries twice more, then the event is a dead letter */
export function writePostmortem(
  ports: WritePostmortemPorts,
): (event: WritePostmortemEvent) => Promise<WritePostmortemResult> {
  return async (event) => {
    if (!('detail-type' in event)) return draft(ports, readRequest(event));
    switch (event['detail-type']) {
      case EVENT.incident:
        return hear(ports, readIncidentEvent(event.detail));
      case EVENT.deploy:
        await ports.store.writeMemo(deployHistoryMemo(readDeploy(event.detail)));
        return { result: 'deploy remembered' };
      default:
        return { result: 'nothing to do' };
    }
  };
}

async function hear(
  ports: WritePostmortemPorts,
  { change, incidentId, generation, severity }: IncidentEvent,
): Promise<WritePostmortemResult> {
  switch (change) {
    case 'opened':
    case 'reopened':
      return keepEvidence(ports, incidentId, generation);
    case 'resolved':
      return needsPostmortem({ severity }) ? draft(ports, incidentId) : { result: 'nothing to do' };
    // Somebody asks for one.
    case 'postmortem':
      return draft(ports, incidentId);
    default:
      return { result: 'nothing to do' };
  }
}

function readRequest({ incidentId }: PostmortemRequest): string {
  if (typeof incidentId === 'string' && incidentId !== '') return incidentId;
  throw new Error(
    `A post-mortem is asked for by { "incidentId": "<id>" }, got ${JSON.stringify(incidentId)?.slice(0, 60)} as the id`,
  );
}

async function draft(ports: WritePostmortemPorts, incidentId: string): Promise<PostmortemResult> {
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const stored = await ports.store.readPostmortem(incidentId);
    if (stored?.editedBy !== undefined) return { result: 'kept', editedBy: stored.editedBy };
    const incident = await ports.store.readIncident(incidentId);
    if (!incident) return { result: 'unknown incident' };
    const contents = await collect(ports, incident);
    const version = (stored?.version ?? 0) + 1;
    const result = await ports.store.writePostmortem({
      schemaVersion: INCIDENT_SCHEMA_VERSION,
      incidentId,
      version,
      generation: incident.generation,
      writtenMs: contents.writtenMs,
      text: postmortem(contents),
    });
    if (result === 'conflict') continue;
    ports.log.info('post-mortem drafted', { incidentId, version });
    return { result: 'written', version };
  }
  throw new Error(`The post-mortem of ${incidentId} changed ${MAX_CONFLICTS} times while it was drafted; ask again`);
}
