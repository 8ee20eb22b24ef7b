/** A hub in memory that one file's events are played to: `handle-signal` as it is deployed, on ports that remember. */
import type { SQSRecord } from 'aws-lambda';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { adopt } from '../../lib/core/incident/adopt';
import { decideSignal } from '../../lib/core/incident/decide-signal';
import { Draft } from '../../lib/core/incident/draft';
import { groupKeyOf } from '../../lib/core/incident/group';
import type { Signal } from '../../lib/core/incident/incident';
import { toSignal } from '../../lib/core/incident/signal';
import { UnreadableEvent } from '../../lib/core/signal/alarm-event';
import { type Arrival, readArrival } from '../../lib/core/signal/arrival';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import { type Delivery, type Happened, happenedOf, tableState } from './event-outcome';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:oncall';
/** Takes on every alarm, as a page of a service by the alarm's name: AWS's own samples carry no role of Sightline's. */
const ADOPT = [{ alarmName: '*', severity: 'high', role: 'page' }] as const;
const CONFIG: SightlineConfig = {
  hub: {
    schemaVersion: SCHEMA_VERSION,
    kind: 'hub',
    hub: 'vectors',
    channels: [{ name: 'oncall', kind: 'topic', topicArn: TOPIC }],
    fallbackTopicArn: TOPIC,
    reopenWindowSeconds: 300,
    adopt: ADOPT,
  },
  services: [],
  people: [],
  schedules: [],
  policies: [],
  routes: [],
  maintenance: [],
};
/** From the begin of a state until its event arrives. */
const DELAY_MS = 1_000;
/** How long an alarm has been in ALARM when it becomes something else. */
const ALARMING_MS = 60_000;

/** Plays a file's text twice, as queues may, to an empty hub; before an end there was a begin. */
export async function play(text: string): Promise<Happened> {
  const bodies = bodiesIn(text);
  const arrivals = bodies.flatMap(readAll);
  const signals = arrivals.flatMap(signalsOf);
  const nowMs = Math.max(0, ...signals.map(({ timestampMs }) => timestampMs)) + DELAY_MS;
  const store = new MemoryIncidentStore({ now: () => nowMs });
  for (const signal of signals) if (signal.state !== 'ALARM') await raise(store, signal);
  const before = tableState(store.items());
  const first = await deliver(store, bodies, nowMs);
  const after = tableState(store.items());
  const second = await deliver(store, bodies, nowMs);
  const again = tableState(store.items());
  const calendar = arrivals.some(({ kind }) => kind === 'calendar');
  return happenedOf({ before, after, again, deliveries: [first, second], calendar });
}

/** A list of events is a batch of the queue, any other text is one body. */
function bodiesIn(text: string): string[] {
  try {
    const content: unknown = JSON.parse(text);
    if (Array.isArray(content) && content.length > 0) return content.map((event) => JSON.stringify(event));
  } catch {
    // It is for the workflow to say what is wrong with it.
  }
  return [text];
}

/** None where the body can never be read: what comes of that is for the workflow to show. */
function readAll(body: string): Arrival[] {
  try {
    return readArrival(body);
  } catch (error) {
    if (error instanceof UnreadableEvent) return [];
    throw error;
  }
}

function signalsOf(arrival: Arrival): Signal[] {
  if (arrival.kind === 'signal') return [arrival.signal];
  if (arrival.kind !== 'alarm' && arrival.kind !== 'deleted') return [];
  return [toSignal(arrival.change) ?? adopt(arrival.change, ADOPT)].filter((signal) => signal !== undefined);
}

/** Its member has been in ALARM for a while, with an incident open. */
async function raise(store: MemoryIncidentStore, signal: Signal): Promise<void> {
  const { heldBack: _, ...free } = signal;
  const timestampMs = signal.timestampMs - ALARMING_MS;
  const draft = new Draft(await store.readGroup(groupKeyOf(signal), [signal.member]));
  const raised: Signal = { ...free, state: 'ALARM', timestampMs };
  const decision = decideSignal(draft.state, raised, lifecycleSettings(CONFIG), timestampMs + DELAY_MS);
  if (decision.action !== 'write') return;
  draft.add(decision);
  const write = draft.write();
  if (write) await store.commit(write);
}

async function deliver(store: MemoryIncidentStore, bodies: readonly string[], nowMs: number): Promise<Delivery> {
  const reasons: string[] = [];
  const logs: string[] = [];
  const log = (message: string, said?: Readonly<Record<string, unknown>>) => {
    logs.push(said?.error === undefined ? message : `${message}: ${said.error}`);
  };
  const handle = handleSignal({
    store,
    config: { load: async () => CONFIG },
    clock: { now: () => nowMs, sleep: async () => {} },
    random: () => 0.5,
    wakes: { wake: async () => {} },
    bus: { publish: async () => {} },
    metrics: { count: () => {}, duration: () => {} },
    log: { info: log, warn: log, error: log },
    deadLetters: {
      send: async (_body, reason) => {
        reasons.push(reason);
      },
    },
  });
  const { batchItemFailures } = await handle({
    Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body }) as SQSRecord),
  });
  return { reasons, logs, failed: batchItemFailures.length > 0 };
}
