import type { AlarmRole, Severity } from './severity';

/** `triggered -> acknowledged -> investigating -> resolved -> closed`; reopen is `resolved -> triggered`. */
export const INCIDENT_STATUSES = ['triggered', 'acknowledged', 'investigating', 'resolved', 'closed'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

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
  /** Why this state must not page now: a mute rule or a composite's suppressor. Absent: nothing holds it back. */
  readonly heldBackBy?: string;
  readonly region: string;
  readonly account: string;
}

/** The identity of a signal, the same over all transports. */
export function signalId(signal: Pick<Signal, 'member' | 'state' | 'timestampMs'>): string {
  return `${signal.member}|${signal.state}|${signal.timestampMs}`;
}

export interface Actor {
  readonly type: 'user' | 'alarm' | 'runbook' | 'timer';
  readonly id: string;
}

export interface Incident {
  readonly schemaVersion: number;
  readonly id: string;
  readonly groupKey: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly service: string;
  readonly environment: string;
  readonly title: string;
  /** Optimistic lock: raised by one with each write. */
  readonly version: number;
  /** 1 at open, raised by one with each reopen. At most one page goes out per generation and channel. */
  readonly generation: number;
  /** True once this generation has a page (or, for tickets, only a notice) in the outbox. */
  readonly paged: boolean;
  readonly openedMs: number;
  readonly resolvedMs?: number;
  readonly resolvedBy?: Actor;
  readonly autoResolved?: boolean;
  /** Alarm names seen in this incident, oldest first, each once. */
  readonly alarms: readonly string[];
}

/** Per group key: which incident is open, and how far each member's states have been seen. */
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
  readonly members: Readonly<Record<string, { readonly ms: number; readonly state: 'OK' | 'ALARM' }>>;
  /** ALARM signals seen. */
  readonly count: number;
  /** Reopens of the last incident. */
  readonly flapCount: number;
}

export interface TimelineEntry {
  readonly schemaVersion: number;
  readonly incidentId: string;
  readonly atMs: number;
  /** Unique in the incident: writing the same entry twice is one entry. */
  readonly eventId: string;
  readonly kind: 'opened' | 'joined' | 'cleared' | 'escalated' | 'resolved' | 'reopened' | 'noted' | 'deployed';
  readonly actor: Actor;
  readonly text: string;
}

/** What is sent: `page` wakes people, `notice` informs the channel, `resolved` ends either. */
export type NotificationKind = 'page' | 'notice' | 'resolved';

/** One message owed to one channel. Its key is the idempotency key towards the provider. */
export interface OutboxItem {
  readonly schemaVersion: number;
  readonly incidentId: string;
  readonly generation: number;
  readonly kind: NotificationKind;
  readonly level: number;
  readonly channel: string;
  readonly status: 'pending' | 'sent' | 'dead';
  readonly attempts: number;
  /** Not to be sent before this time; also the key of the due-work index. Epoch ms. */
  readonly dueMs: number;
  /** A sender holds the item until then. Epoch ms; 0 when free. */
  readonly leaseUntilMs: number;
  /** When the state that caused it began, for `NotifyLatency`. Epoch ms. */
  readonly causedMs: number;
  readonly providerId?: string;
  readonly lastError?: string;
}

/** What names an outbox item. */
export type OutboxRef = Pick<OutboxItem, 'incidentId' | 'generation' | 'kind' | 'level' | 'channel'>;

/** `<incident id>/<generation>/<kind>/<level>/<channel>`: sent with the message so that a repeat can be recognised. */
export function outboxKey(item: OutboxRef): string {
  return [item.incidentId, item.generation, item.kind, item.level, item.channel].join('/');
}
