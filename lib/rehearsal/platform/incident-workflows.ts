/** The incident workflows on the simulated platform: what the Lambda functions of a hub are on AWS. */
import type { MemoryIncidentStore } from '../../adapters/memory/incident-store';
import type { SightlineConfig } from '../../core/config';
import { DEFAULT_NAMESPACE, DIMENSION, HUB_ENV } from '../../core/conventions';
import type { Command, CommandAction } from '../../core/incident/command';
import type { NotificationKind } from '../../core/incident/notification';
import { writeTimerRef } from '../../core/incident/timer';
import { linkOf } from '../../core/incident/token';
import { wakeDelaySeconds } from '../../core/incident/wake-delay';
import { carryOut } from '../../workflow/carry-out';
import { escalate } from '../../workflow/escalate';
import { handleSignal } from '../../workflow/handle-signal';
import { lifecycleSettings } from '../../workflow/lifecycle-settings';
import { notify } from '../../workflow/notify';
import type { DeadLetterPort, LogPort, MetricPort, ProviderPort, TopicPort, WakePort } from '../../workflow/ports';
import type { TopologyPort } from '../../workflow/ports/traces';
import { publishIncidents } from '../../workflow/publish-incidents';
import { reportIncidents } from '../../workflow/report-incidents';
import { runRunbook } from '../../workflow/run-runbook';
import { writePostmortem } from '../../workflow/write-postmortem';
import type { CollectPorts } from '../../workflow/write-postmortem/collect';
import type { RehearsedHandler } from '../bindings';
import type { Place } from '../hubs';
import type { World } from '../world';
import { rehearsedAutomations } from './automations';
import { rehearsedEvidence } from './evidence';
import type { HubParts, Variables } from './hub';
import { gaugesOf, heartbeatsOf, reportReaders } from './oversight';
import { rehearsedBus } from './own-ports';
import { slowed } from './slowed';
import { strangerRemark } from './stranger';
import { storyKind } from './topics';

export interface HubSources {
  readonly store: (variables: Variables) => MemoryIncidentStore;
  readonly config: (variables: Variables) => SightlineConfig;
  /** Of the evaluation that they name, if any. */
  readonly objectives: (variables: Variables) => CollectPorts['objectives'];
  /** Of the tracking that they name, if any. */
  readonly errors: (variables: Variables) => CollectPorts['errors'] | undefined;
  /** Which services call which, as the hub's analysis of traces tells. */
  readonly topology: (variables: Variables) => TopologyPort;
}

/** From the environment variables of a function, and where it runs. */
type Workflows = Readonly<Record<string, (variables: Variables, place: Place) => RehearsedHandler>>;

/** What the workflows of a hub are made of. */
interface Making {
  readonly world: World;
  readonly parts: HubParts;
  readonly sources: HubSources;
  /** Ports that most of them have. */
  readonly shared: ReturnType<typeof sharedPorts>;
}

/** By the workflow's name: its handler, from the environment variables of its function. */
export function incidentWorkflows(world: World, parts: HubParts, sources: HubSources, log: LogPort): Workflows {
  const making: Making = { world, parts, sources, shared: sharedPorts(world, parts, sources, log) };
  return { ...decidingWorkflows(making), ...tellingWorkflows(making), 'run-runbook': runbookWorkflow(making) };
}

function sharedPorts(world: World, parts: HubParts, sources: HubSources, log: LogPort) {
  return (variables: Variables) => ({
    store: slowed(sources.store(variables), world.clock),
    config: { load: async () => sources.config(variables) },
    metrics: metricsOf(world, variables),
    wakes: wakesOf(world, parts, variables),
    clock: world.clock,
    log,
    random: () => 0.5,
  });
}

/** Those that change incidents. */
function decidingWorkflows({ world, parts, sources, shared }: Making): Workflows {
  const busOf = (variables: Variables, place: Place) =>
    rehearsedBus(world, parts.bus, String(variables[HUB_ENV.bus]), place);
  return {
    'handle-signal': (variables, place) =>
      handleSignal({
        ...shared(variables),
        bus: busOf(variables, place),
        deadLetters: deadLettersOf(parts, variables),
        topology: sources.topology(variables),
      }),
    escalate: (variables, place) => escalate({ ...shared(variables), bus: busOf(variables, place) }),
    // Nothing calls it: what people do are scenes, which go the same way from `carryOut` on.
    respond: () => async () => {
      throw new Error('a rehearsal has nobody who follows links; write a scene such as: at 5m acknowledge by alice');
    },
  };
}

/** Those that tell people and other systems of incidents. */
function tellingWorkflows({ world, parts, sources, shared }: Making): Workflows {
  return {
    notify: (variables, { region }) =>
      notify({
        ...shared(variables),
        topics: topicsOf(parts, sources.config(variables)),
        providers: providersOf(world, parts),
        heartbeats: heartbeatsOf(world, parts, variables),
        // Nobody can follow it: what a person does is a scene of the scenario.
        links: { acknowledge: async (baseUrl) => linkOf(baseUrl, 'rehearsed') },
        region,
      }),
    'publish-incidents': (variables, place) =>
      publishIncidents({
        ...shared(variables),
        bus: rehearsedBus(world, parts.bus, String(variables[HUB_ENV.bus]), place),
        deadLetters: deadLettersOf(parts, variables),
      }),
    'report-incidents': (variables) =>
      reportIncidents({
        ...shared(variables),
        ...reportReaders(world, sources.config(variables)),
        gauges: gaugesOf(world, variables),
      }),
    'write-postmortem': (variables, { region }) =>
      writePostmortem({
        ...shared(variables),
        ...evidencePorts(world, sources.errors(variables)),
        objectives: sources.objectives(variables),
        region,
        reportUrl: variables[HUB_ENV.reportUrl],
      }),
  };
}

