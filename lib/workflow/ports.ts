import type { SightlineConfig } from '../core/config';
import type { Incident, Lock, OutboxItem, OutboxRef, TimelineEntry } from '../core/incident/incident';
import type { Datum } from '../core/signal/aggregate/datum';
import type { IndicatorQuery } from '../core/slo/definition';
import type { OverallCompliance, SloMeasurement, SloState } from '../core/slo/measurement';
import type { SloDefinitions } from '../core/slo/read-definition';
import type { Span } from '../core/slo/window';

/** Milliseconds since the epoch, and a pause. Injected so that rehearsal runs in virtual time. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** All writes of one decision. Either all are stored or none. */
export interface IncidentWrite {
  /** Stored if the stored lock's version is `lock.version - 1` (no lock counts as version 0). */
  readonly lock: Lock;
  /** Stored if the stored incident's version is `incident.version - 1` (no incident counts as version 0). */
  readonly incident?: Incident;
  /** Appended; each must be new. */
  readonly timeline: readonly TimelineEntry[];
  /** Appended; each must be new. */
  readonly outbox: readonly OutboxItem[];
}

export interface IncidentStore {
  /** The lock of a group key, read consistently. */
  readLock(groupKey: string): Promise<Lock | undefined>;
  /** An incident, read consistently. */
  readIncident(id: string): Promise<Incident | undefined>;
  /** `conflict`: somebody wrote in between, nothing was stored; read again and decide again. Throws on any other failure. */
  commit(write: IncidentWrite): Promise<'committed' | 'conflict'>;
  /** Appends one entry outside a decision. An entry that exists already stays as it is. */
  appendTimeline(entry: TimelineEntry): Promise<void>;
  /** The incident's timeline, oldest first. */
  readTimeline(incidentId: string): Promise<TimelineEntry[]>;
  /** Open incidents (all services), most severe first, then oldest first. */
  listOpen(): Promise<Incident[]>;
  /** Incidents of a service, newest first. */
  listByService(service: string, limit: number): Promise<Incident[]>;

  /** Pending outbox items with `dueMs <= nowMs`, oldest first, at most `limit`. */
  listDue(nowMs: number, limit: number): Promise<OutboxItem[]>;
  /**
   * Takes an item for sending: succeeds if it is pending, due and its lease is over; stores `leaseUntilMs` and one more
   * attempt, and answers the item as stored. `undefined`: somebody else has it, it is not due, or it is done.
   */
  lease(ref: OutboxRef, nowMs: number, leaseUntilMs: number): Promise<OutboxItem | undefined>;
  /** Ends or postpones a leased item; has no effect if the lease is no longer ours. */
  settle(item: OutboxItem, outcome: OutboxOutcome): Promise<void>;
}

export type OutboxOutcome =
  | { readonly status: 'sent'; readonly providerId: string }
  | { readonly status: 'dead'; readonly error: string }
  | { readonly status: 'pending'; readonly dueMs: number; readonly error: string };

