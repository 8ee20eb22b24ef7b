/** The workflows of a hub between its queues, stream, timers and sweeps, all of which deliver late, twice or not at all. */
import { WORKFLOW_METRIC } from '../../lib/core/conventions';
import type { ItemKey } from '../../lib/core/incident/table';
import { writeTimerRef } from '../../lib/core/incident/timer';
import { wakeDelaySeconds } from '../../lib/core/incident/wake-delay';
import type { Random } from '../../lib/core/random';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { notify } from '../../lib/workflow/notify';
import type { IncidentStore, WakePort } from '../../lib/workflow/ports';
import { CONFIG, REGION } from './hub-config';
import { type OutsideParts, providersOf, topicsOf } from './outside';
import { responders } from './people';
import { Queue } from './queue';
import type { VirtualTime } from './virtual-time';
import { LOST } from './weather';

/** Those of the hub, or ones that a test has broken. */
export interface Workflows {
  readonly handleSignal: typeof handleSignal;
  readonly notify: typeof notify;
  readonly escalate: typeof escalate;
}

export const WORKFLOWS: Workflows = { handleSignal, notify, escalate };

export interface Hub {
  /** Into the signals queue. */
  signal(body: string): void;
  /** What the stream of the table tells. */
  owed(keys: readonly ItemKey[]): void;
  readonly incidents: number;
  /** Messages that came back five times, and were sent again by hand. */
  readonly redriven: number;
}

const MINUTE_MS = 60_000;
const STREAM_MS = 250;
const STREAM_TRIES = 4;
const BATCH = 10;
const TICK = { source: 'aws.events' } as never;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function startHub(parts: Omit<OutsideParts, 'heard'>, store: IncidentStore, workflows: Workflows): Hub {
  const { time, random } = parts;
  let incidents = 0;
  const count = (name: string, value = 1) => {
    if (name === WORKFLOW_METRIC.incidentsOpened) incidents += value;
  };
  const wakeUps = new Queue(time, (records) => wake({ Records: records }));
  const shared = {
    store,
    config: { load: async () => CONFIG },
    metrics: { count, duration: () => undefined },
    clock: time,
    log: silent,
    random,
    wakes: wakesOf(parts, wakeUps),
  };
  const bus = { publish: async () => undefined };
  const heard = responders(shared, time, random);
  const outside = { ...parts, heard };
  const wake = workflows.escalate({ ...shared, bus });
  const send = workflows.notify({
    ...shared,
    region: REGION,
    topics: topicsOf(outside),
    providers: providersOf(outside),
  });
  const handle = workflows.handleSignal({
    ...shared,
    bus,
    deadLetters: {
      send: async (body, reason) => parts.ledger.loss(`set aside as unreadable (${reason}): ${body.slice(0, 80)}`),
    },
  });
  const signals = new Queue(time, (records) => handle({ Records: records }));
  sweepEachMinute(time, [() => wake(TICK), () => send(TICK)]);
  return {
    signal: (body) => signals.send(body),
    owed: (keys) => tellStream(time, random, send, keys),
    get incidents() {
      return incidents;
    },
    get redriven() {
      return signals.redriven + wakeUps.redriven;
    },
  };
}

/** What is lost here, the sweep finds. */
function wakesOf({ time, random }: { time: VirtualTime; random: Random }, queue: Queue): WakePort {
  return {
    wake: async (ref, dueMs) => {
      const seconds = wakeDelaySeconds(dueMs, time.now());
      if (seconds === undefined || random() < LOST) return;
      time.after(seconds * 1_000, () => queue.send(writeTimerRef(ref)));
    },
  };
}

function tellStream(
  time: VirtualTime,
  random: Random,
  send: ReturnType<typeof notify>,
  keys: readonly ItemKey[],
): void {
  for (let at = 0; at < keys.length; at += BATCH) {
    const batch = keys.slice(at, at + BATCH);
    if (random() >= LOST) time.after(STREAM_MS, () => deliver(time, send, batch, 1));
  }
}

/** Records that fail come again a few times; then the sweep finds what they were about. */
async function deliver(
  time: VirtualTime,
  send: ReturnType<typeof notify>,
  keys: readonly ItemKey[],
  tries: number,
): Promise<void> {
  const Records = keys.map(({ pk, sk }, index) => ({
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(index) },
  }));
  const failed = await send({ Records }).then(
    ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier))),
    () => new Set(keys.keys()),
  );
  const again = keys.filter((_, index) => failed.has(index));
  if (again.length > 0 && tries < STREAM_TRIES) time.after(1_000, () => deliver(time, send, again, tries + 1));
}

/** One that fails is not tried again: the next minute's is soon enough. */
function sweepEachMinute(time: VirtualTime, sweeps: readonly (() => Promise<unknown>)[]): void {
  time.after(MINUTE_MS, () => {
    for (const sweep of sweeps) sweep().catch(() => undefined);
    sweepEachMinute(time, sweeps);
  });
}
