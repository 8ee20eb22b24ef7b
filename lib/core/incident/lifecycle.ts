/**
 * The decision behind every signal, as a pure function: what is stored about the group now, in; what to store next, out.
 * Stored in one transaction guarded by versions, it holds whatever the order, repetition or crash:
 * - one incident at most is open for a group key (the lock's `openId`);
 * - a member's state counts once and only forwards (its watermark in the lock), so a late ALARM cannot reopen what a
 *   newer OK ended, and a repeated event changes nothing;
 * - each generation of an incident owes each channel one page at most (`paged`), and owes it from the moment it opens
 *   (the outbox item is part of the same transaction).
 */
import { shortReason } from '../alarm/short-reason';
import { SCHEMA_VERSION } from '../conventions';
import { fnv1a } from '../fnv';
import type { Actor, Incident, Lock, NotificationKind, OutboxItem, Signal, TimelineEntry } from './incident';
import { signalId } from './incident';
import { moreSevere, pages } from './severity';

export interface LifecycleSettings {
  /** Channels that each notification is owed to. */
  readonly channels: readonly string[];
  /** An ALARM up to this long after the resolve reopens (inclusive), milliseconds. */
  readonly reopenWindowMs: number;
}

/** What is stored about the signal's group before it: the lock, and the incident it names as open or else as last. */
export interface GroupState {
  readonly lock: Lock;
  readonly incident?: Incident;
}

export type Outcome = 'opened' | 'reopened' | 'joined' | 'cleared' | 'resolved' | 'recorded';

export type Decision =
  | { readonly action: 'ignore'; readonly why: 'repeated' | 'stale' | 'held back' | 'no incident' }
  /** Worth a line in the timeline, but no change of state. */
  | { readonly action: 'note'; readonly entry: TimelineEntry }
  | {
      readonly action: 'write';
      readonly outcome: Outcome;
      readonly lock: Lock;
      readonly incident?: Incident;
      readonly timeline: readonly TimelineEntry[];
      readonly outbox: readonly OutboxItem[];
    };

/** The lock of a group that has none stored. */
export function newLock(groupKey: string): Lock {
  return {
    schemaVersion: SCHEMA_VERSION,
    groupKey,
    version: 0,
    generation: 0,
    resolvedMs: 0,
    members: {},
    count: 0,
    flapCount: 0,
  };
}

/** Service and environment: one incident for each, unless a signal is of a group of its own. */
export function groupKeyOf({ service, environment, group }: Pick<Signal, 'service' | 'environment' | 'group'>): string {
  return JSON.stringify(group === undefined ? [service, environment] : [service, environment, group]);
}

/** Decides what one signal changes. `nowMs` is only used for due times; order comes from the signal's own time. */
export function decide(state: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const watermark = Object.hasOwn(state.lock.members, signal.member)
    ? state.lock.members[signal.member]?.ms
    : undefined;
  if (watermark !== undefined && signal.timestampMs === watermark) return { action: 'ignore', why: 'repeated' };
  if (watermark !== undefined && signal.timestampMs < watermark) return late(state, signal);
  if (signal.state === 'INSUFFICIENT_DATA') {
    // It says nothing about recovery: it never resolves, and moves no watermark, so that a late ALARM still counts.
    return noteOnOpen(state, signal, `${signal.alarmName} has insufficient data: ${shortReason(signal.reason)}`);
  }
  // An OK counts for a member that alarmed, even if its alarm's role was changed to `signal` since.
  const alarmed = state.lock.members[signal.member]?.state === 'ALARM';
  if (signal.role === 'signal' && !(signal.state === 'OK' && alarmed)) {
    return noteOnOpen(state, signal, `${signal.alarmName} is ${signal.state}: ${shortReason(signal.reason)}`);
  }
  if (signal.state === 'OK') return recover(state, signal, settings, nowMs);
  if (signal.heldBackBy !== undefined) {
    return noteOnOpen(
      state,
      signal,
      `${signal.alarmName} is in ALARM but held back by ${signal.heldBackBy}`,
      'held back',
    );
  }
  return alarm(state, signal, settings, nowMs);
}

