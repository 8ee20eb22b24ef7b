import type { FiringAlarm } from '../core/alarm/firing-alarm';
import type { ServiceDeployTime } from '../core/anomaly/watch/job';
import type { WatchedSeriesList } from '../core/anomaly/watch/read-series';
import type { PageState } from '../core/anomaly/watch/state';
import type { ToldAnomaly } from '../core/anomaly/watch/told';
import type { ProviderKind, SightlineConfig } from '../core/config';
import type { HealthDefinitions } from '../core/health/definition';
import type { IncidentWrite } from '../core/incident/draft';
import type { ErrorEvidence, IncidentEvidence, ServiceRef, TraceEvidence } from '../core/incident/evidence';
import type { GroupState } from '../core/incident/group';
import type { Incident, TimelineEntry } from '../core/incident/incident';
import type { Memo, MemoRef } from '../core/incident/memo';
import type { OutboxItem, OutboxRef } from '../core/incident/notification';
import type { PostmortemDraft } from '../core/incident/postmortem-draft';
import type { Timer, TimerRef } from '../core/incident/timer';
import type { Datum } from '../core/signal/aggregate/datum';
import type { IndicatorQuery } from '../core/slo/definition';
import type { OverallCompliance, SloMeasurement, SloState } from '../core/slo/measurement';
import type { SloDefinitions } from '../core/slo/read-definition';
import type { Span } from '../core/slo/window';

/** Milliseconds since the epoch, and a pause. Injected so that rehearsal runs in virtual time. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** What comes of the work; `undefined` if that takes longer. @default - it is waited for, however long it takes */
  within?<T>(ms: number, work: Promise<T>): Promise<T | undefined>;
}

export type { IncidentWrite };

export interface IncidentStore {
  /**
   * The lock of a group (a new one where none is stored), the incident it names as open or else as last, and these
   * members of it; read consistently, the lock first, so that a write under its version holds for all of them.
   */
  readGroup(groupKey: string, members: readonly string[]): Promise<GroupState>;
  /** The members of a group that have items of their own, in the order of their keys. */
  listMembers(groupKey: string): Promise<string[]>;
  /** An incident, read consistently. */
  readIncident(id: string): Promise<Incident | undefined>;
  /** A timer, read consistently; `undefined` once it is done. */
  readTimer(ref: TimerRef): Promise<Timer | undefined>;
  /** True if a write with `once` of this id was stored. */
  isUsed(onceId: string): Promise<boolean>;
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
  /**
   * Incidents that were open at some time of the span, newest first, at most `limit`. Reads every incident that is kept
   * (ADR 0025 says what that costs): for a report, not for each signal.
   */
  listDuring(span: Span, limit: number): Promise<Incident[]>;

  /** Timers with `dueMs <= nowMs`, oldest first, at most `limit`. */
  listDueTimers(nowMs: number, limit: number): Promise<Timer[]>;
  /** Pending outbox items with `dueMs <= nowMs`, oldest first, at most `limit`. */
  listDue(nowMs: number, limit: number): Promise<OutboxItem[]>;
  /** All outbox items of an incident, in the order of their keys. */
  listOutbox(incidentId: string): Promise<OutboxItem[]>;
  /**
   * Takes an item for sending: succeeds if it is pending, due and its lease is over; stores `leaseUntilMs` and one more
   * attempt, and answers the item as stored. `undefined`: somebody else has it, it is not due, or it is done.
   */
  lease(ref: OutboxRef, nowMs: number, leaseUntilMs: number): Promise<OutboxItem | undefined>;
  /** Ends or postpones a leased item; has no effect if the lease is no longer ours. */
  settle(item: OutboxItem, outcome: OutboxOutcome): Promise<void>;
  /** How a channel did lately; `undefined`: well. */
  readBreaker(channel: string): Promise<Breaker | undefined>;
  /** Replaces it; `undefined`: it does well again. Of two at once the later one stays. */
  writeBreaker(channel: string, breaker: Breaker | undefined): Promise<void>;

