/** How an incident begins: the first time, again after its end, and anew while tickets keep it open. */
import { shortReason } from '../alarm/short-reason';
import { customersTold } from './audience';
import { beginEscalation, pendingRefs } from './follow-ups';
import { type GroupState, type LifecycleSettings, type Outcome, type Written, written } from './group';
import { beginInStorm, isInStorm, stormSpeaksFor } from './in-storm';
import type { Incident, Signal } from './incident';
import { incidentId } from './incident-id';
import type { OutboxItem } from './notification';
import { type Moment, owe, timer } from './owed';
import { firstPostmortemTimer, needsPostmortem } from './postmortem';
import { receivedWords } from './received';
import type { Responses } from './response-plan';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { about, wakesPeople, withAlarm } from './seen-signal';
import { moreSevere } from './severity';
import { peakOf } from './severity-counts';

/** An incident that comes back and had begun less than this before is flapping, milliseconds. */
export const FLAP_MS = 10 * 60_000;
/** A flapping incident pages once it has stayed for this long, milliseconds. */
export const LASTING_MS = 5 * 60_000;

/** A new incident. */
export function open(seen: GroupState, signal: Signal, settings: LifecycleSettings, nowMs: number): Written {
  const incident: Incident = {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    id: incidentId(seen.lock.groupKey, signal.timestampMs, seen.lock.lastId),
    groupKey: seen.lock.groupKey,
    service: signal.service,
    environment: signal.environment,
    ...(signal.team === undefined ? {} : { team: signal.team }),
    version: 0,
    openedMs: signal.timestampMs,
    alarms: [signal.alarmName],
    affected: [],
    generation: 1,
    ...beginning(signal, settings, nowMs),
  };
  const lock = { ...seen.lock, openId: incident.id, lastId: incident.id, generation: 1, flapCount: 0 };
  return begin('opened', { ...seen, lock }, incident, signal, settings, nowMs);
}

/** A resolved incident comes back. */
export function reopen(
  seen: GroupState,
  last: Incident,
  signal: Signal,
  settings: LifecycleSettings,
  nowMs: number,
): Written {
  const { resolvedMs, resolvedBy, autoResolved, resolution, informed, customersBefore, severityFloor, ...kept } = last;
  const customers = customersTold(last, settings.responses);
  const back: Incident = {
    ...kept,
    severity: signal.severity,
    ...(customers.length > 0 && { customersBefore: customers }),
  };
  const again = beginAgain(seen, last, back, isFlapping(last, signal, nowMs), signal, settings, nowMs);
  return needsPostmortem(last) ? { ...again, doneTimers: [firstPostmortemTimer(last)] } : again;
}

/**
 * It pages again while tickets kept it open, or for the first time after somebody took its ticket: nobody who took what
 * was before knows of this.
 */
export function renew(
  seen: GroupState,
  last: Incident,
  signal: Signal,
  settings: LifecycleSettings,
  nowMs: number,
): Written {
  const severity = moreSevere(signal.severity, last.severity) ? signal.severity : last.severity;
  // Whoever was paged before is paged of this, whatever else goes on.
  const alone = { ...settings, storm: undefined };
  const isSame = last.paged && isFlapping(last, signal, nowMs);
  const decision = beginAgain(seen, last, { ...last, severity }, isSame, signal, alone, nowMs);
  const { incident } = decision.next;
  if (!incident) return decision;
  const moment = { nowMs, causedMs: signal.timestampMs };
  const ended = endRound(last, incident, settings.responses, moment);
  const next = { ...decision.next, incident: ended.incident };
  return { ...decision, next, outbox: [...ended.outbox, ...decision.outbox], doneTimers: pendingRefs(last) };
}

/**
 * Channels that keep a state of their own are told of the end of what they have: a pager wakes nobody by an alert that was
 * acknowledged. The others hear of the end when it comes, whether they are told of the next generation or not.
 */
export function endRound(
  last: Incident,
  next: Incident,
  responses: Responses,
  moment: Moment,
): { readonly incident: Incident; readonly outbox: readonly OutboxItem[] } {
  const stateful = last.told.filter((channel) => responses.takes(channel, 'acknowledged'));
  const told = [...new Set([...last.told.filter((channel) => !stateful.includes(channel)), ...next.told])];
  const toldBefore = told.filter((channel) => !next.told.includes(channel));
  return {
    incident: { ...next, told, ...(toldBefore.length > 0 && { toldBefore }) },
    outbox: owe(last, 'resolved', 0, stateful, responses, moment),
  };
}

