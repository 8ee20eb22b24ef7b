/** What is to happen later, unless something else happens first. */
import type { Signal } from './incident';

/**
 * `escalate`: level number `level` of the plan is told. `remind`: whoever acknowledged is asked how it goes. `lasting`: an
 * incident that came back while flapping pages if it stays. `postmortem`: a resolved incident still has no root cause, and
 * somebody is asked for it. `update`: a status update is due. `ack-due`: somebody should have acknowledged by now. `storm`: it is
 * looked whether the storm that it began in is over.
 */
export const INCIDENT_TIMERS = ['escalate', 'remind', 'lasting', 'postmortem', 'update', 'ack-due', 'storm'] as const;

/** Of an incident's generation: of an older one it does nothing. */
export interface IncidentTimerRef {
  readonly kind: (typeof INCIDENT_TIMERS)[number];
  readonly incidentId: string;
  readonly generation: number;
  readonly level: number;
}

/** Of a signal that was held back: at the end of whatever holds it, it is decided again. */
export interface HeldTimerRef {
  readonly kind: 'held';
  readonly groupKey: string;
  readonly member: string;
}

/** What names a timer. */
export type TimerRef = IncidentTimerRef | HeldTimerRef;

interface Due {
  readonly schemaVersion: number;
  /** Epoch ms. */
  readonly dueMs: number;
}

/** Stored in the transaction that decides it: whatever wakes the workflow only finds out what is stored here. */
export type Timer = Due & (IncidentTimerRef | HeldTimer);

export interface HeldTimer extends HeldTimerRef {
  readonly signal: Signal;
  /** The other state of the same time had come before: the one that was held back is the newer one. */
  readonly tied?: boolean;
}

/** The same for two refs of one timer. */
export function timerName(ref: TimerRef): string {
  return ref.kind === 'held'
    ? JSON.stringify([ref.kind, ref.groupKey, ref.member])
    : JSON.stringify([ref.kind, ref.incidentId, ref.generation, ref.level]);
}

/** What a wake-up carries: the name of its timer, as JSON. `undefined` where a text is none. */
export function readTimerRef(text: string): TimerRef | undefined {
  const given = parse(text);
  const { kind, incidentId, generation, level, groupKey, member } = given;
  if (kind === 'held' && typeof groupKey === 'string' && typeof member === 'string') return { kind, groupKey, member };
  const known = INCIDENT_TIMERS.find((each) => each === kind);
  const counts = [generation, level].every((count) => Number.isSafeInteger(count));
  if (known === undefined || typeof incidentId !== 'string' || !counts) return undefined;
  return { kind: known, incidentId, generation: generation as number, level: level as number };
}

/** The other way round. */
export function writeTimerRef(ref: TimerRef): string {
  const { kind } = ref;
  if (kind === 'held') return JSON.stringify({ kind, groupKey: ref.groupKey, member: ref.member });
  return JSON.stringify({ kind, incidentId: ref.incidentId, generation: ref.generation, level: ref.level });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
