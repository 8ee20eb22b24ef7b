import type { IncidentWrite } from '../../lib/core/incident/draft';
import type { Incident, Lock, Member, Signal, TimelineEntry } from '../../lib/core/incident/incident';
import type { OutboxItem } from '../../lib/core/incident/notification';
import type { Responses } from '../../lib/core/incident/response-plan';
import { INCIDENT_SCHEMA_VERSION } from '../../lib/core/incident/schema-version';
import type { HeldTimerRef, IncidentTimerRef, Timer } from '../../lib/core/incident/timer';

/** An arbitrary day: 2027-01-15T08:00:00Z. */
export const T0 = 1_800_000_000_000;
export const DAY_MS = 86_400_000;

const schemaVersion = INCIDENT_SCHEMA_VERSION;

export function lockOf(changes: Partial<Lock> = {}): Lock {
  return {
    schemaVersion,
    groupKey: 'checkout|prod',
    version: 1,
    openId: 'i-1',
    lastId: 'i-1',
    generation: 1,
    resolvedMs: 0,
    alarming: 1,
    paging: 1,
    newestMs: T0,
    count: 1,
    flapCount: 0,
    ...changes,
  };
}

export function memberOf(changes: Partial<Member> = {}): Member {
  return {
    schemaVersion,
    groupKey: 'checkout|prod',
    member: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:faults#A',
    ms: T0,
    state: 'ALARM',
    ...changes,
  };
}

export function incidentOf(changes: Partial<Incident> = {}): Incident {
  return {
    schemaVersion,
    id: 'i-1',
    groupKey: 'checkout|prod',
    status: 'triggered',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    title: 'checkout fails',
    version: 1,
    generation: 1,
    paged: true,
    openedMs: T0,
    beganMs: T0,
    startedMs: T0 + 1_000,
    plan: { policy: 'default', levels: [{ name: 'on-call', afterMs: 0, targets: ['channel:oncall'] }], acksNeeded: 1 },
    level: 0,
    urgent: true,
    flapping: false,
    told: ['oncall'],
    acknowledgements: [],
    alarms: ['checkout-faults'],
    affected: [],
    ...changes,
  };
}

export function entryOf(changes: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    schemaVersion,
    incidentId: 'i-1',
    atMs: T0,
    eventId: 'opened',
    kind: 'opened',
    actor: { type: 'alarm', id: 'checkout-faults' },
    text: 'checkout-faults is in ALARM',
    ...changes,
  };
}

export function outboxOf(changes: Partial<OutboxItem> = {}): OutboxItem {
  return {
    schemaVersion,
    incidentId: 'i-1',
    generation: 1,
    kind: 'page',
    level: 1,
    channel: 'oncall',
    status: 'pending',
    attempts: 0,
    dueMs: T0,
    leaseUntilMs: 0,
    causedMs: T0,
    ...changes,
  };
}

export function timerOf(
  changes: Partial<IncidentTimerRef> & { readonly dueMs?: number } = {},
): Timer & IncidentTimerRef {
  return { schemaVersion, kind: 'escalate', incidentId: 'i-1', generation: 1, level: 1, dueMs: T0, ...changes };
}

export function heldOf(
  changes: Partial<HeldTimerRef> & { readonly dueMs?: number; readonly signal?: Signal } = {},
): Timer {
  const { groupKey, member } = memberOf();
  return { schemaVersion, kind: 'held', groupKey, member, dueMs: T0, signal: signalOf(), ...changes };
}

export function signalOf(changes: Partial<Signal> = {}): Signal {
  return {
    member: memberOf().member,
    alarmName: 'checkout-faults',
    state: 'ALARM',
    timestampMs: T0,
    reason: 'Threshold Crossed',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    role: 'page',
    summary: 'checkout fails',
    region: 'eu-west-1',
    account: '111122223333',
    ...changes,
  };
}

/** A write of these parts, and nothing else. */
export function writeOf(parts: Partial<IncidentWrite>): IncidentWrite {
  return { members: [], timeline: [], outbox: [], timers: [], doneTimers: [], ...parts };
}

/** Everybody is told at once, on these channels, and nobody after that. */
export function responsesOf(...channels: readonly string[]): Responses {
  const targets = channels.map((channel) => `channel:${channel}`);
  return {
    planFor: () => ({ policy: 'default', levels: [{ name: 'on-call', afterMs: 0, targets }], acksNeeded: 1 }),
    recipients: () => channels,
    audience: () => [],
    takes: () => true,
  };
}
