import type { CarryOutPorts } from '../carry-out';
import type { ConfigPort, LogPort } from '../ports';
import type { AutomationPort, PollPort, RunStore } from '../ports/automation';

export interface RunRunbookPorts extends CarryOutPorts {
  readonly runs: RunStore;
  readonly automations: AutomationPort;
  readonly polls: PollPort;
  readonly config: ConfigPort;
  readonly log: LogPort;
}

/** `again`: it changed, look at once; `later`: look again after a while; `done`: something else will wake it, or nothing. */
export type Next = 'again' | 'later' | 'done';
