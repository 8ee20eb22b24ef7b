/** What begins and ends beside the escalation of an incident: its response time, its status updates, who else is told. */
import { inform, informAgain } from './audience';
import type { Written } from './group';
import type { Incident } from './incident';
import type { OutboxItem } from './notification';
import { type Moment, nextLevel, tellLevel } from './owed';
import type { Responses } from './response-plan';
import { ackDueRefs, ackDueTimers } from './response-time';
import { updateTimerRefs, updateTimers } from './status-updates';
import type { Timer, TimerRef } from './timer';

/** An incident after a change, and what the change owes. */
export type FollowUps = Pick<Written, 'outbox' | 'timers' | 'doneTimers'> & { readonly incident: Incident };

/** The first level is told, and with it the stakeholders; the response time runs. */
export function beginEscalation(
  before: Incident,
  kind: 'page' | 'notice',
  responses: Responses,
  moment: Moment,
): FollowUps {
  const told = tellLevel(before, 0, kind, responses, moment);
  return withOthers(told.incident, told.outbox, told.timers, responses, moment);
}

/** It is as if the first level were told: those who would be know of it already. */
export function continueEscalation(before: Incident, responses: Responses, moment: Moment): FollowUps {
  return withOthers(before, [], nextLevel(before, moment.nowMs), responses, moment);
}

function withOthers(
  before: Incident,
  owed: readonly OutboxItem[],
  timers: readonly Timer[],
  responses: Responses,
  moment: Moment,
): FollowUps {
  const stakeholders = inform(before, responses, moment);
  const { incident, outbox } = informAgain(stakeholders.incident, responses, moment);
  return {
    incident,
    outbox: [...owed, ...stakeholders.outbox, ...outbox],
    timers: [...timers, ...ackDueTimers(incident)],
    doneTimers: [],
  };
}

/** The severity was changed, and with it the plan: what was to happen by the one before happens by this one. */
export function replan(before: Incident, changed: Incident, responses: Responses, moment: Moment): FollowUps {
  const { incident, outbox } = inform(changed, responses, moment);
  // While it flaps, or a storm speaks for it, its escalation has not begun.
  const waits = incident.flapping || incident.storm?.over === false;
  const escalation = waits ? [] : [...nextLevel(incident, moment.nowMs), ...ackDueTimers(incident)];
  return {
    incident,
    outbox,
    timers: incident.status === 'triggered' ? escalation : updateTimers(incident, moment.nowMs),
    doneTimers: pendingRefs(before),
  };
}

/** Whoever took a ticket has not seen the page: it escalates until somebody has. */
export function withoutAcknowledgements(incident: Incident): Incident {
  return { ...incident, status: 'triggered', acknowledgements: [] };
}

/** Somebody answers who did not before: from now on they are asked for updates. */
export function answer(before: Incident, next: Incident, nowMs: number): Pick<Written, 'timers' | 'doneTimers'> {
  const answers = before.status === 'triggered' && next.status !== 'triggered';
  return answers
    ? { timers: updateTimers(next, nowMs), doneTimers: ackDueRefs(before) }
    : { timers: [], doneTimers: [] };
}

/** Timers of a generation that mean nothing once it is over, or begins anew. */
export function pendingRefs(before: Incident): TimerRef[] {
  return [...ackDueRefs(before), ...updateTimerRefs(before)];
}
