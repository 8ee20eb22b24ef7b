/** Where incidents are kept. */
import type { IncidentWrite } from '../../core/incident/draft';
import type { IncidentEvidence } from '../../core/incident/evidence';
import type { GroupState } from '../../core/incident/group';
import type { Incident, TimelineEntry } from '../../core/incident/incident';
import type { Memo, MemoRef } from '../../core/incident/memo';
import type { OutboxItem, OutboxRef } from '../../core/incident/notification';
import type { PostmortemDraft } from '../../core/incident/postmortem-draft';
import type { Timer, TimerRef } from '../../core/incident/timer';
import type { Span } from '../../core/slo/window';

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

/** Wakes `escalate` for a timer. A wake-up may be late, lost or repeated: the sweep finds what is due, the store what is true. */
export interface WakePort {
  /** Never throws. */
  wake(ref: TimerRef, dueMs: number): Promise<void>;
}
