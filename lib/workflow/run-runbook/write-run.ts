import { entry } from '../../core/incident/owed';
import type { Run, RunWrite } from '../../core/runbook/run';
import { tellRun } from '../../view/runbook-run';
import type { RunRunbookPorts } from './ports';

/** What is stored beside the run's new state. */
export interface Beside extends Partial<Pick<RunWrite, 'outbox' | 'cooldown'>> {
  /** Without a line in the timeline. */
  readonly untold?: boolean;
}

/** The run as it is stored now; `undefined` where somebody wrote in between: nothing was stored. */
export async function writeRun(
  ports: Pick<RunRunbookPorts, 'runs' | 'clock' | 'log'>,
  before: Run,
  changes: Partial<Run>,
  { outbox = [], cooldown, untold = false }: Beside = {},
): Promise<Run | undefined> {
  const { why, ...rest } = before;
  const run: Run = { ...rest, ...changes, version: before.version + 1 };
  const { incidentId, generation, runbook, state } = run;
  const told = entry({ id: incidentId }, 'runbook', {
    atMs: ports.clock.now(),
    actor: { type: 'runbook', id: runbook },
    cause: [generation, runbook, state, run.version].join('|'),
    text: tellRun(run),
  });
  const timeline = untold ? [] : [{ ...told, run: { runbook, generation } }];
  if ((await ports.runs.commitRun({ run, timeline, outbox, cooldown })) === 'conflict') return undefined;
  ports.log.info(`runbook ${state}`, { incidentId, generation, runbook, why: run.why });
  return run;
}
