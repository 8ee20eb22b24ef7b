/** What others than the workflow know about an incident, and what of it is kept. */
import type { Span } from '../slo/window';
import type { Severity } from './severity';

export interface ServiceRef {
  readonly service: string;
  readonly environment: string;
}

/** One failing trace. */
export interface TraceEvidence {
  readonly id: string;
  /** Where it can be looked at. Shown as a link if it is an `https:` one. */
  readonly url: string;
  /** What failed in it, one line. */
  readonly what: string;
}

/** One kind of error. */
export interface ErrorEvidence {
  readonly fingerprint: string;
  /** Its type and message, one line. */
  readonly what: string;
  readonly count: number;
}

/** A deploy of a service, as the hub's bus told it. */
export interface ServiceDeploy extends ServiceRef {
  /** Names the deploy: the id of CloudFormation's event. */
  readonly release: string;
  /** Epoch ms. */
  readonly atMs: number;
  /** `succeeded` or `rolled back`. */
  readonly outcome: string;
}

/** Another incident that was open. */
export interface OpenIncident extends ServiceRef {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** Epoch ms. */
  readonly openedMs: number;
}

/** What was found, or why nobody knows. */
export type Evidence<T> = { readonly found: readonly T[] } | { readonly unknown: string };

/** What was known when a round of an incident began: later the traces are gone, and what was deployed is old news. */
export interface EvidenceSnapshot {
  readonly generation: number;
  /** Epoch ms. */
  readonly collectedMs: number;
  /** Names of those in the incident by then. */
  readonly alarms: readonly string[];
  /** Of the service, in the day before, oldest first. */
  readonly deploys: readonly ServiceDeploy[];
  /** Of the same service first. */
  readonly openIncidents: readonly OpenIncident[];
  readonly traces: Evidence<TraceEvidence>;
  readonly errors: Evidence<ErrorEvidence>;
}

/** Alarms look back on minutes: what made one fire began before it. Milliseconds. */
const TRACED_BEFORE_MS = 15 * 60_000;

/** Where the traces and errors of a time of trouble are to be looked for. */
export function tracesAround({ startMs, endMs }: Span): Span {
  return { startMs: startMs - TRACED_BEFORE_MS, endMs };
}

/** What is kept of an incident. A round that begins anew adds to it. */
export interface IncidentEvidence {
  readonly schemaVersion: number;
  readonly incidentId: string;
  /** Optimistic lock: raised by one with each write, 1 for the first. */
  readonly version: number;
  /** One a round, oldest first, at most `MAX_SNAPSHOTS`. */
  readonly snapshots: readonly EvidenceSnapshot[];
}

/** The first round and the last four: an incident that comes back all night would fill an item. */
const MAX_SNAPSHOTS = 5;

/** With one more; the first one always stays. */
export function withSnapshot(kept: readonly EvidenceSnapshot[], added: EvidenceSnapshot): EvidenceSnapshot[] {
  const [first, ...others] = [...kept, added];
  return first ? [first, ...others.slice(-(MAX_SNAPSHOTS - 1))] : [];
}
