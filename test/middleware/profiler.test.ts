import fc from 'fast-check';
import { PROFILER_METRIC } from '../../lib/core/conventions';
import { readEmf } from '../../lib/core/signal/emf';
import { observe } from '../../lib/middleware/observe';
import { createProfiler, type Profiler } from '../../lib/middleware/profiler';
import { captureStdout } from './harness';

const START = new Date('2026-03-01T10:00:00.000Z');
let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  jest.useFakeTimers({ now: START });
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

const passes = (ms: number) => jest.advanceTimersByTime(ms);
const run = (profiler: Profiler, name: string, ms: number) => profiler.profile(name, () => passes(ms));
const nearestRank = (values: readonly number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.max(Math.ceil(q * values.length * (1 - 1e-12)), 1) - 1];

/** Metrics by operation, of all documents written; several documents of one metric are put together. */
function published(): Record<string, Record<string, number[]>> {
  const found: Record<string, Record<string, number[]>> = {};
  for (const document of stdout.metrics()) {
    const reading = readEmf(document);
    if (reading.kind !== 'metrics') throw new Error(`no metrics: ${JSON.stringify(reading)}`);
    for (const { metric, values } of reading.observations) {
      if (!metric.name.startsWith('Operation')) continue;
      const operation = metric.dimensions.operation ?? '';
      const metrics = found[operation] ?? {};
      found[operation] = { ...metrics, [metric.name]: [...(metrics[metric.name] ?? []), ...values] };
    }
  }
  return found;
}

