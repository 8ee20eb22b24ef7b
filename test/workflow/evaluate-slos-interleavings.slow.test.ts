import fc from 'fast-check';
import { type SloDefinition, sloKey } from '../../lib/core/slo/definition';
import type { SloState } from '../../lib/core/slo/measurement';
import type { EvaluateSlosPorts } from '../../lib/workflow/evaluate-slos';
import {
  DAY,
  definitionOf,
  SETTLED,
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
  readonly fails: 'bus' | 'store' | 'state' | 'metrics' | undefined;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    ticks: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.integer({ min: -3, max: -1 })),
    lateMs: fc.integer({ min: 0, max: TICK - 1 }),
    runs: fc.integer({ min: 1, max: 3 }),
    fails: fc.option(fc.constantFrom('bus' as const, 'store' as const, 'state' as const, 'metrics' as const), {
      nil: undefined,
    }),
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
      writeState: async (next: SloState) => {
        if (state.fails === 'state') throw new Error('state');
        return store.writeState(next);
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
  for (let tick = 0; tick <= TICKS; tick += 1) await calm.runAt(T0 + tick * TICK + SETTLED);
  const expected = await Promise.all(SLOS.map(calm.measured));
  expect(distinct(calm.told).length).toBeGreaterThan(4);

  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const it = fragile();
      await it.runAt(T0 + SETTLED);
      let tick = 0;
      for (const { ticks, lateMs, runs, fails } of script) {
        tick = Math.min(Math.max(0, tick + ticks), TICKS);
        it.state.fails = fails;
        const at = T0 + tick * TICK + SETTLED + lateMs;
        await Promise.allSettled(Array.from({ length: runs }, () => it.runAt(at)));
      }
      it.state.fails = undefined;
      await it.runAt(T0 + TICKS * TICK + SETTLED);
      expect(await Promise.all(SLOS.map(it.measured))).toEqual(expected);
      // Of ticks that were made up for, only what holds at the newest one is told; what is told, is as in time.
      expect(distinct(calm.told)).toEqual(expect.arrayContaining(distinct(it.told)));
      expect(lastStates(it.told)).toEqual(expect.objectContaining(raisedIn(calm.told)));
      expectAlternating(it.told);
      expect(it.values('SloSlices')).toHaveLength(60 + 5 * TICKS);
    }),
    { numRuns: RUNS },
  );
});

/** The last state of each member, by time. */
function lastStates(told: readonly Told[]): Record<string, string> {
  const inTime = [...told].sort((a, b) => a.timestampMs - b.timestampMs);
  return Object.fromEntries(inTime.map(({ member, state }) => [member, state]));
}

function raisedIn(told: readonly Told[]): Record<string, string> {
  const states = Object.entries(lastStates(told)).filter(([member]) => !member.endsWith('overall-compliance'));
  return Object.fromEntries(states.filter(([, state]) => state === 'ALARM'));
}

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
        await late.runAt(T0 + tick * TICK + SETTLED);
        await inTime.runAt(T0 + tick * TICK + SETTLED);
      }
      const settled = ({ atMs }: { readonly atMs: number }) => atMs <= T0 + TICKS * TICK - 10 * TICK;
      expect((await late.measured(slo)).filter(settled)).toEqual((await inTime.measured(slo)).filter(settled));
    }),
    { numRuns: 10 },
  );
});

describe('a run that dies at any of its calls', () => {
  /** Ports of a process that dies at a call: before what it does, or after. From then on nothing of it happens. */
  function mortal(ports: EvaluateSlosPorts, life: { calls: number; readonly isDone: boolean }): EvaluateSlosPorts {
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
    return { ...ports, store: guard(ports.store), bus: guard(ports.bus), metrics: guard(ports.metrics) };
  }

  /** Told states of each signal, and when; those of the same time are the same. */
  function storiesOf(told: readonly Told[]): Map<string, string[]> {
    const stories = new Map<string, string[]>();
    for (const { member, state, timestampMs } of told) {
      const story = stories.get(member) ?? [];
      const line = `${state} ${(timestampMs - T0) / TICK}`;
      stories.set(member, story.includes(line) ? story : [...story, line]);
    }
    return stories;
  }

  const slos = ['A', 'B'].map((name): SloDefinition => definitionOf({ name, window: '1d', rules: [] }));

  test.each([
    // The overall compliance of a tick that was missed is not made up for.
    ['the fault was one', false, ['ALARM 1', 'ALARM 1, OK 2', 'ALARM 2']],
    ['late data say that there was none', true, ['ALARM 1, OK 2']],
  ])('has told what it remembers, and remembers what it told: %s', async (_, isRetracted, expected) => {
    const stories = new Set<string>();
    let survived = false;
    for (let calls = 1; !survived; calls += 1) {
      for (const isDone of [false, true]) {
        const life = { calls: Number.POSITIVE_INFINITY, isDone };
        const fault: Traffic = (__, atMs, nowMs) => {
          const isSeen = !isRetracted || nowMs < T0 + 2 * TICK + SETTLED;
          return atMs === T0 && isSeen ? { total: 1_000, bad: 1_000 } : { total: 100, bad: 0 };
        };
        const it = world({ slos }, fault, (ports) => mortal(ports, life));
        await it.runAt(T0 + SETTLED);
        life.calls = calls;
        await it.runAt(T0 + TICK + SETTLED).catch(() => undefined);
        survived = life.calls > 0;
        life.calls = Number.POSITIVE_INFINITY;
        for (let tick = 2; tick <= 5; tick += 1) await it.runAt(T0 + tick * TICK + SETTLED);
        const told = storiesOf(it.told);
        for (const slo of [...slos.map(sloKey), 'overall/main']) {
          const raised = Object.keys((await it.store.readState(slo))?.raised ?? {});
          const name = slo === 'overall/main' ? 'main' : slo;
          const own = [...told].filter(([member]) => member.startsWith(`slo/${name}/`));
          const last = own.filter(([, story]) => story.at(-1)?.startsWith('ALARM'));
          expect(raised.sort()).toEqual(last.map(([member]) => member.split('/').at(-1)).sort());
          if (isRetracted) expect(raised).toEqual([]);
        }
        for (const [, story] of told) stories.add(story.map((line) => line.replace(/ [2-9]$/, ' 2')).join(', '));
      }
    }
    expect([...stories].sort()).toEqual(expected);
  });
});
