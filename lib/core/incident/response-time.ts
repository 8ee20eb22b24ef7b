/** The time in which somebody should have acknowledged: when it passes, it is told and counted. */
import { type GroupState, type Written, written } from './group';
import type { Incident } from './incident';
import { entry, timer } from './owed';
import type { IncidentTimerRef, Timer } from './timer';

/** Set when an escalation begins. None where the plan has no such time, or it passed before. */
export function ackDueTimers(incident: Incident): Timer[] {
  const { ackDueMs } = incident.plan;
  return ackDueMs === undefined || ackDueMs <= incident.startedMs ? [] : [timer(incident, 'ack-due', 0, ackDueMs)];
}

/** The timer that `ackDueTimers` set, while nobody answered. */
export function ackDueRefs({ id, generation, status, plan }: Incident): IncidentTimerRef[] {
  if (plan.ackDueMs === undefined || status !== 'triggered') return [];
  return [{ kind: 'ack-due', incidentId: id, generation, level: 0 }];
}

/** The time is over, and too few have acknowledged. */
export function tellUnanswered(state: GroupState, incident: Incident, nowMs: number): Written {
  const { acksNeeded } = incident.plan;
  const have = incident.acknowledgements.length;
  const who = acksNeeded > 1 ? `Only ${have} of the ${acksNeeded} people it needs` : 'Nobody';
  const told = {
    atMs: nowMs,
    actor: { type: 'timer', id: 'ack-due' },
    cause: `ack-due|${incident.generation}`,
    text: `${who} acknowledged within the response time`,
  } as const;
  return written('unanswered', state, { touches: 'incident', timeline: [entry(incident, 'noted', told)] });
}
