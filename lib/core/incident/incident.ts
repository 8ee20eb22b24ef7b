import type { Audience, Progress } from './audience';
import type { ResponsePlan } from './response-plan';
import type { AlarmRole, Severity } from './severity';

/** `triggered -> acknowledged -> investigating -> resolved -> closed`; reopen is `resolved -> triggered`. */
export const INCIDENT_STATUSES = ['triggered', 'acknowledged', 'investigating', 'resolved', 'closed'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/** State of an alarm, as CloudWatch names it. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A judgement about a service, whatever transport or alarm shape it came by. */
export interface Signal {
  /** Alarm ARN (or judge id), with `#<contributor>` where the alarm has contributors. */
  readonly member: string;
  readonly alarmName: string;
  readonly state: AlarmState;
  /** When the state began, epoch milliseconds: the signal's place in the order of its member's states. */
  readonly timestampMs: number;
  readonly reason: string;
  readonly service: string;
  readonly environment: string;
  /** Those with the same one share an incident of their own. @default - the incident of service and environment */
  readonly group?: string;
  readonly severity: Severity;
  readonly role: AlarmRole;
  /** One sentence for people, from the alarm's description. */
  readonly summary: string;
  /** For routing. @default - whoever the service belongs to */
  readonly team?: string;
  /** For routing, beside those that name service, environment, severity and role. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
  /** What to do first, or where it is written. @default - not said */
  readonly firstStep?: string;
  /** Of an OK: the alarm was deleted, and each of its contributors with it. */
  readonly deleted?: boolean;
  /** Why this state must not page now. Absent: nothing holds it back. */
  readonly heldBack?: HeldBack;
  readonly region: string;
  readonly account: string;
}

/** The alarm of a contributor. `undefined`: it is none. */
export function alarmOf(member: string): string | undefined {
  const [, alarm] = /^(arn:[^#]+)#/.exec(member) ?? [];
  return alarm;
}

/** These members, and the alarms that they are contributors of: what is decided of one depends on the other. */
export function withAlarmsOf(members: readonly string[]): string[] {
  return [...new Set(members.flatMap((member) => [member, alarmOf(member) ?? member]))];
}

/** A mute rule, an actions suppressor or a maintenance window: what happens is recorded, and nobody is paged. */
export interface HeldBack {
  /** In words, such as `mute rule <arn>`. */
  readonly by: string;
  /** When it ends, epoch milliseconds: what is still in ALARM then pages. Missing: another event will tell. */
  readonly untilMs?: number;
}

/** The identity of a signal, the same over all transports. */
export function signalId(signal: Pick<Signal, 'member' | 'state' | 'timestampMs'>): string {
  return `${signal.member}|${signal.state}|${signal.timestampMs}`;
}

/** Who did it. `system` is the workflow itself. */
export const ACTOR_TYPES = ['user', 'alarm', 'runbook', 'timer', 'system'] as const;

export interface Actor {
  readonly type: (typeof ACTOR_TYPES)[number];
  readonly id: string;
}

export interface Acknowledgement {
  readonly by: string;
  readonly atMs: number;
}

/** Of one generation. */
export interface StatusUpdates {
  readonly count: number;
  /** Epoch ms. @default - there was none */
  readonly lastMs?: number;
  /** Reminders that one was due. */
  readonly asked: number;
  /** @default 'investigating' */
  readonly progress?: Progress;
}

export interface Incident {
  readonly schemaVersion: number;
  readonly id: string;
  readonly groupKey: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** The worst of this generation, since when the severity was lowered with its alarms. @default - it was not lowered */
  readonly peak?: Severity;
  /** What people said it is: alarms raise it, but do not lower it further. @default - nobody said */
  readonly severityFloor?: Severity;
  readonly service: string;
  readonly environment: string;
  readonly team?: string;
  readonly title: string;
  /** What to do first, as the alarm says that opened or last paged it. */
  readonly firstStep?: string;
  /** Optimistic lock: raised by one with each write. */
  readonly version: number;
  /** 1 at open, raised by one with each reopen. At most one page goes out per generation, level and channel. */
  readonly generation: number;
  /** True once this generation has a page in the outbox; false while it has notices only, or nothing. */
  readonly paged: boolean;
  /** When the state began that opened it. Epoch ms. */
  readonly openedMs: number;
  /** When the state began that this generation began with. Epoch ms. */
  readonly beganMs: number;
  /** When this generation was decided, by the workflow's clock: the escalation counts from here. Epoch ms. */
  readonly startedMs: number;
  /** How this generation is answered, as it was configured when it began: later changes leave it alone. */
  readonly plan: ResponsePlan;
  /** Highest level of the plan that was told, in this generation. */
  readonly level: number;
  /** A signal asked to wake people in this generation. */
  readonly urgent: boolean;
  /** It came back soon after it began the last time: nobody is paged before it stays for a while. */
  readonly flapping: boolean;
  /** The alert storm that this generation began in; until it is `over`, the storm's page is the incident's. @default - none */
  readonly storm?: { readonly id: string; readonly over: boolean };
  /** Channels that were owed a page or a notice in this generation, each once: they are owed its end as well. */
  readonly told: readonly string[];
  /** Those of `told` that heard of an earlier generation only. @default - none */
  readonly toldBefore?: readonly string[];
  /** Channels of stakeholders and customers that were told of this generation, each once. @default - none */
  readonly informed?: readonly string[];
  /** Channels of customers that were told of its end: they hear of it again once it is told anew. @default - none */
  readonly customersBefore?: readonly string[];
  /** What people said of this generation. @default - nothing yet, and nobody was asked */
  readonly updates?: StatusUpdates;
  /** In this generation, oldest first. */
  readonly acknowledgements: readonly Acknowledgement[];
  readonly assignee?: string;
  readonly resolvedMs?: number;
  readonly resolvedBy?: Actor;
  readonly autoResolved?: boolean;
  readonly closedMs?: number;
  /** Names of alarms seen in this incident, oldest first, each once: the first hundred. */
  readonly alarms: readonly string[];
  /** Systems that people named as affected. */
  readonly affected: readonly string[];
  readonly rootCause?: string;
  readonly resolution?: string;
}

/** Per group key: which incident is open, and how far the states of its members have been seen. */
export interface Lock {
  readonly schemaVersion: number;
  readonly groupKey: string;
  /** Optimistic lock: raised by one with each write; 0 where no lock is stored yet. */
  readonly version: number;
  readonly openId?: string;
  readonly lastId?: string;
  readonly generation: number;
  /** Epoch ms of the newest member state at the last resolve; 0 before the first. */
  readonly resolvedMs: number;
  /** Members whose newest state is ALARM. */
  readonly alarming: number;
  /** Those of them that wake people: an incident that tickets keep open pages again when there is one after none. */
  readonly paging: number;
  /** How many of them are of which severity; those that an older version counted are missing. @default - none is known */
  readonly severities?: Readonly<Partial<Record<Severity, number>>>;
  /** Epoch ms of the newest state of any member; 0 before the first. */
  readonly newestMs: number;
  /** ALARM signals seen. */
  readonly count: number;
  /** Reopens of the last incident. */
  readonly flapCount: number;
  /** Members that a version before 2 kept in the lock itself and that have no item of their own yet. */
  readonly inlineMembers?: Readonly<Record<string, Watermark>>;
}

/** How far a member's states have been seen. */
export interface Watermark {
  readonly ms: number;
  /** Of two states with the same time, the one that came last. */
  readonly state: 'OK' | 'ALARM';
  /** The other state came with the same time: neither is news any more. */
  readonly tied?: boolean;
  /** An ALARM that wakes people. */
  readonly pages?: boolean;
  /** Of an ALARM. @default - an older version stored it */
  readonly severity?: Severity;
}

/** A member of a group: one alarm, or one contributor of it. */
export interface Member extends Watermark {
  readonly schemaVersion: number;
  readonly groupKey: string;
  readonly member: string;
}

export const TIMELINE_KINDS = [
  'opened',
  'joined',
  'cleared',
  'escalated',
  'acknowledged',
  'investigating',
  'assigned',
  'severity',
  'affected',
  'resolved',
  'reopened',
  'closed',
  'noted',
  'updated',
  'deployed',
  'linked',
  'requested',
  'approved',
  'runbook',
  'evidence',
  'postmortem',
] as const;

export interface TimelineEntry {
  readonly schemaVersion: number;
  readonly incidentId: string;
  readonly atMs: number;
  /** Unique in the incident: writing the same entry twice is one entry. */
  readonly eventId: string;
  readonly kind: (typeof TIMELINE_KINDS)[number];
  readonly actor: Actor;
  readonly text: string;
  /** Whom a status update was for, beside the responders. @default - for them alone */
  readonly audience?: Audience;
  /** Which run of a runbook it is about. @default - none */
  readonly run?: { readonly runbook: string; readonly generation: number };
}
