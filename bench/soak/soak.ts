/** One soak from its first signal until it is quiet again. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { randomNumbers } from '../../lib/core/random';
import { ALARMS_A_SERVICE, alarmsOf, bodyOf, type Change, Troubles } from './fleet';
import { fragileStore, type Met } from './fragile';
import { startHub, WORKFLOWS, type Workflows } from './hub';
import { Ledger } from './ledger';
import { checkPromises } from './promises';
import { removeOld } from './retention';
import { inMemory, type OpenTable } from './tables';
import { VirtualTime } from './virtual-time';
import { LATE, LATE_MS, TWICE, weather } from './weather';

export interface SoakOptions {
  /** Changes of alarm states. */
  readonly signals: number;
  readonly seed: number;
  /** @default - a twentieth of the signals, at most 1,000 */
  readonly alarms?: number;
  /** It ends early after so much real time. @default - never */
  readonly maxMs?: number;
  /** @default - in memory */
  readonly open?: OpenTable;
  /** @default - those of the hub */
  readonly workflows?: Workflows;
}

export interface SoakResult {
  readonly signals: number;
  readonly alarms: number;
  readonly virtualDays: number;
  readonly incidents: number;
  readonly pages: number;
  readonly messages: number;
  readonly lost: number;
  readonly doublePages: number;
  /** The first of them, in words. */
  readonly violations: readonly string[];
  readonly met: Met;
  readonly redriven: number;
  /** After garbage collection at 25, 50 and 100 % of the signals, bytes; and what was stored then, items. */
  readonly heap: readonly { readonly share: number; readonly bytes: number; readonly items: number }[];
  readonly stoppedEarly: boolean;
  readonly seconds: number;
}

const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_ALARMS = 1_000;
/** Longer than dead letters wait, and than any escalation climbs. */
const QUIET_MS = 6 * HOUR_MS;

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const startedMs = Date.now();
  const time = new VirtualTime(START_MS);
  const random = randomNumbers(options.seed);
  const count = options.alarms ?? Math.min(MOST_ALARMS, Math.max(ALARMS_A_SERVICE, Math.ceil(options.signals / 20)));
  const alarms = alarmsOf(count, random);
  const ledger = new Ledger();
  const met: Met = { conflicts: 0, throttled: 0, crashed: 0 };
  const table = (options.open ?? inMemory)(() => time.now());
  let quiet = false;
  const blows = weather(START_MS, random);
  const fails: typeof blows = (fault, nowMs) => !quiet && blows(fault, nowMs);
  const outside = { time, random, fails, ledger };
  const store = fragileStore({ ...outside, store: table.store, owed: (keys) => hub.owed(keys) }, met);
  const hub = startHub(outside, store, options.workflows ?? WORKFLOWS);
  const newest = new Map<string, Change>();
  const troubles = new Troubles(time, random, alarms, options.signals, (change) => {
    newest.set(change.alarm.name, change);
    for (const delayMs of deliveries(random)) time.after(delayMs, () => hub.signal(bodyOf(change)));
  });
  troubles.start();

  const heap: SoakResult['heap'][number][] = [];
  const isLate = () => options.maxMs !== undefined && Date.now() - startedMs > options.maxMs;
  for (const share of [0.25, 0.5, 1]) {
    while (troubles.count < share * options.signals && !isLate()) {
      await time.runUntil(time.now() + HOUR_MS, isLate);
      const items = await removeOld(table, ledger, time.now());
      if (troubles.count >= share * options.signals) heap.push({ share, bytes: heapAfterCollection(), items });
    }
  }
  const stoppedEarly = !troubles.isOver;
  const signals = troubles.count;
  troubles.stop();
  quiet = true;
  await time.runUntil(time.now() + QUIET_MS);
  checkPromises(await table.items(), newest, ledger, time.now());
  const { pages, messages, lost, doublePages, violations } = ledger;
  return {
    ...{ signals, alarms: count, incidents: hub.incidents, pages, messages, lost, doublePages, violations, met, heap },
    virtualDays: (time.now() - START_MS) / (24 * HOUR_MS),
    redriven: hub.redriven,
    stoppedEarly,
    seconds: (Date.now() - startedMs) / 1_000,
  };
}

/** EventBridge delivers at least once, and in any order. */
function deliveries(random: () => number): number[] {
  const one = () => 500 + Math.round(random() < LATE ? random() * LATE_MS : random() * 2_000);
  return random() < TWICE ? [one(), one() + Math.round(random() * 10 * MINUTE_MS)] : [one()];
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
