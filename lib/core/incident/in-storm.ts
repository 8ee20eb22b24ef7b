/** An incident that begins in an alert storm: the storm's page is its own, until the storm is over. */
import { shortReason } from '../alarm/short-reason';
import { beginEscalation } from './follow-ups';
import { type GroupState, type LifecycleSettings, type Outcome, type Written, written } from './group';
import type { Incident, Signal } from './incident';
import { entry, timer } from './owed';
import { about } from './seen-signal';
import { isSevereEnough } from './storm';

/** How often it is looked whether the storm is over, milliseconds. */
const EVERY_MS = 5 * 60_000;
/** After ten minutes it pages by itself, however long the storm goes on. */
const MOST_LOOKS = 2;
/** So long the storm's page is an incident's own at most, milliseconds. */
export const LONGEST_IN_STORM_MS = MOST_LOOKS * EVERY_MS;

/** True while the storm speaks for it. */
export function isInStorm({ storm }: Pick<Incident, 'storm'>): boolean {
  return storm !== undefined && !storm.over;
}

/** Everybody who would be paged now is paged of the storm, which is as severe and which nobody took yet. */
export function stormSpeaksFor(incident: Incident, settings: LifecycleSettings, nowMs: number): boolean {
  return settings.storm?.unanswered === true && isKnownByStorm(incident, settings, nowMs);
}

function isKnownByStorm(incident: Incident, { storm, responses }: LifecycleSettings, nowMs: number): boolean {
  if (!storm?.open || !incident.urgent || !isSevereEnough(storm, incident)) return false;
  return recipientsOf(incident, responses, nowMs).every((channel) => storm.told.includes(channel));
}

/** Begins it without a page of its own. */
export function beginInStorm(
  outcome: Outcome & ('opened' | 'reopened'),
  seen: GroupState,
  incident: Incident,
  signal: Signal,
  { storm }: LifecycleSettings,
  nowMs: number,
): Written {
  const represented: Incident = { ...incident, storm: { id: storm?.id ?? '', over: false } };
  const verb = outcome === 'opened' ? 'Opened' : 'Reopened';
  const text = `${verb} in an alert storm by ${signal.alarmName}: ${shortReason(signal.reason)}`;
  return written(
    outcome,
    { ...seen, incident: represented },
    {
      timeline: [about(incident, signal, outcome, text)],
      timers: [timer(represented, 'storm', 1, nowMs + EVERY_MS)],
    },
  );
}

/** The storm goes on, whoever took it since, or it is time that people are paged of the incident itself. */
export function lookAtStorm(
  state: GroupState,
  incident: Incident,
  look: number,
  settings: LifecycleSettings,
  nowMs: number,
): Written {
  const { storm, responses } = settings;
  const isOwn = storm?.id === incident.storm?.id;
  if (incident.status !== 'triggered' || !isInStorm(incident)) {
    return written('done', state, { touches: 'incident' });
  }
  if (isOwn && look < MOST_LOOKS && isKnownByStorm(incident, settings, nowMs)) {
    const again = timer(incident, 'storm', look + 1, nowMs + EVERY_MS);
    return written('done', state, { touches: 'incident', timers: [again] });
  }
  // Where only tickets stayed, what wakes people is gone for now.
  const urgent = incident.urgent && state.lock.paging > 0;
  const own: Incident = { ...incident, urgent, storm: { id: incident.storm?.id ?? '', over: true }, startedMs: nowMs };
  const moment = { nowMs, causedMs: nowMs };
  const told = beginEscalation(own, urgent ? 'page' : 'notice', responses, moment);
  const said = {
    atMs: nowMs,
    actor: { type: 'timer', id: 'storm' },
    cause: `storm|${incident.generation}`,
    text:
      storm?.open && isOwn
        ? 'It lasts as the storm does: people are told of it'
        : 'The storm is over, and it lasts: people are told of it',
  } as const;
  return written(
    'escalated',
    { ...state, incident: told.incident },
    { timeline: [entry(incident, 'escalated', said)], outbox: told.outbox, timers: told.timers },
  );
}

function recipientsOf({ plan, severity }: Incident, responses: LifecycleSettings['responses'], nowMs: number) {
  return responses.recipients(plan.levels[0]?.targets ?? [], severity, nowMs);
}
