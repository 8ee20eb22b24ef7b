/**
 * The decision behind every signal, as a pure function: what is stored about the group now, in; what to store next, out.
 * Stored in one transaction guarded by versions, it holds whatever the order, repetition or crash:
 * - one incident at most is open for a group key (the lock's `openId`);
 * - a member's state counts once and only forwards (its watermark), so a late ALARM cannot reopen what a newer OK ended,
 *   and a repeated event changes nothing;
 * - each generation of an incident owes each channel one page at most for each level, and owes the first one from the
 *   moment it opens (the outbox item is part of the same transaction).
 */
import { shortReason } from '../alarm/short-reason';
import { everyoneTold } from './audience';
import { beginEscalation, pendingRefs, replan, withoutAcknowledgements } from './follow-ups';
import { open, renew, reopen } from './generations';
import { type Decision, type GroupState, type LifecycleSettings, watermarkOf, written } from './group';
import { isInStorm } from './in-storm';
import type { Incident, Signal } from './incident';
import { lowerSeverity } from './lower-severity';
import { owe } from './owed';
import { postmortemTimers } from './postmortem';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { about, actorOf, remember, wakesPeople, withAlarm } from './seen-signal';
import { moreSevere } from './severity';
import { peakOf } from './severity-counts';
import type { Timer, TimerRef } from './timer';
import { isOpen } from './transitions';

/** Decides what one signal changes. `nowMs` is only used for due times; order comes from the signal's own time. */
export function decideSignal(state: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Decision {
  const watermark = watermarkOf(state, signal.member);
  if (watermark !== undefined && signal.timestampMs === watermark.ms) return { action: 'ignore', why: 'repeated' };
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

/** Nobody is paged now; the timer decides again once nothing holds it back any more. */
function hold(state: GroupState, signal: Signal): Decision {
  const { lock, incident } = state;
  const { by, untilMs } = signal.heldBack ?? { by: '' };
  const ref: TimerRef = { kind: 'held', groupKey: lock.groupKey, member: signal.member };
  const timers: Timer[] =
    untilMs === undefined ? [] : [{ ...ref, schemaVersion: INCIDENT_SCHEMA_VERSION, dueMs: untilMs, signal }];
  const text = `${signal.alarmName} is in ALARM but held back by ${by}`;
  const notes = incident && lock.openId !== undefined ? [about(incident, signal, 'noted', text)] : [];
  // Without an end it was held back before in another way, whose timer must not page now.
  // A write of the lock: a timer of the same name that fires just now must not take this one away.
  return written(
    'held',
    { ...state, lock: { ...lock } },
    { notes, timers, doneTimers: untilMs === undefined ? [ref] : [] },
  );
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

/**
 * Another alarm of an open incident. A more severe one raises it. One that wakes people pages if nobody was paged in this
 * generation, and pages anew if none of those that did is in ALARM any more, if it is more severe than they were, or if
 * they are of long ago. One that was not among the worst pages anew as well once the severity was lowered below its own.
 */
function join(
  state: GroupState,
  seen: GroupState,
  before: Incident,
  signal: Signal,
  settings: LifecycleSettings,
  nowMs: number,
): Decision {
  const { responses } = settings;
  const worse = moreSevere(signal.severity, peakOf(before));
  const isWorst = worse || (moreSevere(signal.severity, before.severity) && !comesBack(state, before, signal));
  const pagesAnew = state.lock.paging === 0 || isWorst || isLater(state, before, signal, settings);
  const known = before.alarms.includes(signal.alarmName);
  // What flaps is known, and pages when it lasts.
  // In a storm, what pages already does so with it, unless it gets worse; who took it knows no more than of a page.
  const isNews = isWorst || (before.status !== 'triggered' && pagesAnew);
  const spokenFor = isInStorm(before) && before.urgent && !isNews;
  const pageNow = !before.paged && wakesPeople(signal) && !(before.flapping && known) && !spokenFor;
  const isTaken = before.status !== 'triggered';
  const renews = before.paged ? wakesPeople(signal) && pagesAnew : pageNow && isTaken;
  if (renews) return renew(seen, before, signal, settings, nowMs);
  const severity = moreSevere(signal.severity, before.severity) ? signal.severity : before.severity;
  const raised = severity !== before.severity;
  const joined: Incident = {
    ...before,
    severity,
    urgent: before.urgent || wakesPeople(signal),
    alarms: withAlarm(before.alarms, signal.alarmName),
    ...(worse || pageNow
      ? { plan: responses.planFor({ ...signal, severity }, pageNow ? nowMs : before.startedMs) }
      : {}),
    ...(worse && { peak: undefined }),
    // The page must say what it is about, not what the ticket before it was about.
    ...(pageNow
      ? { title: signal.summary, firstStep: signal.firstStep, flapping: false, storm: undefined, startedMs: nowMs }
      : {}),
  };
  const moment = { nowMs, causedMs: signal.timestampMs };
  const told = pageNow
    ? beginEscalation(withoutAcknowledgements(joined), 'page', responses, moment)
    : worse
      ? replan(before, joined, responses, moment)
      : { incident: joined, outbox: [], timers: [] };
  const how = raised ? `; severity raised from ${before.severity} to ${severity}` : '';
  const text = `${signal.alarmName} joined${how}: ${shortReason(signal.reason)}`;
  return written(
    'joined',
    { ...seen, incident: told.incident },
    {
      timeline: [about(before, signal, 'joined', text)],
      outbox: told.outbox,
      timers: told.timers,
      doneTimers: pageNow || worse ? pendingRefs(before) : [],
    },
  );
}

/** It was in ALARM and OK again since this generation began: those who were paged then know of it. */
function comesBack(state: GroupState, { beganMs, alarms }: Incident, { member, alarmName }: Signal): boolean {
  const known = watermarkOf(state, member);
  return known?.state === 'OK' && known.ms > beganMs && alarms.includes(alarmName);
}

/** What begins so long after the round did is new trouble, and not part of what people took. */
function isLater(state: GroupState, { beganMs }: Incident, signal: Signal, settings: LifecycleSettings): boolean {
  const { groupingWindowMs = Number.POSITIVE_INFINITY } = settings;
  return signal.timestampMs - beganMs > groupingWindowMs && watermarkOf(state, signal.member)?.state !== 'ALARM';
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
    return written('cleared', { ...seen, incident: lowered?.incident ?? { ...incident } }, { timeline });
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
