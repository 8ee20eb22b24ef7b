/** What another alarm of an open incident does: it begins a new round, pages for the first time, or is noted. */
import { shortReason } from '../alarm/short-reason';
import { beginEscalation, type FollowUps, pendingRefs, replan, withoutAcknowledgements } from './follow-ups';
import { renew } from './generations';
import { type GroupState, type LifecycleSettings, type Written, watermarkOf, written } from './group';
import { isInStorm } from './in-storm';
import type { Incident, Signal } from './incident';
import { about, wakesPeople, withAlarm } from './seen-signal';
import { moreSevere } from './severity';
import { peakOf } from './severity-counts';

/** What an alarm is to an open incident. `worse`: more severe than the incident ever was in this round. */
export type Join =
  /** News to whoever was paged or took the incident: its next generation begins, and pages. */
  | { readonly kind: 'renew' }
  /** Nobody was paged in this generation and nobody took it: its escalation begins now. */
  | { readonly kind: 'page'; readonly worse: boolean }
  /** It pages nobody. A worse one has the escalation follow the plan of its severity. */
  | { readonly kind: 'note'; readonly worse: boolean };

/** @param state the group as it was before the alarm; @param seen with the alarm remembered */
export function join(
  state: GroupState,
  seen: GroupState,
  incident: Incident,
  signal: Signal,
  settings: LifecycleSettings,
  nowMs: number,
): Written {
  const join = joinOf(state, incident, signal, settings);
  switch (join.kind) {
    case 'renew':
      return renew(seen, incident, signal, settings, nowMs);
    case 'page':
      return page(seen, incident, signal, settings, nowMs, join.worse);
    case 'note':
      return note(seen, incident, signal, settings, nowMs, join.worse);
  }
}

/**
 * An alarm that wakes people pages if nobody was paged in this generation, and pages anew if none of those that did is in
 * ALARM any more, if it is more severe than they were, or if they are of long ago. One that was not among the worst pages
 * anew as well once the severity was lowered below its own.
 */
export function joinOf(
  state: GroupState,
  incident: Incident,
  signal: Signal,
  { groupingWindowMs }: Pick<LifecycleSettings, 'groupingWindowMs'>,
): Join {
  const worse = moreSevere(signal.severity, peakOf(incident));
  if (!wakesPeople(signal)) return { kind: 'note', worse };
  const isWorst = worse || (moreSevere(signal.severity, incident.severity) && !comesBack(state, incident, signal));
  const pagesAnew = isWorst || state.lock.paging === 0 || isLater(state, incident, signal, groupingWindowMs);
  if (incident.paged) return pagesAnew ? { kind: 'renew' } : { kind: 'note', worse };
  // What flaps is known, and pages when it lasts.
  if (incident.flapping && incident.alarms.includes(signal.alarmName)) return { kind: 'note', worse };
  const isTaken = incident.status !== 'triggered';
  // In a storm, what pages already does so with it, unless it gets worse; who took it knows no more than of a page.
  const isNews = isWorst || (isTaken && pagesAnew);
  if (isInStorm(incident) && incident.urgent && !isNews) return { kind: 'note', worse };
  return isTaken ? { kind: 'renew' } : { kind: 'page', worse };
}

/** It was in ALARM and OK again since this generation began: those who were paged then know of it. */
function comesBack(state: GroupState, { beganMs, alarms }: Incident, { member, alarmName }: Signal): boolean {
  const known = watermarkOf(state, member);
  return known?.state === 'OK' && known.ms > beganMs && alarms.includes(alarmName);
}

/** What begins so long after the round did is new trouble, and not part of what people took. */
function isLater(
  state: GroupState,
  { beganMs }: Incident,
  { timestampMs, member }: Signal,
  windowMs = Number.POSITIVE_INFINITY,
): boolean {
  return timestampMs - beganMs > windowMs && watermarkOf(state, member)?.state !== 'ALARM';
}

/** The page must say what it is about, not what the ticket before it was about. */
function page(
  seen: GroupState,
  before: Incident,
  signal: Signal,
  { responses }: LifecycleSettings,
  nowMs: number,
  worse: boolean,
): Written {
  const joined = withSignal(before, signal);
  const paged: Incident = {
    ...joined,
    plan: responses.planFor({ ...signal, severity: joined.severity }, nowMs),
    ...(worse && { peak: undefined }),
    title: signal.summary,
    firstStep: signal.firstStep,
    flapping: false,
    storm: undefined,
    startedMs: nowMs,
  };
  const moment = { nowMs, causedMs: signal.timestampMs };
  const told = beginEscalation(withoutAcknowledgements(paged), 'page', responses, moment);
  return joinedBy(seen, before, signal, { ...told, doneTimers: pendingRefs(before) });
}

function note(
  seen: GroupState,
  before: Incident,
  signal: Signal,
  { responses }: LifecycleSettings,
  nowMs: number,
  worse: boolean,
): Written {
  const joined = withSignal(before, signal);
  if (!worse) return joinedBy(seen, before, signal, { incident: joined, outbox: [], timers: [], doneTimers: [] });
  const plan = responses.planFor({ ...signal, severity: joined.severity }, before.startedMs);
  const moment = { nowMs, causedMs: signal.timestampMs };
  const told = replan(before, { ...joined, plan, peak: undefined }, responses, moment);
  return joinedBy(seen, before, signal, told);
}

/** The alarm is one of the incident's, and raises its severity where it is more severe. */
function withSignal(before: Incident, signal: Signal): Incident {
  return {
    ...before,
    severity: moreSevere(signal.severity, before.severity) ? signal.severity : before.severity,
    urgent: before.urgent || wakesPeople(signal),
    alarms: withAlarm(before.alarms, signal.alarmName),
  };
}

function joinedBy(seen: GroupState, before: Incident, signal: Signal, { incident, ...followUps }: FollowUps): Written {
  const raised = incident.severity !== before.severity;
  const how = raised ? `; severity raised from ${before.severity} to ${incident.severity}` : '';
  const text = `${signal.alarmName} joined${how}: ${shortReason(signal.reason)}`;
  const timeline = [about(before, signal, 'joined', text)];
  return written('joined', { ...seen, incident }, { timeline, ...followUps });
}
