/** From the start of a run to its end: whether it ended, and whether that helped. It never stops an escalation. */
import type { Command } from '../../core/incident/command';
import { deadlineMs, type Run, type RunState } from '../../core/runbook/run';
import { type CommandResult, carryOut } from '../carry-out';
import { lifecycleSettings } from '../lifecycle-settings';
import type { AutomationStatus } from '../ports/automation';
import { awaitRecovery, isItsRound, SWITCHED_OFF, skip } from './launch';
import type { Next, RunRunbookPorts } from './ports';
import { writeRun } from './write-run';

/** Of a `running` run. */
export async function lookAtExecution(ports: RunRunbookPorts, run: Run): Promise<Next> {
  if ((await ports.config.load()).runbooksOff) {
    return end(ports, run, 'skipped', [SWITCHED_OFF, await stop(ports, run)]);
  }
  const status = await statusOf(ports, run);
  const late = ports.clock.now() >= deadlineMs(run);
  switch (status.status) {
    case 'succeeded':
      return awaitRecovery(ports, run);
    case 'failed':
      return end(ports, run, late ? 'timed-out' : 'failed', [status.reason]);
    case 'running':
      return late ? end(ports, run, 'timed-out', [await stop(ports, run)]) : 'later';
  }
}

/** Of a `verifying` run: resolves the incident once none of its alarms is in ALARM. */
export async function verify(ports: RunRunbookPorts, run: Run): Promise<Next> {
  const config = await ports.config.load();
  if (config.runbooksOff) return skip(ports, run, SWITCHED_OFF);
  const incident = await ports.store.readIncident(run.incidentId);
  if (!incident) return end(ports, run, 'failed', ['its incident is gone']);
  if (!isItsRound(incident, run)) return end(ports, run, 'succeeded', []);
  const { incidentId, runbook, generation } = run;
  const resolve: Command = {
    incidentId,
    action: 'resolve',
    actor: { type: 'runbook', id: runbook },
    id: JSON.stringify(['runbook', generation, runbook]),
    atMs: ports.clock.now(),
  };
  const answer = await carryOut(ports, resolve, lifecycleSettings(config), { generation });
  if (isResolved(answer)) return end(ports, run, 'succeeded', []);
  if (ports.clock.now() < (run.verifyUntilMs ?? 0)) return 'later';
  return end(ports, run, 'failed', ['why' in answer ? answer.why : answer.result]);
}

/** By us, or by somebody else in the meantime. */
function isResolved({ result }: CommandResult): boolean {
  return result === 'done' || result === 'used' || result === 'nothing' || result === 'outdated';
}

async function statusOf({ automations, log }: RunRunbookPorts, run: Run): Promise<AutomationStatus> {
  const { automation, executionId = '' } = run;
  try {
    return await automations.status(automation, executionId);
  } catch (error) {
    log.warn('an automation could not be looked at', { runbook: run.runbook, executionId, error: String(error) });
    return { status: 'running' };
  }
}

/** What to say where it could not be stopped. */
async function stop({ automations }: RunRunbookPorts, run: Run): Promise<string | undefined> {
  const { automation, executionId = '' } = run;
  try {
    await automations.stop(automation, executionId);
    return undefined;
  } catch (error) {
    return `it could not be stopped, stop it yourself: ${String(error)}`;
  }
}

async function end(
  ports: RunRunbookPorts,
  run: Run,
  state: RunState,
  reasons: readonly (string | undefined)[],
): Promise<Next> {
  const why = reasons.filter((reason) => reason !== undefined).join('; ');
  return (await writeRun(ports, run, { state, ...(why !== '' && { why }) })) ? 'done' : 'again';
}
