/** The workflows of a hub on a real table: their clock is virtual, and outside services say yes at once. */
import type { AttributeValue, DynamoDBStreamEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import type { SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { matrixPolicy } from '../../lib/core/incident/default-policy';
import type { TimelineEntry } from '../../lib/core/incident/incident';
import { timelineItem } from '../../lib/core/incident/item/timeline-item';
import { imageOf } from '../../lib/core/incident/stream-image';
import { type ItemKey, outboxItemKey } from '../../lib/core/incident/table';
import { buildAlarmStateChange } from '../../lib/core/signal/alarm-event';
import { type CommandResult, carryOut } from '../../lib/workflow/carry-out';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import { notify } from '../../lib/workflow/notify';
import type { IncidentStore, OutgoingMessage } from '../../lib/workflow/ports';
import { publishIncidents } from '../../lib/workflow/publish-incidents';

/** What is charged beside DynamoDB. */
export interface Traffic {
  /** Of functions. */
  invocations: number;
  /** Into the queues of signals and of wake-ups. */
  messages: number;
  /** To SNS topics. */
  publishes: number;
  /** To the custom event bus. */
  events: number;
}

/** Virtual milliseconds that the platform takes. */
export interface Delays {
  /** From a signal to the function that handles it. */
  readonly signalMs: number;
  /** From a write to the function that sends what it owes. */
  readonly streamMs: number;
  /** From a publish to whoever is told. */
  readonly publishMs: number;
}

export interface HubOptions {
  /** The table, twice: as the workflows use it, and to look into it. */
  readonly open: (clock: VirtualClock) => { readonly used: IncidentStore; readonly watch: IncidentStore };
  /** @default - everything is there at once */
  readonly delays?: Delays;
}

export interface VirtualClock {
  now(): number;
  pass(ms: number): void;
}

export interface Hub extends VirtualClock {
  /** To look into the table with; what it reads is counted nowhere. */
  readonly watch: IncidentStore;
  readonly traffic: Traffic;
  /** When each page reached somebody. */
  readonly pagedMs: readonly number[];
  /** A batch of the signals queue, and then whatever it left to be sent. */
  signal(...bodies: readonly string[]): Promise<void>;
  /** Wakes that are due by now. */
  wake(): Promise<void>;
  acknowledge(incidentId: string, by: string): Promise<CommandResult>;
  alarm(service: string, alarm: string, value: 'ALARM' | 'OK'): string;
}

const ACCOUNT = { account: '111122223333', region: 'us-east-1' } as const;
const topicArn = (name: string) => `arn:aws:sns:us-east-1:111122223333:${name}`;

/** Two channels at once, a third one after 5 minutes. */
const CONFIG: SightlineConfig = {
  hub: {
    schemaVersion: SCHEMA_VERSION,
    kind: 'hub',
    hub: 'sightline',
    channels: ['oncall', 'chat', 'backup'].map((name) => ({ name, kind: 'topic', topicArn: topicArn(name) })),
    fallbackTopicArn: topicArn('fallback'),
    reopenWindowSeconds: 300,
    // A burst is to be measured, not to be told as one.
    stormPerMinute: 0,
  },
  services: [],
  people: [],
  schedules: [],
  policies: [matrixPolicy('default', { onCall: ['channel:oncall', 'channel:chat'], backup: ['channel:backup'] })],
  routes: [{ schemaVersion: SCHEMA_VERSION, kind: 'route', name: 'all', order: 0, match: {}, policy: 'default' }],
  maintenance: [],
};

const AT_ONCE: Delays = { signalMs: 0, streamMs: 0, publishMs: 0 };

export function createHub({ open, delays = AT_ONCE }: HubOptions): Hub {
  let nowMs = Date.UTC(2026, 0, 15, 8);
  const virtual: VirtualClock = {
    now: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
  };
  const pagedMs: number[] = [];
  const traffic: Traffic = { invocations: 0, messages: 0, publishes: 0, events: 0 };
  const owed: DynamoDBStreamEvent['Records'] = [];
  const wakes: { readonly body: string; readonly dueMs: number }[] = [];
  const { used, watch } = open(virtual);
  const journal: DynamoDBStreamEvent['Records'] = [];
  const store = withStream(used, { owed, journal });
  const quiet = { info() {}, warn() {}, error() {} };
  const ports = {
    store,
    config: { load: async () => CONFIG },
    clock: { now: virtual.now, sleep: (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms)) },
    metrics: { count() {}, duration() {} },
    log: { ...quiet, error: (message: string, fields?: unknown) => fail(`${message}: ${JSON.stringify(fields)}`) },
    bus: {
      publish: async () => {
        traffic.events += 1;
      },
    },
    deadLetters: { send: async (body: string, reason: string) => fail(`${reason}: ${body}`) },
    topics: {
      publish: async (_: string, { attributes }: OutgoingMessage) => {
        traffic.publishes += 1;
        if (attributes.kind === 'page') pagedMs.push(nowMs + delays.publishMs);
        return `m-${traffic.publishes}`;
      },
    },
    providers: { send: async () => fail('no channel of this hub is a provider') },
    wakes: {
      wake: async (ref: unknown, dueMs: number) => {
        traffic.messages += 1;
        wakes.push({ body: JSON.stringify(ref), dueMs });
      },
    },
    region: ACCOUNT.region,
  };
  const handle = {
    signal: handleSignal(ports),
    notify: notify(ports),
    escalate: escalate(ports),
    publish: publishIncidents(ports),
  };

  const sendOwed = async () => {
    const Records = owed.splice(0);
    if (Records.length > 0) {
      virtual.pass(delays.streamMs);
      traffic.invocations += 1;
      await handle.notify({ Records });
    }
    const entries = journal.splice(0);
    if (entries.length === 0) return;
    traffic.invocations += 1;
    const { batchItemFailures } = await handle.publish({ Records: entries });
    if (batchItemFailures.length > 0) fail(`${batchItemFailures.length} entries were not published`);
  };
  return {
    watch,
    traffic,
    pagedMs,
    ...virtual,
    signal: async (...bodies) => {
      virtual.pass(delays.signalMs);
      traffic.invocations += 1;
      traffic.messages += bodies.length;
      const { batchItemFailures } = await handle.signal(batchOf(bodies));
      if (batchItemFailures.length > 0) fail(`${batchItemFailures.length} signals were not handled`);
      await sendOwed();
    },
    wake: async () => {
      const due = wakes.filter(({ dueMs }) => dueMs <= nowMs);
      wakes.splice(0, wakes.length, ...wakes.filter(({ dueMs }) => dueMs > nowMs));
      for (const { body } of due) {
        traffic.invocations += 1;
        await handle.escalate(batchOf([body]));
        await sendOwed();
      }
    },
    acknowledge: async (incidentId, by) => {
      traffic.invocations += 1;
      const actor = { type: 'user', id: by } as const;
      const command = { action: 'acknowledge', incidentId, actor, id: `ack-${by}`, atMs: nowMs } as const;
      const result = await carryOut(ports, command, lifecycleSettings(CONFIG));
      await sendOwed();
      return result;
    },
    alarm: (service, alarm, value) => JSON.stringify(alarmEvent(service, alarm, value, nowMs)),
  };
}

interface Stream {
  /** To `notify`. */
  readonly owed: DynamoDBStreamEvent['Records'];
  /** To `publish-incidents`. */
  readonly journal: DynamoDBStreamEvent['Records'];
}

/** Tells what was owed and what was entered anew, as the table's stream does. */
function withStream(store: IncidentStore, { owed, journal }: Stream): IncidentStore {
  const tooLong = () => fail('a name of this benchmark is too long for a key');
  const note = (entry: TimelineEntry) => {
    const item = timelineItem(entry, tooLong);
    journal.push({
      eventName: 'INSERT',
      dynamodb: { Keys: keysOf(item), NewImage: imageOf(item) as Record<string, AttributeValue> },
    });
  };
  const commit: IncidentStore['commit'] = async (write) => {
    const answer = await store.commit(write);
    if (answer === 'conflict') return answer;
    for (const item of write.outbox) {
      owed.push({ eventName: 'INSERT', dynamodb: { Keys: keysOf(outboxItemKey(item, tooLong)) } });
    }
    write.timeline.forEach(note);
    return answer;
  };
  const appendTimeline: IncidentStore['appendTimeline'] = async (entry) => {
    await store.appendTimeline(entry);
    note(entry);
  };
  const heard: Partial<IncidentStore> = { commit, appendTimeline };
  return new Proxy(store, {
    get: (target, name: keyof IncidentStore) => heard[name] ?? target[name].bind(target),
  });
}

function keysOf({ pk, sk }: ItemKey) {
  return { pk: { S: pk }, sk: { S: sk } };
}

function alarmEvent(service: string, alarm: string, value: 'ALARM' | 'OK', atMs: number): Record<string, unknown> {
  const source = {
    ...ACCOUNT,
    alarmArn: `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${alarm}`,
    alarmName: alarm,
    description: 'More than 1% of the orders fail.',
    tags: {
      'sightline:service': service,
      'sightline:environment': 'prod',
      'sightline:severity': 'critical',
      'sightline:role': 'page',
    },
    metric: {
      namespace: 'Sightline',
      name: 'Faults',
      dimensions: { service },
      periodSeconds: 60,
      statistic: 'Average',
    },
    state: { value, reason: 'Threshold Crossed: 3 out of the last 3 datapoints', atMs },
    previous: { value: value === 'OK' ? ('ALARM' as const) : ('OK' as const), reason: '', atMs: atMs - 60_000 },
  };
  return buildAlarmStateChange(source, `${alarm}-${value}-${atMs}`);
}

function batchOf(bodies: readonly string[]): SQSEvent {
  return { Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body }) as SQSRecord) };
}

function fail(why: string): never {
  throw new Error(why);
}
