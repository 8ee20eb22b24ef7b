/** From the proposal of a run to its start. That it is about to start is stored before, and only one caller stores it. */
import type { SightlineConfig } from '../../core/config';
import type { Incident } from '../../core/incident/incident';
import { isOpen } from '../../core/incident/transitions';
import { deadlineMs, isTracked, needsApproval, type Run, recoveryMinutes, runId } from '../../core/runbook/run';
import type { AutomationStart } from '../ports/automation';
import type { Next, RunRunbookPorts } from './ports';
import { writeRun } from './write-run';

/** Between two looks at a run. */
export const POLL_SECONDS = 30;

export const SWITCHED_OFF = 'runbooks are switched off';

/** Why it must not run now, whoever approved it. */
export function hindrance(config: SightlineConfig, { runbook }: Pick<Run, 'runbook'>): string | undefined {
  if (config.runbooksOff) return SWITCHED_OFF;
  const automation = config.runbooks?.find(({ name }) => name === runbook)?.automation;
  if (!automation) return 'it is no longer configured';
  return automation.dryRun ? 'this is a dry run' : undefined;
}

/** Of a `proposed` run. */
export async function begin(ports: RunRunbookPorts, run: Run): Promise<Next> {
  const incident = await ports.store.readIncident(run.incidentId);
  if (!incident || !isItsRound(incident, run)) return skip(ports, run, 'the incident is over');
  const why = hindrance(await ports.config.load(), run);
  if (why !== undefined) return skip(ports, run, why);
  if (needsApproval(run)) return 'done';
  const { incidentId, generation, runbook, automation } = run;
  const { service, environment } = incident;
  const lasting = await ports.runs.readCooldown({ runbook, service, environment });
  if (lasting) {
    const until = new Date(lasting.untilMs).toISOString();
    return skip(ports, run, `it ran for ${service} a while ago, and not again before ${until}`);
  }
  // Before it is stored: whoever dies from here on, and whatever becomes of the incident, somebody looks at it again.
  await ports.polls.poll({ incidentId, generation, runbook }, POLL_SECONDS);
  const nowMs = ports.clock.now();
  const untilMs = nowMs + automation.cooldownMinutes * 60_000;
  const starting = await writeRun(
    ports,
    run,
    { state: 'starting', startedMs: nowMs },
    { untold: true, ...(untilMs > nowMs && { cooldown: { runbook, service, environment, untilMs } }) },
  );
  if (!starting) return 'again';
  return (await launch(ports, starting, incident)) === 'again' ? 'again' : 'done';
}

/**
 * Of a run that somebody stored as `starting` and then did not, or not yet, tell what became of it. What can be told
 * from a second start is started again; what cannot may run already, and is never started twice.
 */
export async function resume(ports: RunRunbookPorts, run: Run): Promise<Next> {
  if (!isTracked(run.automation)) {
    return awaitRecovery(ports, run, 'it is not known whether it was started, and it is not started again');
  }
  const incident = await ports.store.readIncident(run.incidentId);
  if (!incident || !isItsRound(incident, run)) {
    return skip(ports, run, 'the incident is over; look whether it was started');
  }
  if (ports.clock.now() >= deadlineMs(run)) {
    return (await writeRun(ports, run, { state: 'failed', why: 'it could not be started in time' })) ? 'done' : 'again';
  }
  return launch(ports, run, incident);
}

/** Nothing is asked between the look at the switch and the start. */
async function launch(ports: RunRunbookPorts, run: Run, { service, environment }: Incident): Promise<Next> {
  const { incidentId, generation, runbook, automation } = run;
  const about = { incidentId, generation, runbook, service, environment };
  let outcome: AutomationStart;
  if ((await ports.config.load()).runbooksOff) return skip(ports, run, SWITCHED_OFF);
  try {
    outcome = await ports.automations.start({ automation, runId: runId(run), about });
  } catch (error) {
    ports.log.warn('it is not known whether an automation was started', { ...about, error: String(error) });
    return 'later';
  }
  if (outcome.status === 'refused') {
    const why = `it was not started: ${outcome.reason}`;
    return (await writeRun(ports, run, { state: 'failed', why })) ? 'done' : 'again';
  }
  if (!isTracked(automation)) return awaitRecovery(ports, run);
  const { executionId } = outcome;
  return (await writeRun(ports, run, { state: 'running', executionId })) ? 'later' : 'again';
}

/** From now on its alarms may recover. */
export async function awaitRecovery(ports: RunRunbookPorts, run: Run, why?: string): Promise<Next> {
  const verifyUntilMs = ports.clock.now() + recoveryMinutes(run.automation) * 60_000;
  const changes = { state: 'verifying', verifyUntilMs, ...(why !== undefined && { why }) } as const;
  return (await writeRun(ports, run, changes)) ? 'later' : 'again';
}

export async function skip(ports: RunRunbookPorts, run: Run, why: string): Promise<Next> {
  return (await writeRun(ports, run, { state: 'skipped', why })) ? 'done' : 'again';
}

/** The incident is open, in the generation that the run is of. */
export function isItsRound({ status, generation }: Incident, run: Run): boolean {
  return isOpen(status) && generation === run.generation;
}