describe('profile', () => {
  test('hands on results, promises and errors as they are', async () => {
    const { profile } = createProfiler();
    const result = { some: 'result' };
    const promise = Promise.resolve(result);
    const error = new Error('mine');
    expect(profile('a', () => result)).toBe(result);
    expect(await profile('a', () => promise)).toBe(result);
    expect(await profile('a', async () => result)).toBe(result);
    expect(() =>
      profile('a', () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(profile('a', () => Promise.reject(error))).rejects.toBe(error);
    await expect(profile('a', () => Promise.reject(undefined))).rejects.toBeUndefined();
  });

  test('takes the time of the work and of its promise, and tells when it last ended', async () => {
    const profiler = createProfiler();
    run(profiler, 'pay', 10);
    await profiler.profile('pay', async () => {
      await Promise.resolve();
      passes(30);
    });
    expect(profiler.report()).toEqual({
      pay: {
        count: 2,
        errors: 0,
        totalMs: 40,
        minMs: 10,
        maxMs: 30,
        meanMs: 20,
        p50: 10,
        p90: 30,
        p95: 30,
        p99: 30,
        maxRelativeError: 0,
        lastRunMs: START.getTime() + 40,
      },
    });
  });

  test('counts what throws, with its time', async () => {
    const profiler = createProfiler();
    run(profiler, 'pay', 1);
    expect(() =>
      profiler.profile('pay', () => {
        passes(5);
        throw undefined;
      }),
    ).toThrow();
    await profiler.profile('pay', () => Promise.reject(new Error())).catch(() => undefined);
    expect(profiler.report().pay).toMatchObject({ count: 3, errors: 2, maxMs: 5 });
  });

  test('does not count what has not ended, and counts an operation within another one in both', () => {
    const profiler = createProfiler();
    void profiler.profile('never', () => new Promise(() => undefined));
    profiler.profile('outer', () => {
      passes(1);
      run(profiler, 'inner', 2);
    });
    const { outer, inner, ...rest } = profiler.report();
    expect([outer?.totalMs, inner?.totalMs, rest]).toEqual([3, 2, {}]);
  });

  test('keeps a bounded number of operations; the rest is counted as other', () => {
    const profiler = createProfiler({ maxOperations: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'a']) run(profiler, name, 1);
    const counts = Object.entries(profiler.report()).map(([name, { count }]) => [name, count]);
    expect(counts).toEqual([
      ['a', 2],
      ['b', 1],
      ['other', 2],
    ]);
  });

  test('takes any name', () => {
    const profiler = createProfiler();
    const unreadable = {
      toString() {
        throw new Error('mine');
      },
    };
    const names = ['__proto__', 'constructor', '', 'x'.repeat(1_000_000), 7, undefined, unreadable, Symbol('s'), 'ü\n'];
    for (const name of names) expect(profiler.profile(name as string, () => 1)).toBe(1);
    const report = profiler.report();
    const expected = ['__proto__', 'constructor', 'unknown', 'x'.repeat(250), '7', 'undefined', 'Symbol(s)', '__'];
    expect(Object.keys(report).sort()).toEqual(expected.sort());
    expect(Object.getPrototypeOf(report)).toBe(Object.prototype);
  });

  test('forgets everything at reset, also what was to be published', () => {
    const profiler = createProfiler();
    run(profiler, 'pay', 1);
    profiler.reset();
    profiler.publish();
    expect(profiler.report()).toEqual({});
    expect(stdout.writes).toEqual([]);
  });

  test('refuses options that are none', () => {
    expect(() => createProfiler({ maxOperations: 0 })).toThrow(
      "createProfiler: maxOperations must be an integer of at least 1, got '0'",
    );
    expect(() => createProfiler({ maxOperations: 1.5 })).toThrow("got '1.5'");
    expect(() => createProfiler({ max: 1 } as never)).toThrow('an option must be one of maxOperations');
  });
});

test('percentiles stay within the error that the report tells', () => {
  const durations = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 600, size: 'max' });
  fc.assert(
    fc.property(durations, (all) => {
      const profiler = createProfiler();
      for (const ms of all) run(profiler, 'pay', ms);
      const report = profiler.report().pay;
      if (!report) throw new Error('nothing was recorded');
      const { p50, p90, p95, p99, maxRelativeError, ...exact } = report;
      expect(exact).toMatchObject({ count: all.length, minMs: Math.min(...all), maxMs: Math.max(...all) });
      for (const [q, told] of [
        [0.5, p50],
        [0.9, p90],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const truth = nearestRank(all, q) as number;
        expect(Math.abs(told - truth)).toBeLessThanOrEqual(maxRelativeError * truth + 1e-9);
      }
    }),
    { numRuns: 40 },
  );
});

describe('publish', () => {
  test('records runs, errors, time and durations on the operation, with the metrics of the invocation', async () => {
    const profiler = createProfiler();
    const handler = observe(async () => {
      for (const ms of [5, 1, 5]) run(profiler, 'pay', ms);
      expect(() =>
        profiler.profile('pay', () => {
          throw new Error();
        }),
      ).toThrow();
      profiler.publish();
    });
    await handler();
    expect(stdout.writes).toHaveLength(1);
    expect(published()).toEqual({
      pay: { OperationRuns: [4], OperationErrors: [1], OperationTime: [11], OperationDuration: [0, 1, 5, 5] },
    });
    const [document] = stdout.metrics() as unknown as [{ _aws: { CloudWatchMetrics: { Metrics: object[] }[] } }];
    expect(document._aws.CloudWatchMetrics[0]).toMatchObject({
      Dimensions: [['service', 'environment', 'operation']],
      Metrics: [
        { Name: 'OperationRuns', Unit: 'Count' },
        { Name: 'OperationErrors', Unit: 'Count' },
        { Name: 'OperationTime', Unit: 'Milliseconds' },
        { Name: 'OperationDuration', Unit: 'Milliseconds' },
      ],
    });
    expect(
      Object.values(PROFILER_METRIC)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(published().pay ?? {}).sort());
  });

  test('writes at once outside of an invocation, one document an operation', () => {
    const profiler = createProfiler();
    for (const ms of [1, 2, 3]) run(profiler, 'pay', ms);
    run(profiler, 'ship', 4);
    profiler.publish();
    expect(stdout.metrics()).toHaveLength(2);
    expect(published().pay?.OperationDuration).toEqual([1, 2, 3]);
  });

  test('writes one document an operation also after the invocation has ended', async () => {
    const profiler = createProfiler();
    let later: Promise<void> | undefined;
    await observe(async () => {
      later = new Promise<void>((resolve) => setTimeout(resolve, 1_000)).then(() => {
        for (const ms of [1, 2, 3]) run(profiler, 'pay', ms);
        profiler.publish();
      });
    })();
    expect(published()).toEqual({});
    passes(1_000);
    await later;
    expect(published().pay?.OperationDuration).toEqual([1, 2, 3]);
    expect(stdout.metrics()).toHaveLength(2);
  });

  test('records what has run since the last time only; the report keeps all', () => {
    const profiler = createProfiler();
    run(profiler, 'pay', 1);
    profiler.publish();
    profiler.publish();
    run(profiler, 'pay', 2);
    profiler.publish();
    expect(published().pay).toMatchObject({ OperationRuns: [1, 1], OperationDuration: [1, 2] });
    expect(profiler.report().pay?.count).toBe(2);
  });

  test('lets at most 100 durations stand for all: the extremes, and percentiles within one rank in a hundred', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 500, size: 'max' });
    fc.assert(
      fc.property(durations, (all) => {
        stdout.writes.length = 0;
        const profiler = createProfiler();
        for (const ms of all) run(profiler, 'pay', ms);
        profiler.publish();
        const { OperationDuration: told = [], ...sums } = published().pay ?? {};
        expect(sums).toEqual({
          OperationRuns: [all.length],
          OperationErrors: [0],
          OperationTime: [all.reduce((sum, ms) => sum + ms, 0)],
        });
        const sorted = [...all].sort((a, b) => a - b);
        if (all.length <= 100) return expect(told).toEqual(sorted);
        expect(told).toHaveLength(100);
        expect([told[0], told[99]]).toEqual([sorted[0], sorted.at(-1)]);
        for (const q of [0.1, 0.5, 0.9, 0.95, 0.99]) {
          const value = nearestRank(told, q) as number;
          expect(value).toBeGreaterThanOrEqual(nearestRank(all, q - 0.01) as number);
          expect(value).toBeLessThanOrEqual(nearestRank(all, q + 0.01) as number);
        }
      }),
      { numRuns: 60 },
    );
  });
});
