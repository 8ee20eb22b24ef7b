/** The workflow's ports for tests: a memory store, a clock that only moves when told, and outside services that remember. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamoDBStreamEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { AlarmState, Incident, Lock } from '../../lib/core/incident/incident';
import { incidentFromItem } from '../../lib/core/incident/item/incident-item';
import { lockFromItem } from '../../lib/core/incident/item/lock-item';
import { outboxFromItem } from '../../lib/core/incident/item/outbox-item';
import { timerFromItem } from '../../lib/core/incident/item/timer-item';
import type { OutboxItem } from '../../lib/core/incident/notification';
import type { Timer, TimerRef } from '../../lib/core/incident/timer';
import { buildAlarmStateChange } from '../../lib/core/signal/alarm-event';
import { readTime } from '../../lib/core/signal/event-time';
import type { EscalatePorts } from '../../lib/workflow/escalate';
import type { HandleSignalPorts } from '../../lib/workflow/handle-signal';
import type { NotifyPorts } from '../../lib/workflow/notify';
import type { IncidentStore, OutgoingMessage, ProviderRequest, SendOutcome } from '../../lib/workflow/ports';

export const T0 = Date.UTC(2026, 0, 15, 8);
export const ONCALL = 'arn:aws:sns:eu-west-1:111122223333:oncall';
export const FALLBACK = 'arn:aws:sns:eu-west-1:111122223333:fallback';

export const CONFIG: SightlineConfig = {
  hub: {
    schemaVersion: SCHEMA_VERSION,
    kind: 'hub',
    hub: 'sightline',
    channels: [{ kind: 'topic', name: 'oncall', topicArn: ONCALL }],
    fallbackTopicArn: FALLBACK,
    reopenWindowSeconds: 300,
  },
  services: [
    {
      schemaVersion: SCHEMA_VERSION,
      kind: 'service',
      service: 'checkout',
      environment: 'prod',
      stackName: 'CheckoutProd',
      dashboardName: 'checkout prod',
    },
  ],
  people: [],
  schedules: [],
  policies: [],
  routes: [],
  maintenance: [],
};

export interface Sent extends OutgoingMessage {
  readonly topicArn: string;
}

/** Everything the workflow said to the outside. */
export interface Said {
  readonly sent: Sent[];
  readonly deadLetters: { readonly body: string; readonly reason: string }[];
  readonly events: { readonly detailType: string; readonly detail: Readonly<Record<string, unknown>> }[];
  /** `Name` or `Name=ms`. */
  readonly metrics: string[];
  readonly logs: string[];
  readonly slept: number[];
  readonly wakes: { readonly ref: TimerRef; readonly dueMs: number }[];
  readonly requests: ProviderRequest[];
}

export interface Hub {
  readonly said: Said;
  readonly memory: MemoryIncidentStore;
  readonly ports: HandleSignalPorts & NotifyPorts & EscalatePorts;
  /** What the table holds of each kind. */
  incidents(): Incident[];
  locks(): Lock[];
  outbox(): OutboxItem[];
  timers(): Timer[];
  /** Moves the clock. */
  pass(ms: number): void;
  /** These topics refuse messages, as often as said. */
  refuse(topicArn: string, times?: number): void;
  /** What the provider of this channel answers next, one after the other; then it takes everything. */
  answer(channel: string, ...outcomes: readonly SendOutcome[]): void;
}

export interface HubOptions {
  /** Stands between the workflow and the memory store. @default - nothing does */
  readonly store?: (memory: MemoryIncidentStore) => IncidentStore;
  /** @default CONFIG */
  readonly config?: () => Promise<SightlineConfig>;
  /** @default - one minute after T0 */
  readonly nowMs?: number;
}