  /** An incident's post-mortem, read consistently. */
  readPostmortem(incidentId: string): Promise<PostmortemDraft | undefined>;
  /**
   * Stored if the stored version is `draft.version - 1` (none counts as version 0); `conflict`: somebody wrote in
   * between, nothing was stored. Throws where the text is longer than `MAX_DRAFT_BYTES`.
   */
  writePostmortem(draft: PostmortemDraft): Promise<'committed' | 'conflict'>;

  /** What is kept of how an incident began, read consistently. */
  readEvidence(incidentId: string): Promise<IncidentEvidence | undefined>;
  /** As `writePostmortem`. */
  writeEvidence(evidence: IncidentEvidence): Promise<'committed' | 'conflict'>;

  /** Stored, unless one of the same name and of a later time is. Answers whether it was. */
  writeMemo(memo: Omit<Memo, 'storedMs'>): Promise<boolean>;
  /** Those of them that there are, in any order, read consistently. */
  readMemos(refs: readonly MemoRef[]): Promise<Memo[]>;
  /** All of a topic, in the order of their keys, read consistently. */
  listMemos(topic: string): Promise<Memo[]>;

  /**
   * Replaces a person in all stored incidents, timelines and post-mortems (`core/incident/forget.ts` says where) and answers how many
   * items were changed. For somebody who left: what they still do meanwhile is stored under their name again. Throws
   * where the name is empty or the replacement holds it.
   */
  forgetPerson(name: string, replacement: string): Promise<number>;
}

/** The circuit breaker of a channel: while it is open, messages go to the channel's failover at once. */
export interface Breaker {
  /** In a row. */
  readonly failures: number;
  /** Epoch ms; 0 while it is closed. */
  readonly openUntilMs: number;
}

export type OutboxOutcome =
  /** `via`: the channel that took it in place of its own. */
  | { readonly status: 'sent'; readonly providerId: string; readonly via?: string }
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

/** Wakes `escalate` for a timer. A wake-up may be late, lost or repeated: the sweep finds what is due, the store what is true. */
export interface WakePort {
  /** Never throws. */
  wake(ref: TimerRef, dueMs: number): Promise<void>;
}

/** A secret of the hub's, such as a webhook's address; cached by the adapter. Throws where it cannot be read. */
export interface SecretPort {
  read(arn: string): Promise<string>;
}

/** What became of a message that was given to a provider. */
export type SendOutcome =
  | {
      readonly status: 'sent';
      readonly providerId: string;
      /** What else was to be done there, and was not; for the log. */
      readonly remark?: string;
    }
  /** Trying again may help; not before `retryAfterMs` where the provider said so. */
  | { readonly status: 'failed'; readonly reason: string; readonly retryAfterMs?: number }
  /** Trying again would not help: no permission, no such address, a message it does not take. */
  | { readonly status: 'refused'; readonly reason: string };

/** Where a chat app posts. */
export interface ChatTarget {
  /** Name or id of the provider's channel. */
  readonly channel: string;
  /** Id of the first message about the incident there, which this one answers. @default - it is the first */
  readonly thread?: string;
  /** To be made for the incident, if it is not there yet. @default - none is */
  readonly incidentChannel?: { readonly name: string; readonly topic: string };
}

/** One HTTP request to a provider, worded by `view/`. */
export interface ProviderRequest {
  /** The channel's, for the log. */
  readonly channel: string;
  readonly provider: ProviderKind;
  /** The provider's region, where it has several. */
  readonly region?: 'us' | 'eu';
  /** Of a chat app. */
  readonly chat?: ChatTarget;
  /** ARN. What it holds is the adapter's to know: an address, a routing key, a key to sign with. */
  readonly secret: string;
  /** What to do at the provider; the path and the headers follow from it. */
  readonly operation: 'open' | 'acknowledge' | 'resolve' | 'say';
  /** Names the incident at the provider: `<incident>/<generation>`. */
  readonly dedupKey: string;
  /** The same for each try. */
  readonly idempotencyKey: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The same in plain words, for whoever shows what was sent. */
  readonly inWords: OutgoingMessage;
}

