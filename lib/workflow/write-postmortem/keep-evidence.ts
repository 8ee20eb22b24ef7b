/**
 * What is known when an incident begins, kept until its post-mortem is written: X-Ray forgets traces after a month, and
 * nobody remembers what else was open. A round that begins anew adds to what was kept of the first one.
 */
import { deployHistoryTopic, deploysDuring } from '../../core/incident/deploys';
import {
  type Evidence,
  type EvidenceSnapshot,
  type IncidentEvidence,
  type OpenIncident,
  tracesAround,
  withSnapshot,
} from '../../core/incident/evidence';
import type { Incident } from '../../core/incident/incident';
import { INCIDENT_SCHEMA_VERSION } from '../../core/incident/schema-version';
import { countOf } from '../../view/format';
import type { IncidentStore } from '../ports';
import { type AttemptPorts, attempt } from './attempt';
import { bounded } from './bounded';

export interface KeepEvidencePorts extends AttemptPorts {
  readonly store: Pick<
    IncidentStore,
    'readIncident' | 'readEvidence' | 'writeEvidence' | 'listMemos' | 'listOpen' | 'appendTimeline'
  >;
}

export type EvidenceResult = { readonly result: 'kept' | 'kept before' | 'unknown incident' };

/** A leak shows hours after its deploy. */
const DEPLOYED_BEFORE_MS = 24 * 3_600_000;
const MAX_CONFLICTS = 5;

/** @param generation the round that began. Asked for twice, it is collected once. */
export async function keepEvidence(
  ports: KeepEvidencePorts,
  incidentId: string,
  generation: number,
): Promise<EvidenceResult> {
  const { store } = ports;
  let collected: EvidenceSnapshot | undefined;
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const stored = await store.readEvidence(incidentId);
    const before = stored?.snapshots.find((one) => one.generation === generation);
    if (before) {
      // Whoever stored it may have died before the note; of two the second one changes nothing.
      await note(store, incidentId, before);
      return { result: 'kept before' };
    }
    if (!collected) {
      const incident = await store.readIncident(incidentId);
      if (!incident) return { result: 'unknown incident' };
      collected = await collectNow(ports, incident, generation);
    }
    if ((await store.writeEvidence(next(stored, incidentId, collected))) === 'conflict') continue;
    await note(store, incidentId, collected);
    return { result: 'kept' };
  }
  throw new Error(`The evidence of ${incidentId} changed ${MAX_CONFLICTS} times while it was collected`);
}

function next(stored: IncidentEvidence | undefined, incidentId: string, collected: EvidenceSnapshot): IncidentEvidence {
  return {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId,
    version: (stored?.version ?? 0) + 1,
    snapshots: withSnapshot(stored?.snapshots ?? [], collected),
  };
}

async function collectNow(ports: KeepEvidencePorts, incident: Incident, generation: number): Promise<EvidenceSnapshot> {
  const { store, traces, errors, clock } = ports;
  const collectedMs = clock.now();
  const began = Math.min(incident.beganMs, collectedMs);
  const around = tracesAround({ startMs: began, endMs: collectedMs });
  const day = { startMs: began - DEPLOYED_BEFORE_MS, endMs: collectedMs };
  const [memos, open, failing, frequent] = await Promise.all([
    store.listMemos(deployHistoryTopic(incident)),
    store.listOpen(),
    attempt(ports, 'traces', traces, (from) => from.faults(incident, around)),
    attempt(ports, 'errors', errors, (from) => from.top(incident, around)),
  ]);
  return bounded({
    generation,
    collectedMs,
    alarms: incident.alarms,
    deploys: deploysDuring(incident, memos, day),
    openIncidents: othersOpen(incident, open),
    traces: failing,
    errors: frequent,
  });
}

/** Those of the same service first, then as the store lists them: the most severe first. */
function othersOpen(incident: Incident, open: readonly Incident[]): OpenIncident[] {
  const others = open.filter(({ id }) => id !== incident.id);
  const same = others.filter(({ service }) => service === incident.service);
  const rest = others.filter(({ service }) => service !== incident.service);
  return [...same, ...rest].map(openIncident);
}

function openIncident({ id, service, environment, severity, title, openedMs }: Incident): OpenIncident {
  return { id, service, environment, severity, title, openedMs };
}

/** The same entry whoever writes it, and when. */
async function note(
  store: Pick<IncidentStore, 'appendTimeline'>,
  incidentId: string,
  { generation, collectedMs, deploys, openIncidents, traces, errors }: EvidenceSnapshot,
): Promise<void> {
  const found = [
    countOf(deploys.length, 'deploy'),
    wordCount(traces, 'failing trace'),
    wordCount(errors, 'kind of error', 'kinds of error'),
    countOf(openIncidents.length, 'other open incident'),
  ];
  await store.appendTimeline({
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId,
    atMs: collectedMs,
    eventId: `evidence|${generation}`,
    kind: 'evidence',
    actor: { type: 'system', id: 'write-postmortem' },
    text: `Evidence kept: ${found.filter((part) => part !== undefined).join(', ')}`,
  });
}

/** What nobody knows is not counted. */
function wordCount(evidence: Evidence<unknown>, one: string, many?: string): string | undefined {
  return 'found' in evidence ? countOf(evidence.found.length, one, many) : undefined;
}