function alarm(state: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const { lock, incident } = state;
  const seen = remember(lock, signal, 'ALARM');
  if (lock.openId !== undefined && incident) return join(seen, incident, signal, settings, nowMs);
  const reopens = incident?.status === 'resolved' && signal.timestampMs - lock.resolvedMs <= settings.reopenWindowMs;
  return reopens && incident ? reopen(seen, incident, signal, settings, nowMs) : open(seen, signal, settings, nowMs);
}

function open(seen: Lock, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const incident: Incident = {
    schemaVersion: SCHEMA_VERSION,
    id: incidentId(seen.groupKey, signal.timestampMs),
    groupKey: seen.groupKey,
    status: 'triggered',
    severity: signal.severity,
    service: signal.service,
    environment: signal.environment,
    title: signal.summary,
    version: 1,
    generation: 1,
    paged: wakesPeople(signal),
    openedMs: signal.timestampMs,
    alarms: [signal.alarmName],
  };
  return {
    action: 'write',
    outcome: 'opened',
    lock: { ...seen, openId: incident.id, lastId: incident.id, generation: 1, flapCount: 0 },
    incident,
    timeline: [entry(incident, signal, 'opened', `Opened by ${signal.alarmName}: ${shortReason(signal.reason)}`)],
    outbox: owe(incident, firstKind(incident), settings, signal, nowMs),
  };
}

function reopen(seen: Lock, last: Incident, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const { resolvedMs, resolvedBy, autoResolved, ...kept } = last;
  const incident: Incident = {
    ...kept,
    status: 'triggered',
    severity: signal.severity,
    version: last.version + 1,
    generation: last.generation + 1,
    paged: wakesPeople(signal),
    alarms: withAlarm(last.alarms, signal.alarmName),
  };
  return {
    action: 'write',
    outcome: 'reopened',
    lock: { ...seen, openId: incident.id, generation: incident.generation, flapCount: seen.flapCount + 1 },
    incident,
    timeline: [entry(incident, signal, 'reopened', `Reopened by ${signal.alarmName}: ${shortReason(signal.reason)}`)],
    outbox: owe(incident, firstKind(incident), settings, signal, nowMs),
  };
}

/** Another alarm of an open incident. A more severe one raises it, and pages if nobody was paged in this generation. */
function join(seen: Lock, before: Incident, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const severity = moreSevere(signal.severity, before.severity) ? signal.severity : before.severity;
  const pageNow = !before.paged && wakesPeople(signal);
  const incident: Incident = {
    ...before,
    severity,
    // The page must say what it is about, not what the ticket before it was about.
    title: pageNow ? signal.summary : before.title,
    version: before.version + 1,
    paged: before.paged || pageNow,
    alarms: withAlarm(before.alarms, signal.alarmName),
  };
  const raised = severity === before.severity ? '' : `; severity raised from ${before.severity} to ${severity}`;
  return {
    action: 'write',
    outcome: 'joined',
    lock: seen,
    incident,
    timeline: [entry(incident, signal, 'joined', `${signal.alarmName} joined${raised}: ${shortReason(signal.reason)}`)],
    outbox: pageNow ? owe(incident, 'page', settings, signal, nowMs) : [],
  };
}

function recover(state: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const { lock, incident } = state;
  const seen = remember(lock, signal, 'OK');
  if (lock.openId === undefined || !incident) {
    // The tombstone: an ALARM older than this OK, still on its way, must not open an incident.
    return { action: 'write', outcome: 'recorded', lock: seen, timeline: [], outbox: [] };
  }
  const stillAlarming = Object.values(seen.members).filter((member) => member.state === 'ALARM').length;
  const next = { ...incident, version: incident.version + 1 };
  const cleared = entry(next, signal, 'cleared', `${signal.alarmName} is OK: ${shortReason(signal.reason)}`);
  if (stillAlarming > 0) {
    return {
      action: 'write',
      outcome: 'cleared',
      lock: seen,
      incident: next,
      timeline: [cleared],
      outbox: [],
    };
  }
  const resolvedMs = Math.max(...Object.values(seen.members).map((member) => member.ms));
  const resolved: Incident = {
    ...next,
    status: 'resolved',
    resolvedMs,
    resolvedBy: actorOf(signal),
    autoResolved: true,
  };
  const { openId, ...closedLock } = seen;
  const text = 'Resolved: all alarms of the incident are OK';
  return {
    action: 'write',
    outcome: 'resolved',
    lock: { ...closedLock, resolvedMs },
    incident: resolved,
    timeline: [cleared, { ...entry(resolved, signal, 'resolved', text), atMs: resolvedMs }],
    outbox: owe(resolved, 'resolved', settings, signal, nowMs),
  };
}

