import fc from 'fast-check';
import { MemoryAnomalyStore } from '../../lib/adapters/memory/anomaly-store';
import { PAGES, seriesKey } from '../../lib/core/anomaly/watch/series';
import { randomNumbers } from '../../lib/core/random';
import { type DetectAnomaliesPorts, detectAnomalies } from '../../lib/workflow/detect-anomalies';
import type { AnomalyStore } from '../../lib/workflow/ports';
import { DAY, SETTLED, seriesOf, TICK, usual, World } from './detect-anomalies-world';

/** What fails, fails early: each page is written once more, by turns, at one of the last 72 ticks. */
const TICKS = 125;
const CALM_TICKS = 75;
const RUNS = Number(process.env.SIGHTLINE_ANOMALY_INTERLEAVINGS ?? 6);
const SERIES = [seriesOf({ name: 'one' }), seriesOf({ name: 'two' })];
const EVERY_PAGE = Array.from({ length: PAGES }, (_, index) => index);

/** Where a world is: its store and its time. */
type Place = Pick<World, 'store' | 'nowMs'>;

/** After two weeks of history: every world goes on from here. */
let learned: Place;

beforeAll(async () => {
  const world = new World();
  world.series = SERIES;
  await world.learn();
  learned = world;
});

/** A world in which one series has two episodes, and the other one between them. */
async function open(from: Place = learned): Promise<World> {
  const world = new World();
  const beginMs = learned.nowMs - SETTLED;
  const faults = (...steps: readonly (readonly [from: number, to: number])[]) => {
    return (atMs: number) => {
      const step = (atMs - beginMs) / TICK;
      return (usual(atMs) as number) * (steps.some(([first, end]) => step >= first && step < end) ? 5 : 1);
    };
  };
  world.series = SERIES;
  world.nowMs = from.nowMs;
  world.store = await copied(from.store);
  const [one, two] = SERIES.map(seriesKey) as [string, string];
  world.curves[one] = faults([1, 4], [44, 47]);
  world.curves[two] = faults([14, 18]);
  return world;
}

async function copied(from: AnomalyStore): Promise<AnomalyStore> {
  const store = new MemoryAnomalyStore();
  for (const page of await from.readPages(EVERY_PAGE)) await store.writePage(page);
  for (const told of await from.readTold())
    for (let version = 1; version <= told.version; version += 1) await store.writeTold({ ...told, version });
  return store;
}

/** The same signal told again is the same. */
function distinct({ told }: World): string[] {
  return [...new Set(told.map(({ member, state, timestampMs }) => `${timestampMs} ${member} ${state}`))].sort();
}

/** Apart from repetitions, and in the order of time, raised and cleared take turns, and at last all is cleared. */
function expectTurns({ told }: World): void {
  for (const series of SERIES) {
    const own = told.filter(({ member }) => member === `anomaly/${seriesKey(series)}`);
    const states = [...new Map(own.map(({ timestampMs, state }) => [timestampMs, state]))].sort(([a], [b]) => a - b);
    expect(states.map(([, state]) => state)).toEqual(states.map((_, index) => (index % 2 === 0 ? 'ALARM' : 'OK')));
    expect(states.length % 2).toBe(0);
  }
}

async function calm(): Promise<World> {
  const world = await open();
  await world.tick(TICKS);
  return world;
}

const PORTS = ['bus', 'writeTold', 'deleteTold', 'readTold', 'writePage', 'readPages', 'series', 'queue'] as const;

interface Step {
  /** Ticks from the step before; negative where the clock goes back. */
  readonly ticks: number;
  readonly fails: (typeof PORTS)[number] | undefined;
  /** Which of the workers are given the messages, at the same time. */
  readonly workers: readonly number[];
  /** One that has forgotten everything by then. */
  readonly restarts: number | undefined;
  /** Messages of the step before come again. */
  readonly again: boolean;
  readonly plans: number;
}

const QUIET_STEP: Step = { ticks: 0, fails: undefined, workers: [], restarts: undefined, again: false, plans: 1 };

/** One worker tells of an anomaly; a tick earlier, by the clock, another one has not seen it yet, and must not clear it. */
const CLOCK_GOES_BACK: Step[] = [
  { ...QUIET_STEP, ticks: 2, workers: [0] },
  { ...QUIET_STEP, ticks: -1 },
  { ...QUIET_STEP, workers: [1] },
];

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    ticks: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.integer({ min: -2, max: -1 })),
    fails: fc.option(fc.constantFrom(...PORTS), { nil: undefined }),
    workers: fc.subarray([0, 1, 2]),
    restarts: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    again: fc.boolean(),
    plans: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 5, maxLength: 25 },
);

