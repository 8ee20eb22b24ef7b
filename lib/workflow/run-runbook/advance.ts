/** Takes a run as far as it goes now. Whoever else does the same at the same time meets it at the run's version. */
import type { Run, RunRef, RunState } from '../../core/runbook/run';
import { lookAtExecution, verify } from './follow';
import { begin, POLL_SECONDS, resume } from './launch';
import type { Next, RunRunbookPorts } from './ports';

/** A run has five states to go through; each conflict is progress that somebody else made. */
const MAX_STEPS = 20;

const STEPS: Readonly<Partial<Record<RunState, (ports: RunRunbookPorts, run: Run) => Promise<Next>>>> = {
  proposed: begin,
  starting: resume,
  running: lookAtExecution,
  verifying: verify,
};

/** @throws where the store or the queue fails, or everybody else is always faster */
export async function advance(ports: RunRunbookPorts, ref: RunRef): Promise<void> {
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const run = await ports.runs.readRun(ref);
    const step = run && STEPS[run.state];
    if (!step) return;
    const next = await step(ports, run);
    if (next === 'later') await ports.polls.poll(ref, POLL_SECONDS);
    if (next !== 'again') return;
  }
  throw new Error(
    `The run of '${ref.runbook}' for ${ref.incidentId} changed ${MAX_STEPS} times while it was looked at`,
  );
}
