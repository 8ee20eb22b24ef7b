/** What people do with an incident, and what the workflow does for them. */
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
  | { readonly action: 'close'; readonly rootCause?: string };

export const COMMAND_ACTIONS = ['acknowledge', 'note', 'assign', 'severity', 'affected', 'resolve', 'close'] as const;
