/**
 * `handle-signal`: alarm state changes, signals of our own judges and deploys come in from the signals queue and end as incidents, with whatever
 * has to be said to people in the outbox of the same transaction.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { SightlineConfig } from '../core/config';
import { EVENT, WORKFLOW_METRIC } from '../core/conventions';
import type { Signal } from '../core/incident/incident';
import { type Decision, decide, groupKeyOf, newLock } from '../core/incident/lifecycle';
import { toSignal } from '../core/incident/signal';
import { readAlarmStateChange, UnreadableEvent } from '../core/signal/alarm-event';
import { type Deploy, readDeploy } from '../core/signal/deploy-event';
import { readSignalEvent } from '../core/signal/signal-event';
import type { BusPort, Clock, ConfigPort, DeadLetterPort, IncidentStore, LogPort, MetricPort } from './ports';

export interface HandleSignalPorts {
  readonly store: IncidentStore;
  readonly bus: BusPort;
  readonly deadLetters: DeadLetterPort;
  readonly config: ConfigPort;
  readonly metrics: MetricPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** Between 0 and 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
}

/** A conflict means somebody else made progress on the same group; after this many the queue delivers again later. */
const MAX_CONFLICTS = 10;

/** Handles a batch of the signals queue; only the records that failed are delivered again. */
export function handleSignal(ports: HandleSignalPorts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const config = await ports.config.load();
    const work = new Map<string, (() => Promise<void>)[]>();
    const failed: string[] = [];
    for (const record of event.Records) {
      const task = plan(ports, config, record);
      const inOrder = work.get(task.lane) ?? [];
      inOrder.push(() => attempt(ports, record, task.run, failed));
      work.set(task.lane, inOrder);
    }
    // One lane a group: signals of one incident do not race each other within a batch.
    await Promise.all([...work.values()].map(runInOrder));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

interface Task {
  readonly lane: string;
  readonly run: () => Promise<void>;
}

async function runInOrder(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  for (const task of tasks) await task();
}

async function attempt(
  ports: HandleSignalPorts,
  record: SQSRecord,
  run: () => Promise<void>,
  failed: string[],
): Promise<void> {
  try {
    await run();
  } catch (error) {
    failed.push(record.messageId);
    ports.log.error('signal not handled, the queue will deliver it again', {
      messageId: record.messageId,
      error: String(error),
    });
  }
}

/** What to do with one record, and which records it must not overtake. */
function plan(ports: HandleSignalPorts, config: SightlineConfig, record: SQSRecord): Task {
  try {
    const event = parseEvent(record.body);
    const kind = `${nameOf(event.source)} / ${nameOf(event['detail-type'])}`;
    switch (kind) {
      case `${EVENT.alarmSource} / ${EVENT.alarmStateChange}`:
      case `${EVENT.alarmSource} / CloudWatch Alarm Contributor State Change`: {
        const signal = toSignal(readAlarmStateChange(event));
        if (!signal) return { lane: record.messageId, run: async () => undefined };
        return { lane: groupKeyOf(signal), run: () => applySignal(ports, config, signal) };
      }
      case `${EVENT.source} / ${EVENT.signal}`: {
        const signal = readSignalEvent(event);
        return { lane: groupKeyOf(signal), run: () => applySignal(ports, config, signal) };
      }
      case `${EVENT.cloudFormationSource} / ${EVENT.cloudFormationStack}`:
      case `${EVENT.codeDeploySource} / ${EVENT.codeDeployDeployment}`: {
        const deploy = readDeploy(event);
        return { lane: record.messageId, run: async () => deploy && (await noteDeploy(ports, config, deploy)) };
      }
      case `${EVENT.alarmSource} / CloudWatch Alarm Configuration Change`:
        return { lane: record.messageId, run: async () => undefined };
      default:
        throw new UnreadableEvent(`events of the type '${kind}' are not known here; check the rule that sent it`);
    }
  } catch (error) {
    // Thrown where the record runs, so that it fails alone.
    if (!(error instanceof UnreadableEvent)) return { lane: record.messageId, run: () => Promise.reject(error) };
    return { lane: record.messageId, run: () => setAside(ports, record, error.message) };
  }
}

/** What an event calls its source or type; if that is no text, as the JSON it came as. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : String(JSON.stringify(value)).slice(0, 80);
}

function parseEvent(body: string): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(body);
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as Record<string, unknown>;
  } catch (error) {
    throw new UnreadableEvent(`the body is not JSON: ${(error as Error).message}`);
  }
  throw new UnreadableEvent('the body is JSON but not an object');
}

/** A record nobody can ever read goes to the dead letters at once, with the reason, and is not tried again. */
async function setAside(ports: HandleSignalPorts, record: SQSRecord, reason: string): Promise<void> {
  await ports.deadLetters.send(record.body, reason);
  ports.log.error('unreadable signal set aside in the dead-letter queue', { messageId: record.messageId, reason });
}

async function applySignal(ports: HandleSignalPorts, config: SightlineConfig, signal: Signal): Promise<void> {
  const groupKey = groupKeyOf(signal);
  const settings = {
    channels: config.hub.channels.map((channel) => channel.name),
    reopenWindowMs: config.hub.reopenWindowSeconds * 1000,
  };
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const lock = (await ports.store.readLock(groupKey)) ?? newLock(groupKey);
    const id = lock.openId ?? lock.lastId;
    const incident = id === undefined ? undefined : await ports.store.readIncident(id);
    const decision = decide({ lock, incident }, signal, settings, ports.clock.now());
    if (await carryOut(ports, decision)) {
      report(ports, signal, decision);
      return;
    }
    await ports.clock.sleep(pauseMs(tries, (ports.random ?? Math.random)()));
  }
  throw new Error(`${MAX_CONFLICTS} conflicts in a row on the incident of ${groupKey}`);
}

