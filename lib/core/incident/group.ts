/** What is stored about a group before a decision, and what a decision leaves. */
import type { Incident, Lock, Signal, TimelineEntry, Watermark } from './incident';
import type { OutboxItem } from './notification';
import type { Responses } from './response-plan';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import type { Storm } from './storm';
import type { Timer, TimerRef } from './timer';

/** The lock, the incident it names as open or else as last, and the members that a decision asks about. */
export interface GroupState {
  readonly lock: Lock;
  readonly incident?: Incident;
  readonly members: ReadonlyMap<string, Watermark>;
}

export interface LifecycleSettings {
  readonly responses: Responses;
  /** An ALARM up to this long after the resolve reopens (inclusive), milliseconds. */
  readonly reopenWindowMs: number;
  /** An alarm that joins later than this after its round began pages anew, milliseconds. @default - none does */
  readonly groupingWindowMs?: number;
  /** The alert storm that goes on. @default - none */
  readonly storm?: Storm;
}

export type Outcome =
  | 'opened'
  | 'reopened'
  | 'joined'
  | 'cleared'
  | 'resolved'
  | 'recorded'
  | 'held'
  | 'escalated'
  | 'acknowledged'
  | 'changed'
  | 'closed'
  /** Nobody acknowledged within the response time. */
  | 'unanswered'
  /** Its post-mortem is. */
  | 'overdue'
  | 'done';

/** What changed, as it stands next to what is stored: versions are raised where it is written (`draft.ts`). */
export interface Written {
  readonly action: 'write';
  readonly outcome: Outcome;
  readonly next: GroupState;
  /**
   * What is stored with its next version even where nothing of it changed: whoever decided on the version before has to
   * decide again. @default - what differs from what was stored
   */
  readonly touches?: 'lock' | 'incident';
  readonly timeline: readonly TimelineEntry[];
  readonly outbox: readonly OutboxItem[];
  readonly timers: readonly Timer[];
  readonly doneTimers: readonly TimerRef[];
  /** Appended beside the write, each once however often it is told. */
  readonly notes: readonly TimelineEntry[];
}

export type Decision =
  | { readonly action: 'ignore'; readonly why: string }
  /** Worth a line in the timeline, but no change of state. */
  | { readonly action: 'note'; readonly entry: TimelineEntry }
  | Written;

/** The lock of a group that has none stored. */
export function newLock(groupKey: string): Lock {
  return {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    groupKey,
    version: 0,
    generation: 0,
    resolvedMs: 0,
    alarming: 0,
    paging: 0,
    newestMs: 0,
    count: 0,
    flapCount: 0,
  };
}

/** Service and environment: one incident for each, unless a signal is of a group of its own. */
export function groupKeyOf({ service, environment, group }: Pick<Signal, 'service' | 'environment' | 'group'>): string {
  return JSON.stringify(group === undefined ? [service, environment] : [service, environment, group]);
}

/** How far a member has been seen: by its own item, or by what an older version kept in the lock. */
export function watermarkOf({ lock, members }: GroupState, member: string): Watermark | undefined {
  const own = members.get(member);
  if (own) return own;
  return lock.inlineMembers && Object.hasOwn(lock.inlineMembers, member) ? lock.inlineMembers[member] : undefined;
}

/** What a decision appends to the timeline without changing anything. */
export function notesOf(decision: Decision): readonly TimelineEntry[] {
  if (decision.action === 'note') return [decision.entry];
  return decision.action === 'write' ? decision.notes : [];
}

/** A write that changes nothing yet. */
export function written(outcome: Outcome, next: GroupState, more: Partial<Written> = {}): Written {
  return { action: 'write', outcome, next, timeline: [], outbox: [], timers: [], doneTimers: [], notes: [], ...more };
}
