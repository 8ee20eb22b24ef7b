/** Plays the workflow under a hostile scheduler: every port call waits for its turn, and may crash before or after it. */
import type { SQSRecord } from 'aws-lambda';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { AlarmState } from '../../lib/core/incident/incident';
import { randomNumbers } from '../../lib/core/random';
import { buildAlarmStateChange } from '../../lib/core/signal/alarm-event';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { notify } from '../../lib/workflow/notify';
import type { Clock, IncidentStore, OutgoingMessage } from '../../lib/workflow/ports';

/** One state of one alarm; an alarm's states alternate and its times increase. */
export interface StateChange {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly atMs: number;
}

export interface Story {
  readonly changes: readonly StateChange[];
  /** Everything random: order, duplicates, interleaving, crashes. */
  readonly seed: number;
  /** Probability of a crash before, and again after, each call of a port. */
  readonly crashes: number;
}

export interface Ending {
  readonly store: MemoryIncidentStore;
  /** Messages the channel or the fallback topic took, in order. */
  readonly sent: readonly OutgoingMessage[];
  /** Most incidents of the one group that were open at once after any write. */
  readonly mostOpen: number;
  readonly crashed: number;
}

class Crash extends Error {}

const START_MS = Date.parse('2026-01-05T09:00:00Z');
const GROUP = { service: 'checkout', env: 'prod' };
const CONFIG = {
  hub: {
    schemaVersion: SCHEMA_VERSION,
    kind: 'hub' as const,
    hub: 'sightline',
    channels: [{ name: 'oncall', topicArn: 'arn:oncall' }],
    fallbackTopicArn: 'arn:fallback',
    reopenWindowSeconds: 300,
  },
  services: [],
};
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const uncounted = { count: () => undefined, duration: () => undefined };

/** Delivers every change at least once, to concurrent workers, until all are done and the outbox is empty. */
export async function play(story: Story): Promise<Ending> {
  const random = randomNumbers(story.seed);
  const turns = new Turns(random);
  const clock = new SteppingClock(turns);
  const store = new MemoryIncidentStore({ now: () => clock.now() });
  const sent: OutgoingMessage[] = [];
  let mostOpen = 0;
  let crashed = 0;
  let crashes = story.crashes;
  const wakeups: { readonly pk: string; readonly sk: string }[] = [];
  store.onWrite((records) => {
    mostOpen = Math.max(mostOpen, openIncidents(store));
    for (const { keys, eventName } of records)
      if (eventName === 'INSERT' && keys.sk.startsWith('OUT#')) wakeups.push(keys);
  });
  const maybeCrash = (where: string): void => {
    if (random() >= crashes) return;
    crashed += 1;
    throw new Crash(where);
  };
  const fragile = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          await turns.next();
          maybeCrash(`before ${String(name)}`);
          const answer = await method.apply(target, given);
          maybeCrash(`after ${String(name)}`);
          await turns.next();
          return answer;
        };
      },
    });
  const ports = {
    store: fragile<IncidentStore>(store),
    config: { load: async () => CONFIG },
    metrics: uncounted,
    log: silent,
    clock,
    random,
  };
  const handle = handleSignal({
    ...ports,
    bus: { publish: async () => undefined },
    deadLetters: { send: async () => undefined },
  });
  const send = notify({
    ...ports,
    region: 'us-east-1',
    topics: fragile({
      publish: async (_topic: string, message: OutgoingMessage) => `id-${sent.push(message)}`,
    }),
  });

  const queue = shuffled(
    story.changes.flatMap((change) => (random() < 0.3 ? [change, change] : [change])),
    random,
  );
  for (let round = 0; queue.length > 0 || wakeups.length > 0; round += 1) {
    if (round > 1_000) throw new Error('livelock: the queue never empties');
    const workers: Promise<void>[] = [];
    for (let worker = 0; worker < 3 && queue.length > 0; worker += 1) {
      const batch = queue.splice(0, 1 + Math.floor(random() * 3));
      workers.push(
        handle({ Records: batch.map(toRecord) }).then(({ batchItemFailures }) => {
          // A worker that dies after its work hands back the whole batch, not only what failed.
          const died = random() < crashes;
          const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
          queue.push(...batch.filter((_, index) => died || failed.has(String(index))));
        }),
      );
    }
    // The stream delivers late, or not at all: the sweeper must find what it missed.
    const woken = wakeups.splice(0).filter(() => random() >= crashes);
    if (woken.length > 0) workers.push(ignoreFailure(send(streamEvent(woken))));
    await turns.runUntil(Promise.all(workers));
  }
  crashes = 0;
  for (let sweep = 0; sweep < 3; sweep += 1) {
    clock.skip(120_000);
    await turns.runUntil(ignoreFailure(send({ source: 'aws.events' } as never)));
  }
  return { store, sent, mostOpen, crashed };
}

export function openIncidents(store: MemoryIncidentStore): number {
  return store.items().filter((item) => item.sk === 'META' && item.status !== 'resolved' && item.status !== 'closed')
    .length;
}

async function ignoreFailure(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

function toRecord(change: StateChange, index: number): SQSRecord {
  const state = { value: change.state, reason: 'because', atMs: START_MS + change.atMs };
  const body = buildAlarmStateChange(
    {
      alarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${change.alarm}`,
      alarmName: change.alarm,
      account: '123456789012',
      region: 'us-east-1',
      description: '',
      tags: {
        'sightline:service': GROUP.service,
        'sightline:environment': GROUP.env,
        'sightline:severity': 'high',
        'sightline:role': 'page',
      },
      metric: { namespace: 'N', name: 'M', dimensions: {}, periodSeconds: 60, statistic: 'Sum' },
      state,
      previous: { value: 'OK', reason: '', atMs: 0 },
    },
    'event',
  );
  return { messageId: String(index), body: JSON.stringify(body) } as SQSRecord;
}

function streamEvent(keys: readonly { readonly pk: string; readonly sk: string }[]) {
  return {
    Records: keys.map(({ pk, sk }, index) => ({
      eventName: 'INSERT' as const,
      dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(index) },
    })),
  };
}

/** Callers wait in a pool; one at random goes on at a time, once nobody else is running. */
class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly random: () => number) {}

  next(): Promise<void> {
    return new Promise((go) => this.waiting.push(go));
  }

  async runUntil(work: Promise<unknown>): Promise<void> {
    let done = false;
    const finished = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((settled) => setImmediate(settled));
      const [go] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
      go?.();
    }
    await finished;
  }
}

class SteppingClock implements Clock {
  private ms = START_MS + 3_600_000;

  constructor(private readonly turns: Turns) {}

  now(): number {
    return this.ms;
  }

  async sleep(ms: number): Promise<void> {
    this.ms += ms;
    await this.turns.next();
  }

  skip(ms: number): void {
    this.ms += ms;
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