/** Exponential from 10 ms, at most 640 ms, half to one and a half of it: two that collided part ways. */
function pauseMs(tries: number, random: number): number {
  return Math.round(10 * 2 ** Math.min(tries, 6) * (0.5 + random));
}

/** False: a conflict, decide again. */
async function carryOut(ports: HandleSignalPorts, decision: Decision): Promise<boolean> {
  if (decision.action === 'ignore') return true;
  if (decision.action === 'note') {
    await ports.store.appendTimeline(decision.entry);
    return true;
  }
  return (await ports.store.commit(decision)) === 'committed';
}

function report(ports: HandleSignalPorts, signal: Signal, decision: Decision): void {
  const said = {
    alarm: signal.alarmName,
    state: signal.state,
    service: signal.service,
    environment: signal.environment,
  };
  if (decision.action !== 'write') {
    ports.log.info('signal changed nothing', { ...said, why: decision.action === 'ignore' ? decision.why : 'noted' });
    return;
  }
  const { outcome, incident } = decision;
  ports.log.info(`signal ${outcome}`, { ...said, incidentId: incident?.id });
  ports.metrics.count(signal.state === 'ALARM' ? WORKFLOW_METRIC.signalsRaised : WORKFLOW_METRIC.signalsCleared);
  if (outcome === 'opened' || outcome === 'reopened') ports.metrics.count(WORKFLOW_METRIC.incidentsOpened);
  if (outcome === 'resolved' && incident?.resolvedMs !== undefined) {
    ports.metrics.count(WORKFLOW_METRIC.incidentsResolved);
    ports.metrics.duration(WORKFLOW_METRIC.timeToResolve, Math.max(0, incident.resolvedMs - incident.openedMs));
  }
}

/** A deploy is told to the bus for each service it touched, and to the timeline of that service's open incident. */
async function noteDeploy(ports: HandleSignalPorts, config: SightlineConfig, deploy: Deploy): Promise<void> {
  for (const { service, environment, stackName } of config.services) {
    if (deploy.kind !== 'stack' || deploy.target !== stackName) continue;
    await ports.bus.publish(EVENT.deploy, {
      service,
      environment,
      release: deploy.id,
      time: deploy.timestampMs,
      outcome: deploy.outcome,
    });
    const lock = await ports.store.readLock(groupKeyOf({ service, environment }));
    if (lock?.openId === undefined) continue;
    await ports.store.appendTimeline({
      schemaVersion: lock.schemaVersion,
      incidentId: lock.openId,
      atMs: deploy.timestampMs,
      eventId: `deployed|${deploy.id}`,
      kind: 'deployed',
      actor: { type: 'user', id: deploy.target },
      text: `Deploy of ${deploy.target} ${deploy.outcome}`,
    });
  }
}