/** The next generation of an incident. */
function beginAgain(
  seen: GroupState,
  last: Incident,
  { assignee, updates, peak, storm, toldBefore, ...kept }: Incident,
  flapping: boolean,
  signal: Signal,
  settings: LifecycleSettings,
  nowMs: number,
): Written {
  const incident: Incident = {
    ...kept,
    alarms: withAlarm(last.alarms, signal.alarmName),
    generation: last.generation + 1,
    ...beginning({ ...signal, severity: kept.severity }, settings, nowMs),
    flapping,
  };
  const { generation } = incident;
  const lock = { ...seen.lock, openId: incident.id, generation, flapCount: seen.lock.flapCount + 1 };
  const next = { ...seen, lock };
  return incident.flapping
    ? flap(next, last, incident, signal, settings, nowMs)
    : begin('reopened', next, incident, signal, settings, nowMs);
}

/** What every generation begins with. */
function beginning(signal: Signal, { responses }: LifecycleSettings, nowMs: number) {
  return {
    status: 'triggered',
    severity: signal.severity,
    title: signal.summary,
    ...(signal.firstStep === undefined ? {} : { firstStep: signal.firstStep }),
    beganMs: signal.timestampMs,
    startedMs: nowMs,
    plan: responses.planFor(signal, nowMs),
    level: 0,
    paged: false,
    urgent: wakesPeople(signal),
    flapping: false,
    told: [],
    acknowledgements: [],
  } as const;
}

function begin(
  outcome: Outcome & ('opened' | 'reopened'),
  seen: GroupState,
  incident: Incident,
  signal: Signal,
  settings: LifecycleSettings,
  nowMs: number,
): Written {
  if (stormSpeaksFor(incident, settings, nowMs)) {
    return beginInStorm(outcome, seen, incident, signal, settings, nowMs);
  }
  const { responses } = settings;
  const moment = { nowMs, causedMs: signal.timestampMs };
  const told = beginEscalation(incident, incident.urgent ? 'page' : 'notice', responses, moment);
  const verb = outcome === 'opened' ? 'Opened' : 'Reopened';
  const received = receivedWords(signal.timestampMs, nowMs);
  const text = `${verb} by ${signal.alarmName}: ${shortReason(signal.reason)}${received}`;
  return written(
    outcome,
    { ...seen, incident: told.incident },
    {
      timeline: [about(incident, signal, outcome, text)],
      outbox: told.outbox,
      timers: told.timers,
    },
  );
}

/**
 * The same again within minutes. What is worse than before is not the same, nor is what a storm spoke for and nobody was
 * paged of.
 */
function isFlapping(last: Incident, signal: Signal, nowMs: number): boolean {
  const before = last.alarms.includes(signal.alarmName) ? peakOf(last) : last.severity;
  const worse = moreSevere(signal.severity, before) || (wakesPeople(signal) && !last.urgent);
  if (worse || isInStorm(last)) return false;
  // What was held back comes when it is let go.
  const wasHeld = signal.timestampMs < (last.resolvedMs ?? last.beganMs);
  return (wasHeld ? nowMs : signal.timestampMs) - last.beganMs < FLAP_MS;
}

/** It comes and goes: one notice says so, and people are paged again only if it stays. */
function flap(
  seen: GroupState,
  last: Incident,
  incident: Incident,
  signal: Signal,
  { responses }: LifecycleSettings,
  nowMs: number,
): Written {
  // The first time, those are told who were told before; from then on nobody is. Customers are not, unless it stays.
  const channels = last.flapping ? [] : last.told;
  const customers = responses.audience('customers');
  const informed = last.flapping ? [] : (last.informed ?? []).filter((channel) => !customers.includes(channel));
  const known = [...new Set([...(incident.informed ?? []), ...informed])];
  const moment = { nowMs, causedMs: signal.timestampMs };
  const text = `Reopened by ${signal.alarmName}, flapping: ${shortReason(signal.reason)}`;
  return written(
    'reopened',
    { ...seen, incident: { ...incident, told: channels, ...(known.length > 0 && { informed: known }) } },
    {
      timeline: [about(incident, signal, 'reopened', text)],
      outbox: owe(incident, 'notice', 0, [...channels, ...informed], responses, moment),
      timers: [timer(incident, 'lasting', 0, nowMs + LASTING_MS)],
    },
  );
}