function late(state: GroupState, signal: Signal): Decision {
  return noteOnOpen(
    state,
    signal,
    `A late ${signal.state} of ${signal.alarmName} arrived and changed nothing`,
    'stale',
  );
}

function noteOnOpen(
  { lock, incident }: GroupState,
  signal: Signal,
  text: string,
  otherwise: 'stale' | 'held back' | 'no incident' = 'no incident',
): Decision {
  return lock.openId !== undefined && incident
    ? { action: 'note', entry: { ...entry(incident, signal, 'noted', text), eventId: `noted|${signalId(signal)}` } }
    : { action: 'ignore', why: otherwise };
}

function remember(lock: Lock, signal: Signal, state: 'OK' | 'ALARM'): Lock {
  return {
    ...lock,
    version: lock.version + 1,
    members: { ...lock.members, [signal.member]: { ms: signal.timestampMs, state } },
    count: lock.count + (state === 'ALARM' ? 1 : 0),
  };
}

function owe(
  incident: Incident,
  kind: NotificationKind,
  settings: LifecycleSettings,
  signal: Signal,
  nowMs: number,
): OutboxItem[] {
  return settings.channels.map((channel) => ({
    schemaVersion: SCHEMA_VERSION,
    incidentId: incident.id,
    generation: incident.generation,
    kind,
    level: 0,
    channel,
    status: 'pending',
    attempts: 0,
    dueMs: nowMs,
    leaseUntilMs: 0,
    causedMs: signal.timestampMs,
  }));
}

/** Only alarms with the role `page` wake people, and of those only the critical and high ones. */
function wakesPeople(signal: Signal): boolean {
  return signal.role === 'page' && pages(signal.severity);
}

function firstKind(incident: Incident): NotificationKind {
  return incident.paged ? 'page' : 'notice';
}

function withAlarm(alarms: readonly string[], name: string): readonly string[] {
  return alarms.includes(name) ? alarms : [...alarms, name];
}

function actorOf(signal: Signal): Actor {
  return { type: 'alarm', id: signal.member };
}

/** The incident's version leads the id: entries of the same millisecond stay in the order they were decided in. */
function entry(
  incident: Pick<Incident, 'id' | 'version'>,
  signal: Signal,
  kind: TimelineEntry['kind'],
  text: string,
): TimelineEntry {
  return {
    schemaVersion: SCHEMA_VERSION,
    incidentId: incident.id,
    atMs: signal.timestampMs,
    eventId: `${String(incident.version).padStart(6, '0')}|${kind}|${signalId(signal)}`,
    kind,
    actor: actorOf(signal),
    text,
  };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID made of what opened the incident: the time part is the opening time, the rest comes from the group key. The
 * same opening always has the same id, so a retried open cannot create a second incident.
 */
export function incidentId(groupKey: string, openedMs: number): string {
  let time = '';
  for (let rest = openedMs, digit = 0; digit < 10; digit += 1, rest = Math.floor(rest / 32)) {
    time = CROCKFORD[rest % 32] + time;
  }
  const halves = [spread(groupKey, 0x811c9dc5), spread(groupKey, 0x01000193), spread(groupKey, 0x9e3779b9)];
  const random = halves.map((half) => encode32(half)).join('');
  return time + random.slice(0, 16);
}

/** FNV-1a with a final avalanche. */
function spread(text: string, seed: number): number {
  let hash = fnv1a(text, seed);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function encode32(hash: number): string {
  let text = '';
  for (let rest = hash, digit = 0; digit < 6; digit += 1, rest = Math.floor(rest / 32))
    text = CROCKFORD[rest % 32] + text;
  return text;
}