export function createHub(options: HubOptions = {}): Hub {
  let nowMs = options.nowMs ?? T0 + 60_000;
  const said: Said = {
    sent: [],
    deadLetters: [],
    events: [],
    metrics: [],
    logs: [],
    slept: [],
    wakes: [],
    requests: [],
  };
  const answers = new Map<string, SendOutcome[]>();
  const refusals = new Map<string, number>();
  const memory = new MemoryIncidentStore({ now: () => nowMs });
  const log = (message: string) => {
    said.logs.push(message);
  };
  const kind = (prefix: string) => memory.items().filter(({ sk }) => sk.startsWith(prefix));
  return {
    said,
    memory,
    ports: {
      store: options.store?.(memory) ?? memory,
      config: { load: options.config ?? (async () => CONFIG) },
      clock: {
        now: () => nowMs,
        sleep: async (ms) => {
          said.slept.push(ms);
          nowMs += ms;
          await new Promise((resume) => setImmediate(resume));
        },
      },
      metrics: {
        count: (name, value = 1) => said.metrics.push(...Array<string>(value).fill(name)),
        duration: (name, ms) => said.metrics.push(`${name}=${ms}`),
      },
      log: { info: log, warn: log, error: log },
      random: () => 0.5,
      region: 'eu-west-1',
      wakes: {
        wake: async (ref, dueMs) => {
          said.wakes.push({ ref, dueMs });
        },
      },
      providers: {
        send: async (request) => {
          said.requests.push(request);
          const next = answers.get(request.channel)?.shift();
          return next ?? { status: 'sent', providerId: `${request.provider}-${said.requests.length}` };
        },
      },
      bus: {
        publish: async (detailType, detail) => {
          said.events.push({ detailType, detail });
        },
      },
      deadLetters: {
        send: async (body, reason) => {
          said.deadLetters.push({ body, reason });
        },
      },
      topics: {
        publish: async (topicArn, message) => {
          const left = refusals.get(topicArn) ?? 0;
          refusals.set(topicArn, left - 1);
          if (left > 0) throw new Error('AuthorizationError: not today');
          return `message-${said.sent.push({ topicArn, ...message })}`;
        },
      },
    },
    incidents: () => kind('META').map(incidentFromItem),
    locks: () => kind('LOCK').map(lockFromItem),
    outbox: () => kind('OUT#').map(outboxFromItem),
    timers: () => kind('TMR#').map(timerFromItem),
    answer: (channel, ...outcomes) => {
      answers.set(channel, [...(answers.get(channel) ?? []), ...outcomes]);
    },
    pass: (ms) => {
      nowMs += ms;
    },
    refuse: (topicArn, times = Number.POSITIVE_INFINITY) => {
      refusals.set(topicArn, times);
    },
  };
}

export interface AlarmOptions {
  readonly alarm?: string;
  readonly service?: string;
  readonly severity?: string;
  readonly role?: string;
  readonly description?: string;
  readonly reason?: string;
}

/** The event of an alarm of the checkout service; `atMs` is counted from T0. */
export function alarmEvent(value: AlarmState, atMs: number, options: AlarmOptions = {}): Record<string, unknown> {
  const { alarm = 'checkout-faults', service = 'checkout', severity = 'high', role = 'page' } = options;
  const source = {
    alarmArn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${alarm}`,
    alarmName: alarm,
    account: '111122223333',
    region: 'eu-west-1',
    description: options.description ?? 'Orders fail.',
    tags: {
      'sightline:service': service,
      'sightline:environment': 'prod',
      'sightline:severity': severity,
      'sightline:role': role,
    },
    metric: {
      namespace: 'Sightline',
      name: 'Faults',
      dimensions: { service },
      periodSeconds: 60,
      statistic: 'Average',
    },
    state: { value, reason: options.reason ?? 'because', atMs: T0 + atMs },
    previous: { value: 'OK' as const, reason: '', atMs: T0 },
  };
  return buildAlarmStateChange(source, `${alarm}-${value}-${atMs}`);
}

/** One of `test/events`, as text. */
export function recordedEvent(file: string): string {
  return readFileSync(join(__dirname, '..', 'events', file), 'utf8');
}

/** A batch of the signals queue; a text is a body as it is. Message ids are `m-0`, `m-1`, ... */
/** Events of alarms were sent at the time of their state. */
export function batchOf(...bodies: readonly (string | Record<string, unknown>)[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => {
      const messageId = `m-${index}`;
      if (typeof body === 'string') return { messageId, body } as SQSRecord;
      const { state } = Object(body.detail) as { state?: { timestamp?: unknown } };
      const sentMs = readTime(state?.timestamp);
      const attributes = sentMs === undefined ? {} : { SentTimestamp: String(sentMs) };
      return { messageId, body: JSON.stringify(body), attributes } as SQSRecord;
    }),
  };
}

/** A batch of the table's stream: the keys of some items, each with the sequence number `s-<index>`. */
export function streamOf(keys: readonly { readonly pk: string; readonly sk: string }[]): DynamoDBStreamEvent {
  return {
    Records: keys.map(({ pk, sk }, index) => ({
      eventName: 'INSERT',
      dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: `s-${index}` },
    })),
  };
}
