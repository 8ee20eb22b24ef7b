import fc from 'fast-check';
import { sloKey } from '../../lib/core/slo/definition';
import {
  DAY,
  definitionOf,
  MINUTE,
  T0,
  TICK,
  type Told,
  type Traffic,
  timesliceOf,
  world,
} from './evaluate-slos-world';

const SLOS = [definitionOf({ window: '1d', tier: 1 }), timesliceOf({ window: '1d' })];
const TICKS = 24;
const RUNS = Number(process.env.SIGHTLINE_SLO_INTERLEAVINGS ?? 10);

/** Two faults, so that signals come and go. */
const traffic: Traffic = (_, atMs) => {
  const step = Math.floor((atMs - T0) / TICK);
  const isFault = (step >= 2 && step < 6) || (step >= 14 && step < 17);
  return { total: 100, bad: isFault ? 90 : 0, value: isFault ? 0 : 20 };
};

interface Step {
  /** Ticks from the step before; negative where the clock goes back. */
  readonly ticks: number;
  readonly lateMs: number;
  readonly runs: number;
  readonly fails: 'bus' | 'store' | 'metrics' | undefined;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    ticks: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.integer({ min: -3, max: -1 })),
    lateMs: fc.integer({ min: 0, max: TICK - 1 }),
    runs: fc.integer({ min: 1, max: 3 }),
    fails: fc.option(fc.constantFrom('bus' as const, 'store' as const, 'metrics' as const), { nil: undefined }),
  }),
  { maxLength: 12 },
);

/** A world whose ports fail while they are told to: of the slices, nothing, since a lost slice is a stated loss. */
function fragile() {
  const state: { fails: Step['fails'] } = { fails: undefined };
  const it = world({ slos: SLOS }, traffic, ({ bus, metrics, store }) => ({
    bus: {
      publish: async (...event) => {
        if (state.fails === 'bus') throw new Error('bus');
        await bus.publish(...event);
      },
    },
    metrics: {
      publish: async (datapoints) => {
        if (state.fails === 'metrics' && datapoints.some(({ name }) => name === 'SloCompliance'))
          throw new Error('metrics');
        await metrics.publish(datapoints);
      },
    },
    store: Object.assign(Object.create(store), {
      writeMeasurements: async (measurements: []) => {
        if (state.fails === 'store') throw new Error('store');
        await store.writeMeasurements(measurements);
      },
    }),
  }));
  return { ...it, state };
}

function distinct(told: readonly Told[]): string[] {
  const signals = told.filter(({ member }) => !member.endsWith('overall-compliance'));
  return [...new Set(signals.map(({ member, state, timestampMs }) => `${timestampMs} ${member} ${state}`))].sort();
}

test('missed, repeated, delayed, failed and simultaneous ticks end in the same measurements and the same signals', async () => {
  const calm = world({ slos: SLOS }, traffic);
  for (let tick = 0; tick <= TICKS; tick += 1) await calm.runAt(T0 + tick * TICK + MINUTE);
  const expected = await Promise.all(SLOS.map(calm.measured));
  expect(distinct(calm.told).length).toBeGreaterThan(4);

  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const it = fragile();
      await it.runAt(T0 + MINUTE);
      let tick = 0;
      for (const { ticks, lateMs, runs, fails } of script) {
        tick = Math.min(Math.max(0, tick + ticks), TICKS);
        it.state.fails = fails;
        const at = T0 + tick * TICK + MINUTE + lateMs;
        await Promise.allSettled(Array.from({ length: runs }, () => it.runAt(at)));
      }
      it.state.fails = undefined;
      await it.runAt(T0 + TICKS * TICK + MINUTE);
      expect(await Promise.all(SLOS.map(it.measured))).toEqual(expected);
      expect(distinct(it.told)).toEqual(distinct(calm.told));
      expectAlternating(it.told);
      expect(it.values('SloSlices')).toHaveLength(60 + 5 * TICKS);
    }),
    { numRuns: RUNS },
  );
});

/** Told again is the same; apart from that, raised and cleared take turns. */
function expectAlternating(told: readonly Told[]): void {
  for (const slo of SLOS) {
    const members = new Set(
      told.map(({ member }) => member).filter((member) => member.startsWith(`slo/${sloKey(slo)}/`)),
    );
    for (const member of members) {
      const times = new Map(
        told.filter((one) => one.member === member).map(({ timestampMs, state }) => [timestampMs, state]),
      );
      const states = [...times].sort(([a], [b]) => a - b).map(([, state]) => state);
      expect(states).toEqual(states.map((_, index) => (index % 2 === 0 ? 'ALARM' : 'OK')));
    }
  }
}

test('late data end in the measurements that data in time would have', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 12 }), async (delays) => {
      const delayOf = (atMs: number) => (delays[Math.abs(Math.floor(atMs / TICK)) % delays.length] as number) * TICK;
      const [slo] = SLOS as [(typeof SLOS)[0]];
      const late = world({ slos: [slo] }, (name, atMs, nowMs) =>
        nowMs - atMs >= delayOf(atMs) || atMs < T0 - DAY ? traffic(name, atMs, nowMs) : {},
      );
      const inTime = world({ slos: [slo] }, traffic);
      for (let tick = 0; tick <= TICKS; tick += 1) {
        await late.runAt(T0 + tick * TICK + MINUTE);
        await inTime.runAt(T0 + tick * TICK + MINUTE);
      }
      const settled = ({ atMs }: { readonly atMs: number }) => atMs <= T0 + TICKS * TICK - 10 * TICK;
      expect((await late.measured(slo)).filter(settled)).toEqual((await inTime.measured(slo)).filter(settled));
    }),
    { numRuns: 10 },
  );
});
