/** One run of what a runbook automates: at most one for each generation of an incident and each runbook. */
import type { AutomationConfig } from '../config/runbook';
import { fnv1a } from '../fnv';
import type { TimelineEntry } from '../incident/incident';
import type { OutboxItem } from '../incident/notification';

/** Changes of an incident that a runbook may answer, and what people ask of one. */
export const RUNBOOK_CHANGES = ['opened', 'reopened', 'joined', 'severity', 'requested', 'approved'] as const;

/**
 * `proposed -> starting -> running -> verifying -> succeeded | failed | timed-out`; `skipped` from any of the first four.
 * A `proposed` one that may do harm waits for its approval; `starting` is stored before anything is started.
 */
export const RUN_STATES = [
  'proposed',
  'starting',
  'running',
  'verifying',
  'succeeded',
  'failed',
  'timed-out',
  'skipped',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface RunRef {
  readonly incidentId: string;
  readonly generation: number;
  /** Name of the runbook. */
  readonly runbook: string;
}

export interface Run extends RunRef {
  readonly schemaVersion: number;
  /** Optimistic lock: raised by one with each write, 1 for the first. */
  readonly version: number;
  readonly state: RunState;
  /** As it was configured when it was proposed: what was approved is what runs. */
  readonly automation: AutomationConfig;
  readonly proposedMs: number;
  /** A person approved it: the timeline says who. */
  readonly approved: boolean;
  /** Timeline entry by which a person asked for it last. @default - its incident did */
  readonly requestId?: string;
  /** When it was decided to start it. Epoch ms. @default - it was not */
  readonly startedMs?: number;
  /** How the service that carries it out calls it. @default - not known */
  readonly executionId?: string;
  /** Until when alarms may recover. Epoch ms. @default - that is not being looked at */
  readonly verifyUntilMs?: number;
  /** Why it came to this state, in words. @default - nothing to add */
  readonly why?: string;
}

/** After a start it is not started again for the same runbook, service and environment until then. */
export interface Cooldown {
  readonly runbook: string;
  readonly service: string;
  readonly environment: string;
  /** Epoch ms. */
  readonly untilMs: number;
}

export type CooldownRef = Omit<Cooldown, 'untilMs'>;

/** All of one step; stored together or not at all. */
export interface RunWrite {
  /** Stored if the stored run's version is the one before its own. */
  readonly run: Run;
  /** Appended; each must be new. */
  readonly timeline: readonly TimelineEntry[];
  /** Appended; each must be new. */
  readonly outbox: readonly OutboxItem[];
  /** There must be none that lasts. */
  readonly cooldown?: Cooldown;
}

export function needsApproval({ automation, approved }: Pick<Run, 'automation' | 'approved'>): boolean {
  return automation.destructive === true && !approved;
}

/** Whether whoever carries it out says when it is done, and takes a second start of the same run for the first. */
export function isTracked({ kind }: Pick<AutomationConfig, 'kind'>): boolean {
  return kind !== 'lambda';
}

/** When it is stopped if it still runs. Epoch ms. */
export function deadlineMs({ startedMs = 0, automation }: Run): number {
  return startedMs + automation.timeoutMinutes * 60_000;
}

/** How long its alarms may take. A function does not say when it is done: its own time is part of the wait. */
export function recoveryMinutes({ kind, timeoutMinutes, verifyMinutes }: AutomationConfig): number {
  return isTracked({ kind }) ? verifyMinutes : timeoutMinutes + verifyMinutes;
}

/** Names of executions of state machines begin so: permissions ask for no others. */
export const EXECUTION_PREFIX = 'sightline-';

/** The same run, and nothing else, has it. */
export function runId({ incidentId, generation, runbook }: RunRef): string {
  return [incidentId, generation, runbook].join('/');
}

/** Far above the levels of plans and of reminders, so that no two messages of one generation have the same key. */
const FIRST_LEVEL = 1_000_000;

/** Level of the notice that asks for the approval of a runbook. */
export function approvalLevel(runbook: string): number {
  return FIRST_LEVEL + ((fnv1a(runbook) >>> 0) % 900_000_000);
}

export function isApprovalNotice({ kind, level }: Pick<OutboxItem, 'kind' | 'level'>): boolean {
  return kind === 'notice' && level >= FIRST_LEVEL;
}
