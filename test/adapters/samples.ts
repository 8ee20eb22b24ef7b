import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { Incident, Lock, OutboxItem, TimelineEntry } from '../../lib/core/incident/incident';

/** An arbitrary day: 2027-01-15T08:00:00Z. */
export const T0 = 1_800_000_000_000;
export const DAY_MS = 86_400_000;

export function lockOf(changes: Partial<Lock> = {}): Lock {
  return {
    schemaVersion: SCHEMA_VERSION,
    groupKey: 'checkout|prod',
    version: 1,
    openId: 'i-1',
    lastId: 'i-1',
    generation: 1,
    resolvedMs: 0,
    members: { 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:faults#A': { ms: T0, state: 'ALARM' } },
    count: 1,
    flapCount: 0,
    ...changes,
  };
}

export function incidentOf(changes: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: SCHEMA_VERSION,
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
    alarms: ['checkout-faults'],
    ...changes,
  };
}

export function entryOf(changes: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    schemaVersion: SCHEMA_VERSION,
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
    schemaVersion: SCHEMA_VERSION,
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
