/** What a hub knows of a runbook: which incidents it is for, what to do first, and what may be run for them. */
import type { Matcher } from './types';

export const AUTOMATION_KINDS = ['ssm', 'stepFunctions', 'lambda'] as const;
export type AutomationKind = (typeof AUTOMATION_KINDS)[number];

/** A page shows so many steps: a phone shows few more. */
export const MAX_STEPS = 3;

export interface RunbookConfig {
  readonly schemaVersion: number;
  readonly kind: 'runbook';
  readonly name: string;
  /** Incidents keep no tags of their alarms, so that none can be asked for. */
  readonly match: Omit<Matcher, 'tags'>;
  /** Whole names of alarms, with `*` for any characters, or ids of the catalog: one must be in the incident. @default - any */
  readonly alarms?: readonly string[];
  /** What to do first, at most `MAX_STEPS`. */
  readonly steps: readonly string[];
  /** Where all of it is written, `https:`. @default - nowhere */
  readonly url?: string;
  /** @default - people do all of it */
  readonly automation?: AutomationConfig;
}

export interface AutomationConfig {
  readonly kind: AutomationKind;
  /** Name of the SSM document; ARN of the state machine, or of the function. */
  readonly target: string;
  /** Of a document, a list of texts each; else any JSON. @default - none */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** It may do harm: a person approves each run. @default false */
  readonly destructive?: boolean;
  /** After this time it is stopped. */
  readonly timeoutMinutes: number;
  /** From its start to the next one for the same service; 0: none. */
  readonly cooldownMinutes: number;
  /** After its end the alarms of the incident have so long to recover. */
  readonly verifyMinutes: number;
  /** What would run is recorded, and nothing is started. @default false */
  readonly dryRun?: boolean;
}
