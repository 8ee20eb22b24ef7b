/**
 * The decision behind every signal, as a pure function: what is stored about the group now, in; what to store next, out.
 * Stored in one transaction guarded by versions, it holds whatever the order, repetition or crash:
 * - one incident at most is open for a group key (the lock's `openId`);
 * - a member's state counts once and only forwards (its watermark), so a late ALARM cannot reopen what a newer OK ended,
 *   and a repeated event changes nothing; of two states with the same time, each counts once, as they come;
 * - each generation of an incident owes each channel one page at most for each level, and owes the first one from the
 *   moment it opens (the outbox item is part of the same transaction).
 */
import { shortReason } from '../alarm/short-reason';
import { everyoneTold } from './audience';
import { pendingRefs } from './follow-ups';
import { open, reopen } from './generations';
import { type Decision, type GroupState, type LifecycleSettings, watermarkOf, written } from './group';
import { alarmOf, type Incident, type Signal, type Watermark } from './incident';
import { join } from './join';
import { lowerSeverity } from './lower-severity';
import { owe } from './owed';
import { postmortemTimers } from './postmortem';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { about, actorOf, remember } from './seen-signal';
import type { Timer, TimerRef } from './timer';
import { isOpen } from './transitions';

/** Decides what one signal changes. `nowMs` is only used for due times; order comes from the signal's own time. */
export function decideSignal(state: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const watermark = watermarkOf(state, signal.member);
  if (isOfThePast(state, signal)) return late(state, signal);
  if (watermark?.ms === signal.timestampMs && isRepeated(watermark, signal))
    return { action: 'ignore', why: 'repeated' };
  if (watermark !== undefined && signal.timestampMs < watermark.ms) return late(state, signal);
  if (signal.state === 'INSUFFICIENT_DATA') {
    // It says nothing about recovery: it never resolves, and moves no watermark, so that a late ALARM still counts.
    return noteOnOpen(state, signal, `${signal.alarmName} has insufficient data: ${shortReason(signal.reason)}`);
  }
  // An OK counts for a member that alarmed, even if its alarm's role was changed to `signal` since.
  const alarmed = watermark?.state === 'ALARM';
  if (signal.role === 'signal' && !(signal.state === 'OK' && alarmed)) {
    return noteOnOpen(state, signal, `${signal.alarmName} is ${signal.state}: ${shortReason(signal.reason)}`);
  }
  if (signal.state === 'OK') return recover(state, signal, settings, nowMs);
  if (signal.heldBack !== undefined) return hold(state, signal);
  return alarm(state, signal, settings, nowMs);
}

/** Finders that write whole seconds, and those that find and solve at once, give two states the same time. */
function isRepeated({ state, tied }: Watermark, signal: Signal): boolean {
  return tied === true || signal.state === state || signal.state === 'INSUFFICIENT_DATA';
}

/** An alarm that is OK, or deleted, has no contributor in ALARM: what one was before comes too late. */
function isOfThePast(state: GroupState, { member, state: now, timestampMs }: Signal): boolean {
  const alarm = alarmOf(member);
  const whole = alarm === undefined ? undefined : watermarkOf(state, alarm);
  return now === 'ALARM' && whole?.state === 'OK' && whole.ms > timestampMs;
}

/** Nobody is paged now; the timer decides again once nothing holds it back any more. */
function hold(state: GroupState, signal: Signal): Decision {
  const { lock, incident } = state;
  const { by, untilMs } = signal.heldBack ?? { by: '' };
  const ref: TimerRef = { kind: 'held', groupKey: lock.groupKey, member: signal.member };
  const tied = watermarkOf(state, signal.member)?.ms === signal.timestampMs;
  const due = { ...ref, schemaVersion: INCIDENT_SCHEMA_VERSION, dueMs: untilMs ?? 0, signal, ...(tied && { tied }) };
  const timers: Timer[] = untilMs === undefined ? [] : [due];
  const text = `${signal.alarmName} is in ALARM but held back by ${by}`;
  const notes = incident && lock.openId !== undefined ? [about(incident, signal, 'noted', text)] : [];
  // Without an end it was held back before in another way, whose timer must not page now.
  // A write of the lock: a timer of the same name that fires just now must not take this one away.
  const doneTimers = untilMs === undefined ? [ref] : [];
  return written('held', state, { touches: 'lock', notes, timers, doneTimers });
}

function alarm(state: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const { lock, incident } = state;
  const seen = remember(state, signal, 'ALARM');
  if (lock.openId !== undefined && incident) return join(state, seen, incident, signal, settings, nowMs);
  // What was held back since before the resolve comes when it is let go.
  const cameMs = signal.timestampMs < lock.resolvedMs ? nowMs : signal.timestampMs;
  const reopens = incident?.status === 'resolved' && cameMs - lock.resolvedMs <= settings.reopenWindowMs;
  return reopens && incident ? reopen(seen, incident, signal, settings, nowMs) : open(seen, signal, settings, nowMs);
}

function recover(state: GroupState, signal: Signal, { responses }: LifecycleSettings, nowMs: number): Decision {
  const { lock, incident } = state;
  const seen = remember(state, signal, 'OK');
  // The tombstone: an ALARM older than this OK, still on its way, must not open an incident.
  if (lock.openId === undefined || !incident) return written('recorded', seen);
  const cleared = about(incident, signal, 'cleared', `${signal.alarmName} is OK: ${shortReason(signal.reason)}`);
  if (seen.lock.alarming > 0 || !isOpen(incident.status)) {
    const lowered = isOpen(incident.status) ? lowerSeverity(incident, seen.lock, signal) : undefined;
    const timeline = lowered ? [cleared, lowered.entry] : [cleared];
    // Touched: what is decided meanwhile on the incident as it was is decided anew.
    return written('cleared', { ...seen, incident: lowered?.incident ?? incident }, { timeline, touches: 'incident' });
  }
  const resolvedMs = seen.lock.newestMs;
  const resolved: Incident = {
    ...incident,
    status: 'resolved',
    resolvedMs,
    resolvedBy: actorOf(signal),
    autoResolved: true,
  };
  const { openId, ...released } = seen.lock;
  const end = about(incident, signal, 'resolved', 'Resolved: all alarms of the incident are OK');
  return written(
    'resolved',
    { ...seen, lock: { ...released, resolvedMs }, incident: resolved },
    {
      timeline: [cleared, { ...end, atMs: resolvedMs }],
      outbox: owe(resolved, 'resolved', 0, everyoneTold(resolved), responses, { nowMs, causedMs: signal.timestampMs }),
      timers: postmortemTimers(resolved),
      doneTimers: pendingRefs(incident),
    },
  );
}

function late(state: GroupState, signal: Signal): Decision {
  const text = `A late ${signal.state} of ${signal.alarmName} arrived and changed nothing`;
  return noteOnOpen(state, signal, text, 'stale');
}

function noteOnOpen(
  { lock, incident }: GroupState,
  signal: Signal,
  text: string,
  otherwise: 'stale' | 'no incident' = 'no incident',
): Decision {
  if (lock.openId === undefined || !incident) return { action: 'ignore', why: otherwise };
  return { action: 'note', entry: about(incident, signal, 'noted', text) };
}
