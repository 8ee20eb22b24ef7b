/** Decides what a timer that is due still has to do: it was set for what was true then, and much may have happened. */
import { decideSignal } from './decide-signal';
import { type Decision, type GroupState, type LifecycleSettings, type Written, written } from './group';
import type { HeldBack, Incident } from './incident';
import { entry, nextLevel, owe, tellLevel, timer } from './owed';
import { isPostmortemMissing, postmortemReminderLevel, postmortemTimersAfter } from './postmortem';
import type { IncidentTimerRef, Timer } from './timer';
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

/** If its alarm recovered since, the watermark of its member says so. */
function release(
  state: GroupState,
  { signal }: Timer & { readonly kind: 'held' },
  settings: LifecycleSettings,
  nowMs: number,
  heldBack?: HeldBack,
): Written {
  const decision: Decision = decideSignal(state, { ...signal, heldBack }, settings, nowMs);
  return decision.action === 'write' ? decision : written('done', state);
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
        : done;
    case 'lasting':
      return incident.status === 'triggered' && incident.flapping ? stayed(state, incident, settings, nowMs) : done;
    case 'remind':
      return incident.status === 'triggered' ? done : remind(state, incident, due.level, settings, nowMs);
  }
}

/** Where only tickets stayed, what woke people is gone for now: the next time it pages. */
function stayed(state: GroupState, incident: Incident, settings: LifecycleSettings, nowMs: number): Written {
  const urgent = incident.urgent && state.lock.paging > 0;
  const steady: Incident = { ...incident, urgent, flapping: false, startedMs: nowMs };
  if (urgent || incident.told.length === 0) return escalate(state, steady, 0, settings, nowMs);
  // The notice that it came back is enough; what comes next is the next level.
  return written('done', { ...state, incident: steady }, { timers: nextLevel(steady, nowMs) });
}

function escalate(
  state: GroupState,
  incident: Incident,
  level: number,
  { responses }: LifecycleSettings,
  nowMs: number,
): Written {
  const step = incident.plan.levels[level];
  if (!step) return written('done', state);
  const moment = { nowMs, causedMs: nowMs };
  const told = tellLevel(incident, level, incident.urgent ? 'page' : 'notice', responses, moment);
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
  return written(
    'done',
    { ...state, incident: { ...incident } },
    {
      outbox: owe(incident, 'reminder', count, channels, responses, { nowMs, causedMs: nowMs }),
      timers: again ? [timer(incident, 'remind', count + 1, nowMs + remindAfterMs)] : [],
    },
  );
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
  return written(
    'overdue',
    { ...state, incident: { ...incident } },
    {
      outbox: owe(incident, 'reminder', postmortemReminderLevel(count), channels, responses, moment),
      timers: postmortemTimersAfter(incident, count, nowMs),
    },
  );
}
