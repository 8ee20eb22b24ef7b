/** What people do with an incident, and what the workflow does for them. */
import type { Audience, Progress } from './audience';
import type { Actor } from './incident';
import type { Severity } from './severity';

export type Command = {
  readonly incidentId: string;
  readonly actor: Actor;
  /** Unique in the incident: the same command told twice is done once. */
  readonly id: string;
  readonly atMs: number;
} & CommandAction;

export type CommandAction =
  | { readonly action: 'acknowledge' }
  | { readonly action: 'note'; readonly text: string }
  | {
      readonly action: 'update';
      readonly text: string;
      /** Who hears of it beside those who were told of the incident. @default - nobody else */
      readonly audience?: Audience;
      /** Where the work is, for people outside. @default - as it was said before, at first `investigating` */
      readonly progress?: Progress;
    }
  | { readonly action: 'assign'; readonly to: string }
  | { readonly action: 'severity'; readonly severity: Severity }
  | { readonly action: 'affected'; readonly systems: readonly string[] }
  | {
      readonly action: 'resolve';
      readonly resolution?: string;
      readonly rootCause?: string;
      /** Although alarms of the incident are still in ALARM. */
      readonly force?: boolean;
    }
  | { readonly action: 'close'; readonly rootCause?: string }
  /** Of a run that may do harm. */
  | { readonly action: 'approve'; readonly runbook: string }
  /** Runs what a runbook automates, also where nothing proposed it. */
  | { readonly action: 'run'; readonly runbook: string };

export const COMMAND_ACTIONS = [
  'acknowledge',
  'note',
  'update',
  'assign',
  'severity',
  'affected',
  'resolve',
  'close',
  'approve',
  'run',
] as const;
