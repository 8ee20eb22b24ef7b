/** Plays the workflow under a hostile scheduler: every port call waits for its turn, and may crash before or after it. */
import type { SQSRecord } from 'aws-lambda';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { CommandAction } from '../../lib/core/incident/command';
import type { AlarmState, IncidentStatus } from '../../lib/core/incident/incident';
import type { TableItem } from '../../lib/core/incident/table';
import { writeTimerRef } from '../../lib/core/incident/timer';
import { isOpen } from '../../lib/core/incident/transitions';
import { randomNumbers } from '../../lib/core/random';
import { buildAlarmStateChange } from '../../lib/core/signal/alarm-event';
import { type CommandResult, carryOut } from '../../lib/workflow/carry-out';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import { notify } from '../../lib/workflow/notify';
import type { Clock, IncidentStore, OutgoingMessage } from '../../lib/workflow/ports';

/** One state of one alarm; an alarm's states alternate and its times increase. */
export interface StateChange {
  readonly alarm: string;
  readonly state: AlarmState;
  readonly atMs: number;
}

/** What somebody does as soon as there is an incident, after so many rounds of deliveries. */
export interface PersonsAct {
  readonly action: Extract<CommandAction['action'], 'acknowledge' | 'note' | 'resolve'>;
  readonly by: string;
  readonly round: number;
}

export interface Story {
  readonly changes: readonly StateChange[];
  readonly acts: readonly PersonsAct[];
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
  /** What came of each act, where its caller lived to hear it. */
  readonly answers: readonly { readonly id: string; readonly result: CommandResult['result'] }[];
}

class Crash extends Error {}

