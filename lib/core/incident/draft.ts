/**
 * Several decisions about one group as one write: ten signals of a burst cost one transaction and meet the lock once.
 */
import { MOST_RELATIONS } from './correlate';
import type { GroupState, Written } from './group';
import type { Incident, Lock, Member, TimelineEntry } from './incident';
import type { OutboxItem } from './notification';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { MAX_TRANSACTION_ITEMS } from './table-write';
import { type Timer, type TimerRef, timerName } from './timer';

/** All writes of one decision, or of several. Either all are stored or none. */
export interface IncidentWrite {
  /** Stored if the stored lock's version is `lock.version - 1` (no lock counts as version 0). */
  readonly lock?: Lock;
  /** Stored if the stored incident's version is `incident.version - 1` (no incident counts as version 0). */
  readonly incident?: Incident;
  /** Replace what is stored of them; the lock guards them. */
  readonly members: readonly Member[];
  /** Appended; each must be new. */
  readonly timeline: readonly TimelineEntry[];
  /** Appended; each must be new. */
  readonly outbox: readonly OutboxItem[];
  /** Each takes the place of one of the same name. */
  readonly timers: readonly Timer[];
  /** Removed, if they are there. */
  readonly doneTimers: readonly TimerRef[];
  /** Can be used by one write only: the identity of a one-time token. */
  readonly once?: { readonly id: string; readonly untilMs: number };
}

/** With so many the write is stored, though one more decision may fit: others wait for the lock. */
const ENOUGH_ITEMS = 60;
/** What a finished write may get beside: links to other incidents and to a deploy, and a one-time token. */
const ADDED_LATER = MOST_RELATIONS + 1 + 1;
/**
 * One decision writes so many items at most beside what it owes: lock, incident and member, two entries of the timeline,
 * two timers that are set and two that are done.
 */
export const MOST_BESIDE_OUTBOX = 9;
/** So many messages can be owed by one decision: it is stored as one transaction. */
export const MOST_OWED = MAX_TRANSACTION_ITEMS - ADDED_LATER - MOST_BESIDE_OUTBOX;

export class Draft {
  private current: GroupState;
  private readonly touched = new Set<Written['touches']>();
  private readonly timeline: TimelineEntry[] = [];
  private readonly outbox: OutboxItem[] = [];
  private readonly timers = new Map<string, Timer>();
  private readonly done = new Map<string, TimerRef>();

  constructor(private readonly stored: GroupState) {
    this.current = stored;
  }

  /** What the next decision is taken on. */
  get state(): GroupState {
    return this.current;
  }

  /** False once the write is to be stored before anything else is decided. */
  get hasRoom(): boolean {
    return this.changedMembers().length + this.others() < ENOUGH_ITEMS;
  }

  /**
   * False where it needs a write of its own: it begins another incident than the one that was changed before, or does not
   * fit beside what was decided before.
   */
  add(decision: Written): boolean {
    if (this.changesIncident() && decision.next.incident?.id !== this.current.incident?.id) return false;
    const before = this.changedMembers().length + this.others();
    const room = MAX_TRANSACTION_ITEMS - ADDED_LATER - MOST_BESIDE_OUTBOX - before;
    if (before > 0 && decision.outbox.length > room) return false;
    this.current = decision.next;
    this.touched.add(decision.touches);
    for (const entry of decision.timeline) this.timeline.push({ ...entry, eventId: this.inOrder(entry) });
    this.outbox.push(...decision.outbox);
    for (const ref of decision.doneTimers) {
      this.timers.delete(timerName(ref));
      this.done.set(timerName(ref), ref);
    }
    for (const timer of decision.timers) {
      this.done.delete(timerName(timer));
      this.timers.set(timerName(timer), timer);
    }
    return true;
  }

  /** What to store; `undefined` where nothing changed. */
  write(): IncidentWrite | undefined {
    const { stored, current } = this;
    const changesLock = current.lock !== stored.lock || this.touched.has('lock');
    const lock = changesLock ? { ...current.lock, version: stored.lock.version + 1 } : undefined;
    const changed = this.changesIncident() ? current.incident : undefined;
    const members = this.changedMembers();
    if (!lock && !changed && members.length + this.others() === 0) return undefined;
    return {
      lock: lock && withoutMoved(lock, current.members),
      incident: changed && { ...changed, schemaVersion: INCIDENT_SCHEMA_VERSION, version: this.nextVersion() },
      members: members.map(([member, seen]) => ({
        schemaVersion: INCIDENT_SCHEMA_VERSION,
        groupKey: current.lock.groupKey,
        member,
        ...seen,
      })),
      timeline: this.timeline,
      outbox: this.outbox,
      timers: [...this.timers.values()],
      doneTimers: [...this.done.values()],
    };
  }

  private changesIncident(): boolean {
    return this.current.incident !== this.stored.incident || this.touched.has('incident');
  }

  private changedMembers() {
    return [...this.current.members].filter(([member, seen]) => this.stored.members.get(member) !== seen);
  }

  private others(): number {
    return this.timeline.length + this.outbox.length + this.timers.size + this.done.size;
  }

  /** The version it will be stored with leads the id: entries of the same millisecond stay in the order of decisions. */
  private inOrder(entry: TimelineEntry): string {
    const place = String(this.timeline.length).padStart(2, '0');
    return `${String(this.nextVersion()).padStart(6, '0')}.${place}|${entry.eventId}`;
  }

  private nextVersion(): number {
    const { stored, current } = this;
    return (stored.incident?.id === current.incident?.id ? (stored.incident?.version ?? 0) : 0) + 1;
  }
}

/** A member with an item of its own is no longer kept in the lock. */
function withoutMoved(lock: Lock, members: GroupState['members']): Lock {
  const { inlineMembers, ...rest } = lock;
  const left = Object.entries(inlineMembers ?? {}).filter(([member]) => !members.has(member));
  const kept = left.length > 0 ? { inlineMembers: Object.fromEntries(left) } : {};
  return { ...rest, ...kept, schemaVersion: INCIDENT_SCHEMA_VERSION };
}
