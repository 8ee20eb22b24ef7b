/** Decides what a timer that is due still has to do: it was set for what was true then, and much may have happened. */
import { decideSignal } from './decide-signal';
import { beginEscalation, continueEscalation } from './follow-ups';
import { type GroupState, type LifecycleSettings, type Written, watermarkOf, written } from './group';
import { lookAtStorm } from './in-storm';
import type { HeldBack, Incident } from './incident';
import { entry, owe, tellLevel, timer } from './owed';
import { isPostmortemMissing, postmortemReminderLevel, postmortemTimersAfter } from './postmortem';
import { tellUnanswered } from './response-time';
import { askForUpdate } from './status-updates';
import type { HeldTimer, IncidentTimerRef, Timer } from './timer';
import { isOpen } from './transitions';

/** Reminders of one generation: after these, people have decided not to answer. */
export const MAX_REMINDERS = 10;

/**
 * Always a write: the timer is done, whatever else happens.
 * @param heldBack what holds a held signal back even now. @default - nothing does any more
 */
export function decideTimer(
  state: GroupState,
  due: Timer,
  settings: LifecycleSettings,
  nowMs: number,
  heldBack?: HeldBack,
): Written {
  const decision =
    due.kind === 'held' ? release(state, due, settings, nowMs, heldBack) : fire(state, due, settings, nowMs);
  return { ...decision, doneTimers: [...decision.doneTimers, due] };
}

/** If its alarm recovered since, the watermark of its member says so; of the same time, if it came while this was held. */
function release(
  state: GroupState,
  { signal, tied = false }: HeldTimer,
  settings: LifecycleSettings,
  nowMs: number,
  heldBack?: HeldBack,
): Written {
  const isOver = !tied && watermarkOf(state, signal.member)?.ms === signal.timestampMs;
  const decision = isOver ? undefined : decideSignal(state, { ...signal, heldBack }, settings, nowMs);
  // Its alarm may be held back anew meanwhile, by a timer of the same name: the lock's version says so.
  return decision?.action === 'write' ? decision : written('done', state, { touches: 'lock' });
}

function fire(state: GroupState, due: Timer & IncidentTimerRef, settings: LifecycleSettings, nowMs: number): Written {
  const { incident } = state;
  const done = written('done', state);
  if (!incident || incident.id !== due.incidentId || incident.generation !== due.generation) return done;
  if (due.kind === 'postmortem') {
    return isPostmortemMissing(incident) ? askForPostmortem(state, incident, due.level, settings, nowMs) : done;
  }
  if (!isOpen(incident.status)) return done;
  switch (due.kind) {
    case 'escalate':
      // Of a level that is not the next one: it was set before the escalation began anew.
      return incident.status === 'triggered' && due.level === incident.level + 1
        ? escalate(state, incident, due.level, settings, nowMs)
        : guarded(state);
    case 'lasting':
      return incident.status === 'triggered' && incident.flapping
        ? stayed(state, incident, settings, nowMs)
        : guarded(state);
    case 'storm':
      return lookAtStorm(state, incident, due.level, settings, nowMs);
    case 'remind':
      return incident.status === 'triggered' ? guarded(state) : remind(state, incident, due.level, settings, nowMs);
    case 'update': {
      const isNext = due.level === (incident.updates?.asked ?? 0) + 1;
      return incident.status !== 'triggered' && isNext
        ? askForUpdate(state, incident, due.level, settings, nowMs)
        : guarded(state);
    }
    case 'ack-due':
      return incident.status === 'triggered' ? tellUnanswered(state, incident, nowMs) : guarded(state);
  }
}

/** Nothing to do, unless somebody sets the timer anew meanwhile: then the incident's version says so. */
function guarded(state: GroupState): Written {
  return written('done', state, { touches: 'incident' });
}

/** Where only tickets stayed, what woke people is gone for now: the next time it pages. */
function stayed(state: GroupState, incident: Incident, settings: LifecycleSettings, nowMs: number): Written {
  const urgent = incident.urgent && state.lock.paging > 0;
  const steady: Incident = { ...incident, urgent, flapping: false, startedMs: nowMs };
  if (urgent || incident.told.length === 0) return escalate(state, steady, 0, settings, nowMs);
  // The notice that it came back is enough for those who got it.
  const { incident: next, ...followUps } = continueEscalation(steady, settings.responses, { nowMs, causedMs: nowMs });
  return written('done', { ...state, incident: next }, followUps);
}

function escalate(
  state: GroupState,
  incident: Incident,
  level: number,
  { responses }: LifecycleSettings,
  nowMs: number,
): Written {
  const step = incident.plan.levels[level];
  if (!step) return guarded(state);
  const moment = { nowMs, causedMs: nowMs };
  const kind = incident.urgent ? 'page' : 'notice';
  const told =
    level === 0
      ? beginEscalation(incident, kind, responses, moment)
      : tellLevel(incident, level, kind, responses, moment);
  const text =
    level === 0
      ? 'It came back and stayed: people are told again'
      : `Nobody acknowledged: escalated to level ${level + 1}, ${step.name}`;
  return written(
    'escalated',
    { ...state, incident: told.incident },
    {
      timeline: [
        entry(incident, 'escalated', {
          atMs: nowMs,
          actor: { type: 'timer', id: 'escalate' },
          cause: `${incident.generation}|${level}`,
          text,
        }),
      ],
      outbox: told.outbox,
      timers: told.timers,
    },
  );
}

/** To whoever acknowledged, if they can be told by name; else to those who were told of the incident. */
function remind(
  state: GroupState,
  incident: Incident,
  count: number,
  { responses }: LifecycleSettings,
  nowMs: number,
): Written {
  const people = [incident.assignee, ...incident.acknowledgements.map(({ by }) => by)].filter((by) => by !== undefined);
  const targets = people.map((by) => `person:${by}`);
  const channels = responses.recipients(targets, incident.severity, nowMs);
  const { remindAfterMs } = incident.plan;
  const again = remindAfterMs !== undefined && count < MAX_REMINDERS;
  return written('done', state, {
    touches: 'incident',
    outbox: owe(incident, 'reminder', count, channels, responses, { nowMs, causedMs: nowMs }),
    timers: again ? [timer(incident, 'remind', count + 1, nowMs + remindAfterMs)] : [],
  });
}

/** The assignee, else whoever acknowledged, else those who were told of the incident. */
function askForPostmortem(
  state: GroupState,
  incident: Incident,
  count: number,
  { responses }: LifecycleSettings,
  nowMs: number,
): Written {
  const people = incident.assignee === undefined ? incident.acknowledgements.map(({ by }) => by) : [incident.assignee];
  const targets = people.map((by) => `person:${by}`);
  const channels = targets.length > 0 ? responses.recipients(targets, incident.severity, nowMs) : incident.told;
  const moment = { nowMs, causedMs: nowMs };
  return written('overdue', state, {
    touches: 'incident',
    outbox: owe(incident, 'reminder', postmortemReminderLevel(count), channels, responses, moment),
    timers: postmortemTimersAfter(incident, count, nowMs),
  });
}
