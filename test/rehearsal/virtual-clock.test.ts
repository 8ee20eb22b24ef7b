import { AsyncLocalStorage } from 'node:async_hooks';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { VirtualClock } from '../../lib/rehearsal/virtual-clock';

const START_MS = Date.parse('2026-01-05T09:00:00Z');

let clock: VirtualClock;
beforeEach(() => {
  clock = VirtualClock.install(START_MS);
});
afterEach(() => clock.uninstall());

describe('while installed', () => {
  test('Date stands still until something is due, then jumps there', async () => {
    const seen: string[] = [];
    clock.after(90_000, () => seen.push(new Date().toISOString()));
    clock.at(START_MS + 30_000, () => seen.push(new Date().toISOString()));
    expect(Date.now()).toBe(START_MS);
    await clock.runUntil(START_MS + 120_000);
    expect(seen).toEqual(['2026-01-05T09:00:30.000Z', '2026-01-05T09:01:30.000Z']);
    expect([clock.now(), Date.now()]).toEqual([START_MS + 120_000, START_MS + 120_000]);
  });

  test('performance and hrtime follow', async () => {
    const [performed, ticks] = [performance.now(), process.hrtime.bigint()];
    await clock.runUntil(START_MS + 1_500);
    expect(performance.now() - performed).toBe(1_500);
    expect(process.hrtime.bigint() - ticks).toBe(1_500_000_000n);
  });

  test('timers of the code under rehearsal run in virtual time', async () => {
    const seen: string[] = [];
    setTimeout((...given: unknown[]) => seen.push(`timeout ${given} ${clock.now() - START_MS}`), 500, 'a', 'b');
    const interval = setInterval(() => seen.push(`interval ${clock.now() - START_MS}`), 400);
    clearTimeout(setTimeout(() => seen.push('never'), 100));
    clock.after(1_000, () => clearInterval(interval));
    await clock.runUntil(START_MS + 5_000);
    expect(seen).toEqual(['interval 400', 'timeout a,b 500', 'interval 800']);
  });

  test('util.promisify(setTimeout) sleeps in virtual time', async () => {
    const woken: [unknown, number][] = [];
    void promisify(setTimeout)(700, 'value').then((value) => woken.push([value, clock.now() - START_MS]));
    await clock.runUntil(START_MS + 1_000);
    expect(woken).toEqual([['value', 700]]);
  });

  test('things due at the same time run in the order given', async () => {
    const seen: number[] = [];
    for (const n of [1, 2, 3]) clock.at(START_MS + 1_000, () => seen.push(n));
    clock.after(1_000, () => seen.push(4));
    await clock.runUntil(START_MS + 1_000);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test('what is due in the past runs now', async () => {
    const seen: number[] = [];
    clock.at(START_MS - 5_000, () => seen.push(clock.now()));
    await clock.runUntil(START_MS);
    expect(seen).toEqual([START_MS]);
  });

  test('each thing runs to its next wait before time goes on', async () => {
    const seen: string[] = [];
    const work = async (name: string) => {
      for (let step = 1; step <= 3; step += 1) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        seen.push(`${name}${step}@${clock.now() - START_MS}`);
        await clock.sleep(10);
      }
    };
    clock.at(START_MS, () => void work('a'));
    clock.at(START_MS + 15, () => void work('b'));
    await clock.runUntil(START_MS + 100);
    expect(seen).toEqual(['a1@0', 'a2@10', 'b1@15', 'a3@20', 'b2@25', 'b3@35']);
  });

  test('timers keep the async context in which they were set', async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: string[] = [];
    for (const name of ['a', 'b']) {
      context.run(name, () => {
        setTimeout(() => seen.push(`timeout ${context.getStore()}`), 10);
        const interval = setInterval(() => {
          seen.push(`interval ${context.getStore()}`);
          clearInterval(interval);
        }, 20);
        void clock.sleep(30).then(() => seen.push(`sleep ${context.getStore()}`));
      });
    }
    await clock.runUntil(START_MS + 50);
    expect(seen).toEqual(['timeout a', 'timeout b', 'interval a', 'interval b', 'sleep a', 'sleep b']);
  });

  test('a second one is refused and the first goes on', () => {
    expect(() => VirtualClock.install(0)).toThrow(
      "the process's clock is virtual already: an earlier play(...) is still running",
    );
    expect(Date.now()).toBe(START_MS);
  });

  test('whatever is scheduled, it runs in time order, and order of scheduling breaks ties', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 40 }), async (delays) => {
        const seen: { delay: number; index: number }[] = [];
        const startMs = clock.now();
        for (const [index, delay] of delays.entries()) clock.after(delay, () => seen.push({ delay, index }));
        await clock.runUntil(startMs + 50);
        expect(seen).toEqual(
          delays.map((delay, index) => ({ delay, index })).sort((a, b) => a.delay - b.delay || a.index - b.index),
        );
      }),
      { numRuns: 50 },
    );
  });
});

test('gives the real clock and timers back', () => {
  clock.uninstall();
  const real = { Date, performance, setTimeout, setInterval, clearTimeout };
  clock = VirtualClock.install(START_MS);
  const faked = { Date, performance, setTimeout, setInterval, clearTimeout };
  for (const name of Object.keys(real) as (keyof typeof real)[]) {
    if (name !== 'performance') expect(faked[name]).not.toBe(real[name]);
  }
  clock.uninstall();
  expect({ Date, performance, setTimeout, setInterval, clearTimeout }).toEqual(real);
  expect(globalThis.setTimeout).toBe(real.setTimeout);
  expect(globalThis.setInterval).toBe(real.setInterval);
  expect(Date.now()).not.toBe(START_MS);
  clock = VirtualClock.install(START_MS);
});