/** Makes links that people act by. Never throws: `undefined` where none can be made now. */
export interface LinkPort {
  /** @param baseUrl of `respond` @param responder who acts by it @param key the same for each try of one message */
  acknowledge(
    baseUrl: string,
    incident: Pick<Incident, 'id' | 'generation'>,
    responder: string,
    key: string,
  ): Promise<string | undefined>;
}

/** Answers a press at the address that Slack sent along, if it is Slack's. Never throws, and takes two seconds at most. */
export interface SlackReplyPort {
  reply(responseUrl: string, body: Readonly<Record<string, unknown>>): Promise<SendOutcome>;
}

/** Sends one request, once: retries are the outbox's decision. Never throws: a failure is an outcome. */
export interface ProviderPort {
  send(request: ProviderRequest): Promise<SendOutcome>;
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

/** Values that are taken once in a while, on the hub's dimension set. Never throws. */
export interface GaugePort {
  gauge(name: string, value: number, unit: 'Count' | 'Milliseconds' | 'Percent'): void;
}

/** What pagers do with heartbeats. Never throws. */
export interface HeartbeatMetricPort {
  heartbeat(channel: string, taken: boolean): void;
}

/** A sign of life for a pager: it wakes nobody, and proves address, key and quota. */
export interface HeartbeatRequest {
  /** What it is called at the provider: `sightline-<hub>`. */
  readonly name: string;
  readonly channel: string;
  readonly provider: ProviderKind;
  readonly region?: 'us' | 'eu';
  /** ARN. */
  readonly secret: string;
  readonly idempotencyKey: string;
  /** What a webhook gets; pagers get their own forms. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one heartbeat, once. Never throws. */
export interface HeartbeatPort {
  beat(request: HeartbeatRequest): Promise<SendOutcome>;
  /** Calls the address that this secret holds, so that somebody outside knows of the hub. */
  ping(secret: string): Promise<SendOutcome>;
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

export interface FiringAlarmsPort {
  /** Those of the account and Region that say whose they are. Throws where they cannot be read. */
  firing(): Promise<readonly FiringAlarm[]>;
}

export interface HealthDefinitionPort {
  load(): Promise<HealthDefinitions>;
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

/** Failing traces of a service. Throws where they cannot be read. */
export interface TraceEvidencePort {
  /** The most telling few, first ones first. */
  faults(of: ServiceRef, span: Span): Promise<readonly TraceEvidence[]>;
}

/** Errors of a service. Throws where they cannot be read. */
export interface ErrorEvidencePort {
  /** The most frequent few, first ones first. */
  top(of: ServiceRef, span: Span): Promise<readonly ErrorEvidence[]>;
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

/** The series of a detection. */
export interface WatchedSeriesPort {
  load(): Promise<WatchedSeriesList>;
}

/** A message for a worker. Throws where the queue did not take it. */
export interface AnomalyQueuePort {
  send(body: string): Promise<void>;
}

export interface AnomalyStore {
  /** Those of these pages that there are. One that cannot be read counts as none. */
  readPages(pages: readonly number[]): Promise<readonly PageState[]>;
  /** Stored if it is newer than the stored one. */
  writePage(page: PageState): Promise<'committed' | 'conflict'>;
  readTold(): Promise<readonly ToldAnomaly[]>;
  /** Stored if the stored version is `told.version - 1`, which is 0 where there is none. */
  writeTold(told: ToldAnomaly): Promise<'committed' | 'conflict'>;
  /** Gone, if the stored version is still this one. */
  deleteTold(told: ToldAnomaly): Promise<void>;
  noteDeploy(deploy: ServiceDeployTime): Promise<void>;
  /** Oldest first. */
  readDeploys(sinceMs: number): Promise<readonly ServiceDeployTime[]>;
}
