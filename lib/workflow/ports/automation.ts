/** What `run-runbook` asks of the outside: who carries automation out, where runs are kept, and a later look at them. */
import type { AutomationConfig } from '../../core/config/runbook';
import type { Cooldown, CooldownRef, Run, RunRef, RunWrite } from '../../core/runbook/run';

export interface AutomationRequest {
  readonly automation: AutomationConfig;
  /** The same for each try: what was started by it is not started again where the service can tell. */
  readonly runId: string;
  /** Told to state machines and functions beside their parameters. */
  readonly about: {
    readonly incidentId: string;
    readonly generation: number;
    readonly runbook: string;
    readonly service: string;
    readonly environment: string;
  };
}

export type AutomationStart =
  | { readonly status: 'started'; readonly executionId: string }
  /** It was not started, and trying again would not help: no permission, no such target, wrong parameters. */
  | { readonly status: 'refused'; readonly reason: string };

export type AutomationStatus =
  | { readonly status: 'running' }
  | { readonly status: 'succeeded' }
  | { readonly status: 'failed'; readonly reason: string };

/** Carries out what a runbook automates. */
export interface AutomationPort {
  /** Throws where it is not known whether it was started. */
  start(request: AutomationRequest): Promise<AutomationStart>;
  /** Of a document or a state machine. Throws where it cannot be told now. */
  status(automation: AutomationConfig, executionId: string): Promise<AutomationStatus>;
  /** Of a document or a state machine; one that has ended stays as it is. Throws where it could not be stopped. */
  stop(automation: AutomationConfig, executionId: string): Promise<void>;
}

export interface RunStore {
  /** Read consistently. */
  readRun(ref: RunRef): Promise<Run | undefined>;
  /** One that lasts, read consistently. */
  readCooldown(ref: CooldownRef): Promise<Cooldown | undefined>;
  /** `conflict`: somebody wrote in between, or a cooldown lasts; nothing was stored. */
  commitRun(write: RunWrite): Promise<'committed' | 'conflict'>;
}

/** Has a run looked at again after a while. Throws where that is not sure. */
export interface PollPort {
  poll(ref: RunRef, afterSeconds: number): Promise<void>;
}
