/** A hub with runbooks whose automation is carried out by a fake that remembers, and a clock that moves when told. */
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { AutomationConfig, RunbookConfig, SightlineConfig } from '../../lib/core/config';
import { EVENT, SCHEMA_VERSION } from '../../lib/core/conventions';
import type { Command, CommandAction } from '../../lib/core/incident/command';
import type { Actor, Incident, TimelineEntry } from '../../lib/core/incident/incident';
import { incidentEvent } from '../../lib/core/incident/incident-event';
import type { Run, RunRef } from '../../lib/core/runbook/run';
import { runFromItem } from '../../lib/core/runbook/run-item';
import { carryOut } from '../../lib/workflow/carry-out';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import type { AutomationPort, AutomationStart, AutomationStatus } from '../../lib/workflow/ports/automation';
import { type RunRunbookPorts, runRunbook } from '../../lib/workflow/run-runbook';
import { type AlarmOptions, alarmEvent, batchOf, CONFIG, createHub, type Hub, T0 } from './hub';

export const MINUTE = 60_000;

export const SSM: AutomationConfig = {
  kind: 'ssm',
  target: 'Acme-RestartCheckout',
  parameters: { Cluster: ['blue'] },
  timeoutMinutes: 10,
  cooldownMinutes: 30,
  verifyMinutes: 5,
};

export const LAMBDA: AutomationConfig = {
  ...SSM,
  kind: 'lambda',
  target: 'arn:aws:lambda:eu-west-1:111122223333:function:restart',
};

export function runbookOf(name: string, automation?: Partial<AutomationConfig>, more: Partial<RunbookConfig> = {}) {
  const made: RunbookConfig = { schemaVersion: SCHEMA_VERSION, kind: 'runbook', name, match: {}, steps: [], ...more };
  return automation ? { ...made, automation: { ...SSM, ...automation } } : made;
}

export interface RunWorld extends Hub {
  readonly runPorts: RunRunbookPorts;
  /** Ids of the runs that were started, as often as they were. */
  readonly started: string[];
  readonly stopped: string[];
  /** Delayed messages that nobody has delivered yet. */
  readonly polls: RunRef[];
  /** What the automation answers. */
  readonly answers: { start?: () => Promise<AutomationStart>; status: AutomationStatus };
  config: SightlineConfig;
  alarm(state: 'ALARM' | 'OK', atMs: number, options?: AlarmOptions): Promise<void>;
  incident(): Promise<Incident>;
  /** Has `run-runbook` hear of the newest entry of this kind; answers the messages that failed. */
  tell(kind: TimelineEntry['kind'], changes?: object): Promise<readonly string[]>;
  deliver(body: unknown): Promise<readonly string[]>;
  /** Lets the time pass and delivers what was to be looked at again. */
  lookAgain(afterMs?: number): Promise<void>;
  command(action: CommandAction, actor?: Actor): Promise<string>;
  runs(): Run[];
  story(): Promise<string[]>;
}

export function createRunWorld(...runbooks: readonly RunbookConfig[]): RunWorld {
  const hub = createHub({ config: async () => world.config });
  const started: string[] = [];
  const stopped: string[] = [];
  const polls: RunRef[] = [];
  const answers: RunWorld['answers'] = { status: { status: 'running' } };
  const automations: AutomationPort = {
    start: async ({ runId }) => {
      started.push(runId);
      return answers.start ? answers.start() : { status: 'started', executionId: `execution of ${runId}` };
    },
    status: async () => answers.status,
    stop: async (_, id) => void stopped.push(id),
  };
  const runPorts: RunRunbookPorts = {
    ...hub.ports,
    runs: hub.memory,
    automations,
    polls: { poll: async (ref) => void polls.push(ref) },
  };
  const world: RunWorld = {
    ...hub,
    runPorts,
    started,
    stopped,
    polls,
    answers,
    config: { ...CONFIG, runbooks },
    alarm: async (state, atMs, options) => {
      await handleSignal(hub.ports)(batchOf(alarmEvent(state, atMs, options)));
    },
    incident: async () => {
      const [found] = hub.incidents();
      if (!found) throw new Error('there is no incident');
      return found;
    },
    tell: async (kind, changes = {}) => {
      const incident = await world.incident();
      const entry = (await hub.memory.readTimeline(incident.id)).findLast((each) => each.kind === kind);
      if (!entry) throw new Error(`there is no entry '${kind}'`);
      return world.deliver(busMessage({ ...incidentEvent(incident, entry), ...changes }));
    },
    deliver: async (body) => {
      const { batchItemFailures } = await runRunbook(runPorts)(recordOf(body));
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    lookAgain: async (afterMs = 30_000) => {
      hub.pass(afterMs);
      for (const ref of polls.splice(0)) await world.deliver(ref);
    },
    command: async (action, actor = { type: 'user', id: 'alice' }) => {
      const { id: incidentId } = await world.incident();
      const atMs = hub.ports.clock.now();
      const command = { ...action, incidentId, actor, id: JSON.stringify([action, atMs]), atMs } as Command;
      const answer = await carryOut(hub.ports, command, lifecycleSettings(world.config));
      return 'why' in answer ? `${answer.result}: ${answer.why}` : answer.result;
    },
    runs: () =>
      hub.memory
        .items()
        .filter(({ sk }) => sk.startsWith('RUN#'))
        .map(runFromItem),
    story: async () => {
      const timeline = await hub.memory.readTimeline((await world.incident()).id);
      return timeline.map(({ kind, text }) => `${kind}: ${text}`);
    },
  };
  return world;
}

/** As the bus's rule puts it into the queue. */
export function busMessage(detail: object): object {
  return { version: '0', source: EVENT.source, 'detail-type': EVENT.incident, detail };
}

export function recordOf(body: unknown): SQSEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { Records: [{ messageId: 'm-0', body: text } as SQSRecord] };
}

export { T0 };
