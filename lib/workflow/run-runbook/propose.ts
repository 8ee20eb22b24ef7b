/** Which runs there are to be: those that an incident calls for, and those that people ask for. */
import type { RunbookConfig, SightlineConfig } from '../../core/config';
import type { Incident, TimelineEntry } from '../../core/incident/incident';
import { entry, owe } from '../../core/incident/owed';
import { INCIDENT_SCHEMA_VERSION } from '../../core/incident/schema-version';
import { runbooksFor } from '../../core/runbook/matching';
import { approvalLevel, needsApproval, type Run, type RunRef } from '../../core/runbook/run';
import { lifecycleSettings } from '../lifecycle-settings';
import { advance } from './advance';
import { hindrance } from './launch';
import type { RunRunbookPorts } from './ports';
import { writeRun } from './write-run';

/** Proposes what the open incident calls for, each once in its generation, and takes each as far as it goes. */
export async function proposeAll(ports: RunRunbookPorts, incident: Incident): Promise<void> {
  const config = await ports.config.load();
  const wanted = runbooksFor(config, incident).filter(({ automation }) => automation !== undefined);
  const results = await Promise.allSettled(
    wanted.map(async (runbook) => {
      await propose(ports, config, incident, runbook);
      await advance(ports, refOf(incident, runbook.name));
    }),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

/** Does what a person asked for: `eventId` only names the entry of the timeline that says so. */
export async function heed(ports: RunRunbookPorts, incident: Incident, eventId: string): Promise<void> {
  const timeline = await ports.store.readTimeline(incident.id);
  const asked = timeline.find((candidate) => candidate.eventId === eventId);
  // Whoever may put events on the bus could make one up: what is stored was decided.
  if (!asked?.run || asked.actor.type !== 'user' || asked.run.generation !== incident.generation) {
    ports.log.warn('nobody asked for this runbook now', { incidentId: incident.id, eventId });
    return;
  }
  const refusal = await (asked.kind === 'approved' ? approve : request)(ports, incident, asked, asked.run.runbook);
  if (refusal !== undefined) await ports.store.appendTimeline(noted(incident, asked, refusal));
  await advance(ports, refOf(incident, asked.run.runbook));
}

/** Answers why not, where it cannot be approved. A conflict is progress of the run: it is looked at again. */
async function approve(
  ports: RunRunbookPorts,
  incident: Incident,
  asked: TimelineEntry,
  name: string,
): Promise<string | undefined> {
  const run = await ports.runs.readRun(refOf(incident, name));
  if (run && (run.state !== 'proposed' || run.approved)) return undefined;
  if (run) {
    const written = await writeRun(ports, run, { approved: true }, { untold: true });
    return written ? undefined : approve(ports, incident, asked, name);
  }
  // Its approval overtook its proposal.
  const config = await ports.config.load();
  const runbook = runbooksFor(config, incident).find((candidate) => candidate.name === name);
  if (!runbook?.automation) return `Runbook ${name} has nothing to approve in this incident`;
  await propose(ports, config, incident, runbook, { approved: true });
  return approve(ports, incident, asked, name);
}

/** Answers why not, where it cannot be asked for. */
async function request(
  ports: RunRunbookPorts,
  incident: Incident,
  { eventId: requestId }: TimelineEntry,
  name: string,
): Promise<string | undefined> {
  const config = await ports.config.load();
  const runbook = config.runbooks?.find((candidate) => candidate.name === name);
  if (!runbook?.automation) return `Runbook ${name} cannot be run: the hub has no automation of this name`;
  const run = await ports.runs.readRun(refOf(incident, name));
  if (!run) {
    await propose(ports, config, incident, runbook, { requestId });
  } else if (run.state === 'skipped' && run.startedMs === undefined && run.requestId !== requestId) {
    const { automation } = runbook;
    await writeNew(ports, config, incident, { ...run, automation, approved: false, requestId });
  } else if (run.requestId !== requestId) return `Runbook ${name} is ${run.state} in this round already`;
  return undefined;
}

/** Unless there is one. */
async function propose(
  ports: RunRunbookPorts,
  config: SightlineConfig,
  incident: Incident,
  { name, automation }: RunbookConfig,
  more: Pick<Partial<Run>, 'approved' | 'requestId'> = {},
): Promise<void> {
  const ref = refOf(incident, name);
  if (!automation || (await ports.runs.readRun(ref))) return;
  const proposedMs = ports.clock.now();
  const base = { schemaVersion: INCIDENT_SCHEMA_VERSION, version: 0, state: 'proposed', proposedMs } as const;
  await writeNew(ports, config, incident, { ...ref, ...base, automation, approved: false, ...more });
}

/** As `proposed`, with a notice where somebody must approve it; or, where it must not run now, as `skipped`. */
async function writeNew(ports: RunRunbookPorts, config: SightlineConfig, incident: Incident, run: Run): Promise<void> {
  const why = hindrance(config, run);
  if (why !== undefined) {
    await writeRun(ports, run, { state: 'skipped', why });
    return;
  }
  const waits = needsApproval(run);
  // A message has its key once: whoever was asked before is not asked again.
  const asksFirst = waits && !(await wasAsked(ports, incident, run));
  const outbox = asksFirst ? approvalNotices(config, incident, run, ports.clock.now()) : [];
  await writeRun(ports, run, { state: 'proposed' }, { outbox, untold: !waits });
}

async function wasAsked({ store }: RunRunbookPorts, incident: Incident, { generation, runbook }: Run) {
  const level = approvalLevel(runbook);
  const owed = await store.listOutbox(incident.id);
  return owed.some((item) => item.generation === generation && item.level === level);
}

/** To whoever was told of the incident. */
function approvalNotices(config: SightlineConfig, incident: Incident, { runbook }: Run, nowMs: number) {
  const { responses } = lifecycleSettings(config);
  const channels = incident.told.length > 0 ? incident.told : responses.recipients([], incident.severity, nowMs);
  return owe(incident, 'notice', approvalLevel(runbook), channels, responses, { nowMs, causedMs: nowMs });
}

/** At the time of what it answers: told twice, it is one entry. */
function noted(incident: Incident, { eventId, run, atMs }: TimelineEntry, text: string): TimelineEntry {
  const actor = { type: 'system', id: 'run-runbook' } as const;
  const said = entry(incident, 'runbook', { atMs, actor, cause: eventId, text });
  return { ...said, run };
}

function refOf({ id, generation }: Incident, runbook: string): RunRef {
  return { incidentId: id, generation, runbook };
}