function runbookWorkflow({ world, parts, sources, shared }: Making): Workflows[string] {
  const automations = rehearsedAutomations(world, parts);
  return (variables) =>
    runRunbook({
      ...shared(variables),
      runs: slowed(sources.store(variables), world.clock),
      automations,
      polls: {
        poll: async (ref, seconds) =>
          queueOf(parts, variables[HUB_ENV.runQueueUrl]).send(JSON.stringify(ref), {}, seconds),
      },
    });
}

function evidencePorts(world: World, errors: CollectPorts['errors'] | undefined) {
  const found = rehearsedEvidence(world);
  return { traces: found, errors: errors ?? found };
}

/** A hub, as somebody meets it. */
interface HubAt {
  readonly store: MemoryIncidentStore;
  readonly config: SightlineConfig;
  readonly variables: Variables;
}

/** What somebody does about each open incident, as their link, their chat or their terminal would. */
export async function commandOpenIncidents(
  world: World,
  parts: HubParts,
  { store, config, variables }: HubAt,
  action: CommandAction,
  by: string,
): Promise<void> {
  const { clock, recorder } = world;
  const ports = {
    store: slowed(store, clock),
    wakes: wakesOf(world, parts, variables),
    metrics: metricsOf(world, variables),
    clock,
    random: () => 0.5,
  };
  const stranger = strangerRemark(config, by);
  if (stranger !== undefined) recorder.tell(clock.now(), 'remark', stranger);
  const open = await store.listOpen();
  if (open.length === 0) recorder.tell(clock.now(), 'warning', `No incident is open for ${by}`);
  for (const { id: incidentId } of open) {
    const atMs = clock.now();
    const actor = { type: 'user', id: by } as const;
    const command: Command = { ...action, incidentId, actor, id: `${by}|${action.action}|${atMs}`, atMs };
    const result = await carryOut(ports, command, lifecycleSettings(config));
    if (result.result === 'refused' || result.result === 'nothing') {
      recorder.tell(clock.now(), 'remark', `${by} changes nothing: ${result.why}`);
    }
  }
}

function deadLettersOf(parts: HubParts, variables: Variables): DeadLetterPort {
  return {
    send: async (body, reason) => queueOf(parts, variables[HUB_ENV.deadLetterUrl]).send(body, { reason }),
  };
}

function queueOf(parts: HubParts, identity: string | undefined) {
  const queue = parts.queues.byIdentity(String(identity));
  if (!queue) throw new Error(`there is no queue ${identity}`);
  return queue;
}

function metricsOf(world: World, variables: Variables): MetricPort {
  const put = (name: string, value: number) =>
    world.metrics.put(
      { namespace: DEFAULT_NAMESPACE, name, dimensions: { [DIMENSION.hub]: String(variables[HUB_ENV.hub]) } },
      value,
      world.clock.now(),
    );
  return { count: (name, value = 1) => put(name, value), duration: put };
}

/** A hub of templates that an older version wrote has no queue for them: it sets no timers either. */
function wakesOf(world: World, parts: HubParts, variables: Variables): WakePort {
  return {
    wake: async (ref, dueMs) => {
      const seconds = wakeDelaySeconds(dueMs, world.clock.now());
      const url = variables[HUB_ENV.wakeQueueUrl];
      if (seconds !== undefined && url !== undefined) queueOf(parts, url).send(writeTimerRef(ref), {}, seconds);
    },
  };
}

function topicsOf(parts: HubParts, { hub }: SightlineConfig): TopicPort {
  return {
    publish: async (topicArn, message) => {
      const { responder } = message.attributes;
      const channel = hub.channels.find((each) => each.kind === 'topic' && each.topicArn === topicArn)?.name;
      const toSomebody = topicArn !== hub.fallbackTopicArn;
      return parts.topics.publish(topicArn, {
        channel: responder === undefined ? (channel ?? 'fallback') : `@${responder}`,
        kind: toSomebody ? (message.attributes.kind as NotificationKind) : 'fallback',
        subject: message.subject,
        body: message.body,
        attributes: message.attributes,
      });
    },
  };
}

/** Providers are dependencies named as their channels, which scenarios can fail and slow; messages are shown as mail is. */
function providersOf(world: World, parts: HubParts): ProviderPort {
  return {
    send: async ({ channel, idempotencyKey, inWords: { subject, body, attributes } }) => {
      try {
        await parts.dependencies.port(channel).call(() => undefined);
      } catch (error) {
        return { status: 'failed', reason: String(error) };
      }
      const kind = attributes.kind as NotificationKind;
      const atMs = world.clock.now();
      world.recorder.notified({ channel, kind, subject, body, atMs, recipients: [channel] });
      world.recorder.tell(atMs, storyKind({ kind, subject }), subject, channel);
      return { status: 'sent', providerId: idempotencyKey };
    },
  };
}