const START_MS = Date.parse('2026-01-05T09:00:00Z');
const GROUP = { service: 'checkout', env: 'prod' };
/** Of the escalation: the on-call at once, two more people after these minutes. */
export const LEVELS = [
  { name: 'on-call', afterMinutes: 0, targets: ['channel:oncall'] },
  { name: 'backup', afterMinutes: 5, targets: ['person:bob'] },
  { name: 'lead', afterMinutes: 10, targets: ['person:carol', 'channel:oncall'] },
];
const stored = { schemaVersion: SCHEMA_VERSION } as const;
const CONFIG: SightlineConfig = {
  hub: {
    ...stored,
    kind: 'hub',
    hub: 'sightline',
    channels: [{ kind: 'topic', name: 'oncall', topicArn: 'arn:oncall' }],
    fallbackTopicArn: 'arn:fallback',
    reopenWindowSeconds: 300,
  },
  services: [],
  people: ['bob', 'carol'].map((name) => ({
    ...stored,
    kind: 'person',
    name,
    topicArn: 'arn:people',
    timeZone: 'UTC',
  })),
  schedules: [],
  policies: [
    {
      ...stored,
      kind: 'policy',
      name: 'default',
      levels: LEVELS,
      reach: { critical: 3, high: 3, medium: 3, low: 3 },
      respondWithin: {
        critical: { minutes: 15 },
        high: { minutes: 30 },
        medium: { minutes: 120 },
        low: { businessDays: 1 },
      },
      acksNeeded: 1,
      remindMinutes: 7,
    },
  ],
  routes: [],
  maintenance: [],
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
  const timers: { readonly body: string; readonly dueMs: number }[] = [];
  const answers: Ending['answers'][number][] = [];
  const incidents = new Map<string, TableItem>();
  store.onWrite((records) => {
    for (const { keys, eventName, newImage } of records) {
      if (eventName === 'INSERT' && keys.sk.startsWith('OUT#')) wakeups.push(keys);
      if (keys.sk === 'META' && newImage) incidents.set(keys.pk, newImage);
    }
    const open = [...incidents.values()].filter(({ status }) => isOpen(status as IncidentStatus));
    mostOpen = Math.max(mostOpen, open.length);
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
    wakes: {
      // Lost now and then, and sometimes told twice.
      wake: async (ref: Parameters<typeof writeTimerRef>[0], dueMs: number) => {
        const wake = { body: writeTimerRef(ref), dueMs };
        if (random() >= crashes) timers.push(wake, ...(random() < 0.3 ? [wake] : []));
      },
    },
  };
  const bus = { publish: async () => undefined };
  const wake = escalate({ ...ports, bus });
  const handle = handleSignal({
    ...ports,
    bus,
    deadLetters: { send: async () => undefined },
  });
  const send = notify({
    ...ports,
    region: 'us-east-1',
    providers: { send: async () => ({ status: 'refused', reason: 'there is none' }) },
    topics: fragile({
      publish: async (_topic: string, message: OutgoingMessage) => `id-${sent.push(message)}`,
    }),
  });

  const queue = shuffled(
    story.changes.flatMap((change) => (random() < 0.3 ? [change, change] : [change])),
    random,
  );
  const acts: (PersonsAct & { readonly id: string; readonly incidentId?: string })[] = story.acts.map((act, index) => ({
    ...act,
    id: `act-${index}`,
  }));
  const newest = () => incidents.get([...incidents.keys()].sort().at(-1) ?? '')?.id as string | undefined;
  const act = async (person: (typeof acts)[number]): Promise<void> => {
    const incidentId = person.incidentId ?? newest();
    if (incidentId === undefined)
      return person.round < 20 ? void acts.push({ ...person, round: person.round + 1 }) : undefined;
    // Whoever does not hear that it worked does the same again.
    const again = () => void acts.push({ ...person, incidentId, round: 0 });
    const { action, by, id } = person;
    const command = { incidentId, actor: { type: 'user', id: by }, id, atMs: clock.now() } as const;
    const said = action === 'note' ? { action, text: 'looking' } : { action };
    await carryOut(ports, { ...command, ...said }, lifecycleSettings(CONFIG)).then(
      ({ result }) => (random() < crashes ? again() : void answers.push({ id, result })),
      again,
    );
  };
  for (let round = 0; queue.length > 0 || wakeups.length > 0 || acts.length > 0; round += 1) {
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
    for (const person of acts.splice(0)) {
      if (person.round > round) acts.push(person);
      else workers.push(act(person));
    }
    // Time passes; wake-ups come in any order, some before their time.
    clock.skip(Math.floor(random() * 4) * 60_000);
    const waking = timers.splice(0).filter((timer) => {
      const due = timer.dueMs <= clock.now() || random() < 0.1;
      if (!due) timers.push(timer);
      return due;
    });
    if (waking.length > 0) workers.push(ignoreFailure(wake(wakeEvent(waking))));
    if (random() < 0.3) workers.push(ignoreFailure(wake(TICK)));
    if (random() < 0.3) workers.push(ignoreFailure(send(TICK)));
    await turns.runUntil(Promise.all(workers));
  }
  crashes = 0;
  // Long enough for every level, one after the other, and for what they owe.
  for (let sweep = 0; sweep < 8; sweep += 1) {
    clock.skip(180_000);
    await turns.runUntil(ignoreFailure(wake(TICK)));
    await turns.runUntil(ignoreFailure(send(TICK)));
  }
  return { store, sent, mostOpen, crashed, answers };
}

async function ignoreFailure(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

/** The third alarm of a story wakes nobody. */
export function isTicket(alarm: string): boolean {
  return alarm === 'alarm-2';
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
        'sightline:severity': isTicket(change.alarm) ? 'medium' : 'high',
        'sightline:role': isTicket(change.alarm) ? 'ticket' : 'page',
      },
      metric: { namespace: 'N', name: 'M', dimensions: {}, periodSeconds: 60, statistic: 'Sum' },
      state,
      previous: { value: 'OK', reason: '', atMs: 0 },
    },
    'event',
  );
  const attributes = { SentTimestamp: String(state.atMs) };
  return { messageId: String(index), body: JSON.stringify(body), attributes } as SQSRecord;
}

function streamEvent(keys: readonly { readonly pk: string; readonly sk: string }[]) {
  return {
    Records: keys.map(({ pk, sk }, index) => ({
      eventName: 'INSERT' as const,
      dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(index) },
    })),
  };
}

const TICK = { source: 'aws.events' } as never;

function wakeEvent(wakes: readonly { readonly body: string }[]) {
  return { Records: wakes.map(({ body }, index) => ({ messageId: String(index), body }) as SQSRecord) };
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
      // A tick comes once no promise callback is left, like a turn of the event loop, and much sooner.
      await new Promise<void>((settled) => process.nextTick(settled));
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