/** Ports that answer after a random number of turns, and fail while they are told to. */
function fragile(world: World, seed: number): { ports: DetectAnomaliesPorts; state: { fails?: Step['fails'] } } {
  const state: { fails?: Step['fails'] } = {};
  const random = randomNumbers(seed);
  const guarded =
    <Given extends unknown[], Answer>(name: Step['fails'] | 'other', call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await Promise.resolve();
      const fails = state.fails === name;
      // Half of what fails has happened all the same.
      if (fails && random() < 0.5) throw new Error(`${name} fails`);
      const answer = await call(...given);
      if (fails) throw new Error(`the answer of ${name} is lost`);
      return answer;
    };
  const { bus, series, queue, ...rest } = world.ports();
  const store = new Proxy({} as AnomalyStore, {
    get: (_, name: keyof AnomalyStore) => {
      const call = (...given: unknown[]) => (world.store[name] as (...all: unknown[]) => Promise<unknown>)(...given);
      return guarded(PORTS.find((one) => one === name) ?? 'other', call);
    },
  });
  const ports = {
    ...rest,
    store,
    bus: { publish: guarded('bus', (...given: Parameters<typeof bus.publish>) => bus.publish(...given)) },
    series: { read: guarded('series', (...given: Parameters<typeof series.read>) => series.read(...given)) },
    queue: { send: guarded('queue', (body: string) => queue.send(body)) },
  };
  return { ports, state };
}

test('missed, repeated, late, failing and simultaneous ticks end in the same states and the same signals', async () => {
  const expected = await calm();
  expect(distinct(expected)).toHaveLength(6);
  const pages = await expected.store.readPages(EVERY_PAGE);

  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (script, seed) => {
      const world = await open();
      const { ports, state } = fragile(world, seed);
      const workers = [0, 1, 2].map(() => detectAnomalies(ports));
      const lastMs = learned.nowMs + TICKS * TICK;
      let before: string[] = [];
      for (const { ticks, fails, workers: chosen, restarts, again, plans } of script) {
        world.nowMs = Math.min(Math.max(learned.nowMs, world.nowMs + ticks * TICK), lastMs - CALM_TICKS * TICK);
        state.fails = fails;
        if (restarts !== undefined) workers[restarts] = detectAnomalies(ports);
        await Promise.allSettled(Array.from({ length: plans }, (_, index) => workers[index]?.({})));
        const bodies = [...(again ? before : []), ...world.jobs.splice(0)];
        const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
        await Promise.allSettled(chosen.map((worker) => workers[worker]?.({ Records })));
        before = bodies.slice(-4);
      }
      state.fails = undefined;
      while (world.nowMs < lastMs) await world.tick();
      // Of ticks that were made up for, only what is still the case is told; what is told, is as in time.
      expect(distinct(expected)).toEqual(expect.arrayContaining(distinct(world)));
      expectTurns(world);
      expect(await world.store.readTold()).toEqual([]);
      expect(await world.store.readPages(EVERY_PAGE)).toEqual(pages);
    }),
    { numRuns: RUNS, examples: [[CLOCK_GOES_BACK, 0]] },
  );
});

describe('a function that dies at any of its calls', () => {
  /** Ports of a process that dies at a call: before what it does, or after. From then on nothing of it happens. */
  function mortal(ports: DetectAnomaliesPorts, life: { calls: number; readonly isDone: boolean }) {
    const guard = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const method = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          return async (...given: unknown[]) => {
            if (life.calls <= 0) throw new Error('dead');
            life.calls -= 1;
            if (life.calls === 0 && !life.isDone) throw new Error('dies before');
            const answer = await method.apply(target, given);
            if (life.calls === 0) throw new Error('dies after');
            return answer;
          };
        },
      });
    const { store, bus, series, queue, watched } = ports;
    return {
      ...ports,
      ...{ store: guard(store), bus: guard(bus), series: guard(series), queue: guard(queue), watched: guard(watched) },
    };
  }

  /** From one tick to another, with a function that dies at a call of the first one that is about to tell something. */
  async function story(from: Place, toMs: number, life: { calls: number; readonly isDone: boolean }): Promise<World> {
    const world = await open(from);
    const run = detectAnomalies(mortal(world.ports(), life));
    world.nowMs += TICK;
    await run({}).catch(() => undefined);
    const Records = world.jobs.splice(0).map((body, index) => ({ messageId: String(index), body }));
    await run({ Records }).catch(() => undefined);
    while (world.nowMs < toMs) await world.tick();
    return world;
  }

  test.each(['ALARM', 'OK'])('in a tick that tells %s has told the same in the end as one that lives', async (told) => {
    const before = await open();
    let place: Place = learned;
    while (!before.told.some(({ state }) => state === told)) {
      place = { store: await copied(before.store), nowMs: before.nowMs };
      before.told.splice(0);
      await before.tick();
    }
    const toMs = place.nowMs + 4 * TICK;
    const alive = await story(place, toMs, { calls: Number.POSITIVE_INFINITY, isDone: true });
    expect(distinct(alive)).toEqual([expect.stringContaining(told)]);
    let deaths = 0;
    for (let calls = 1, survived = false; !survived; calls += 1) {
      for (const isDone of [false, true]) {
        const life = { calls, isDone };
        const world = await story(place, toMs, life);
        expect(distinct(world)).toEqual(distinct(alive));
        expect(await world.store.readTold()).toEqual(await alive.store.readTold());
        survived = life.calls > 0;
        deaths += survived ? 0 : 1;
      }
    }
    expect(deaths).toBeGreaterThan(10);
  });
});

test('a day without any tick is made up for in bounded steps, and nobody is told of what is over', async () => {
  const world = await open();
  world.nowMs += DAY;
  await world.tick(4);
  expect(world.told).toEqual([]);
  const periods = world.requests.flat().map(({ span, periodSeconds }) => (span.endMs - span.startMs) / periodSeconds);
  expect(Math.max(...periods)).toBeLessThanOrEqual(288 * 1_000);
});