/** A message for people, already worded. */
export interface OutgoingMessage {
  /** Sent along so that a repeated send can be recognised. */
  readonly idempotencyKey: string;
  /** ASCII, at most 100 characters, no line breaks. */
  readonly subject: string;
  readonly body: string;
  /** For subscription filters: kind, severity, service, environment. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Publishes to an SNS topic; answers the provider's message id. Throws when it was not accepted. */
export interface TopicPort {
  publish(topicArn: string, message: OutgoingMessage): Promise<string>;
}

/** Where a record goes that can never be handled: kept for people, with the reason. Throws when it was not accepted. */
export interface DeadLetterPort {
  send(body: string, reason: string): Promise<void>;
}

export interface BusPort {
  publish(detailType: string, detail: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Counts of the workflow, on the hub's dimension set. Never throws. */
export interface MetricPort {
  count(name: string, value?: number): void;
  duration(name: string, ms: number): void;
}

/** The hub's configuration; cached by the adapter. */
export interface ConfigPort {
  load(): Promise<SightlineConfig>;
}

/** Structured log lines of the workflow itself. Never throws. */
export interface LogPort {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** One request, or one connection, of a health check. */
export interface ProbeRequest {
  /** Name of the check. */
  readonly check: string;
  /** `http:` or `https:`; or `tcp://<host>:<port>`, which is only connected to. */
  readonly url: string;
  readonly method: string;
  readonly timeoutMs: number;
  /** The body is read up to here; 0: not at all. */
  readonly maxBodyBytes: number;
}

export interface ProbeAnswer {
  /** HTTP status; missing for a connection. */
  readonly status?: number;
  /** As far as it was asked for. */
  readonly body: string;
}

/** Asks the world outside. Redirects are answers. Throws where no whole answer came within `timeoutMs`. */
export interface ProbePort {
  probe(request: ProbeRequest): Promise<ProbeAnswer>;
}

/** A service's health, on `DIMENSION_SETS.health`. Never throws. */
export interface HealthMetricPort {
  score(score: number): void;
  /** @param latencyMs missing where no answer came */
  check(name: string, fault: boolean, latencyMs?: number): void;
}

/** What became of a PutMetricData request; it is stored as a whole or not at all. */
export type PutOutcome =
  | { readonly status: 'stored' }
  /** Throttled, or CloudWatch failed. After `mayBeStored` the answer was lost, and trying again may store it twice. */
  | { readonly status: 'unavailable'; readonly reason: string; readonly mayBeStored: boolean }
  /** Something in the data is not allowed. */
  | { readonly status: 'rejected'; readonly reason: string }
  /** Trying again would not help, and the data are not to blame: no permission, no credentials. */
  | { readonly status: 'denied'; readonly reason: string };

/** PutMetricData. Never throws: a failure is an outcome. */
export interface MetricDataPort {
  put(namespace: string, data: readonly Datum[]): Promise<PutOutcome>;
}

/** The queue between publishers and `publish-metrics`. */
export interface PublishQueuePort {
  /** The text in a message's body. Throws where the body is none of ours. */
  unpack(body: string): Promise<string>;
  /** The body that carries a text. */
  pack(text: string): Promise<string>;
  /** Throws when the queue did not take it. */
  send(body: string): Promise<void>;
}

export type { SloDefinitions };

export interface SloDefinitionPort {
  load(): Promise<SloDefinitions>;
}

/** What to read of an objective. */
export interface SloSeriesRequest {
  readonly slo: string;
  readonly queries: readonly IndicatorQuery[];
  /** Queries whose results are wanted. */
  readonly wanted: readonly string[];
  readonly periodSeconds: number;
  /** Whole periods. */
  readonly span: Span;
}

/** By query id: one value a period of the span, NaN where there is no datapoint. */
export type SloSeries = Readonly<Record<string, Float64Array>>;

/** Reads metrics and metric math. One request that fails is an Error in its place; throws only where all would. */
export interface SloSeriesPort {
  read(requests: readonly SloSeriesRequest[]): Promise<readonly (SloSeries | Error)[]>;
}

export interface SloStore {
  readState(slo: string): Promise<SloState | undefined>;
  /** Stored if the stored version is `state.version - 1`. */
  writeState(state: SloState): Promise<'committed' | 'conflict'>;
  /** One measurement a moment: a later one of the same moment takes its place. */
  writeMeasurements(measurements: readonly SloMeasurement[]): Promise<void>;
  /** Oldest first; from `span.startMs`, before `span.endMs`. */
  readMeasurements(slo: string, span: Span): Promise<SloMeasurement[]>;
  /** The newest one, of any of these objectives that has one. */
  readLatest(slos: readonly string[]): Promise<SloMeasurement[]>;
  writeOverall(overall: OverallCompliance): Promise<void>;
  readOverall(span: Span): Promise<OverallCompliance[]>;
}

/** One datapoint about an objective. */
export interface SloDatapoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly atMs: number;
}

/** Publishes datapoints at their own times. Throws when they were not accepted. */
export interface SloMetricPort {
  publish(datapoints: readonly SloDatapoint[]): Promise<void>;
}
