/** When an incident needs a post-mortem, who is asked for it, and the draft that is stored until somebody writes it. */
import type { Incident } from './incident';
import type { OutboxItem } from './notification';
import { timer } from './owed';
import { pages } from './severity';
import { peakOf } from './severity-counts';
import type { IncidentTimerRef, Timer } from './timer';

/** From the resolve to the first reminder, milliseconds. */
export const POSTMORTEM_DUE_MS = 48 * 3_600_000;
/** From one reminder to the next, milliseconds. */
export const POSTMORTEM_AGAIN_MS = 24 * 3_600_000;
export const MAX_POSTMORTEM_REMINDERS = 5;

/**
 * Reminders of the post-mortem have the levels 1001, 1002, ...: those of whoever acknowledged begin at 1 and end far
 * below, so that no two of one generation have the same key.
 */
const FIRST_LEVEL = 1_000;

/** Critical and high ones: they paged somebody, or should have. */
export function needsPostmortem(incident: Pick<Incident, 'severity' | 'peak'>): boolean {
  return pages(peakOf(incident));
}

/** Of a resolved incident: asks for the post-mortem that it needs. */
export function postmortemTimers(resolved: Incident): Timer[] {
  if (!needsPostmortem(resolved) || resolved.resolvedMs === undefined) return [];
  return [timer(resolved, 'postmortem', 1, resolved.resolvedMs + POSTMORTEM_DUE_MS)];
}

/** After the `count`-th reminder. */
export function postmortemTimersAfter(incident: Incident, count: number, nowMs: number): Timer[] {
  return count < MAX_POSTMORTEM_REMINDERS
    ? [timer(incident, 'postmortem', count + 1, nowMs + POSTMORTEM_AGAIN_MS)]
    : [];
}

/** The one that a resolve set: a reopen makes it moot. */
export function firstPostmortemTimer({ id, generation }: Incident): IncidentTimerRef {
  return { kind: 'postmortem', incidentId: id, generation, level: 1 };
}

export function postmortemReminderLevel(count: number): number {
  return FIRST_LEVEL + count;
}

/** Asks for a post-mortem, not how an open incident goes. */
export function isPostmortemReminder({ kind, level }: Pick<OutboxItem, 'kind' | 'level'>): boolean {
  return kind === 'reminder' && level > FIRST_LEVEL;
}

/** Nobody wrote down why it happened, and it is neither closed nor open again. */
export function isPostmortemMissing({ status, rootCause }: Incident): boolean {
  return status === 'resolved' && (rootCause ?? '').trim() === '';
}
