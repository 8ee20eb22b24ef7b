import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { SYSTEM_METRIC } from '../../../lib/core/conventions';
import { readEmf } from '../../../lib/core/signal/emf';
import { type SystemMetricsOptions, systemMetrics } from '../../../lib/middleware/metric/system';
import { observe } from '../../../lib/middleware/observe';
import type { LambdaContext } from '../../../lib/middleware/wrap';
import { captureStdout, lambdaContext, withEnv } from '../harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  jest.useFakeTimers();
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

type Told = Readonly<Record<string, { readonly value: number; readonly unit: string }>>;

/** The system metrics that each invocation told, in the order of their ends. */
function told(): Told[] {
  const documents = stdout.metrics().map((document) => {
    const reading = readEmf(document);
    if (reading.kind !== 'metrics') throw new Error(`no metrics: ${JSON.stringify(reading)}`);
    return reading.observations;
  });
  const system = documents.filter((observations) => !observations.some(({ metric }) => metric.name === 'Requests'));
  return system.map((observations) =>
    Object.fromEntries(
      observations.map(({ metric, unit, values }) => [metric.name, { value: values[0] ?? NaN, unit }]),
    ),
  );
}

const valuesOf = (name: string) => told().map((metrics) => metrics[name]?.value);
const only = (part: keyof SystemMetricsOptions): SystemMetricsOptions => ({
  memory: false,
  cpu: false,
  gc: false,
  eventLoop: false,
  [part]: true,
});

function handlerWith(options: SystemMetricsOptions | undefined, work: (event: unknown) => unknown) {
  return observe(async (event: unknown, _context: LambdaContext) => work(event), { plugins: [systemMetrics(options)] });
}

/** Stops the event loop: time passes, and no timer comes. */
function block(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
  const now = performance.now();
  jest.spyOn(performance, 'now').mockReturnValue(now + ms);
}

describe('an invocation', () => {
  test('is told each metric of the set in its unit, on service and environment', async () => {
    await withEnv({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' }, () =>
      handlerWith(undefined, () => 1)({}, lambdaContext()),
    );
    const [metrics = {}] = told();
    const units = Object.entries(metrics).map(([name, { unit }]) => ({ name, unit }));
    expect(units).toEqual(Object.values(SYSTEM_METRIC));
    for (const { value } of Object.values(metrics)) expect(value).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ['memory', ['MemoryUsed', 'MemoryUtilization']],
    ['cpu', ['CpuTime']],
    ['gc', ['GcPause', 'GcCount']],
    ['eventLoop', ['EventLoopLag', 'EventLoopLagP99']],
  ] as const)('with nothing but %s is told %j', async (part, names) => {
    await withEnv({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' }, () =>
      handlerWith(only(part), () => 1)({}, lambdaContext()),
    );
    expect(told().map(Object.keys)).toEqual([names]);
  });

  test('is told when it fails, and its error stays what it is', async () => {
    const error = new Error('mine');
    const handler = handlerWith(only('cpu'), () => Promise.reject(error));
    await expect(handler({}, lambdaContext())).rejects.toBe(error);
    expect(told()).toHaveLength(1);
  });

  test('is measured by nobody where metrics are off', async () => {
    const memory = jest.spyOn(process, 'cpuUsage');
    await withEnv({ SIGHTLINE_METRICS: 'off' }, () => handlerWith(undefined, () => 1)({}, lambdaContext()));
    expect(memory).not.toHaveBeenCalled();
    expect(stdout.metrics()).toEqual([]);
  });

  test('is told the rest where one measure cannot be taken', async () => {
    jest.spyOn(process, 'cpuUsage').mockImplementation(() => {
      throw new Error('not here');
    });
    jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    expect(await handlerWith(undefined, () => 'result')({}, lambdaContext())).toBe('result');
    expect(Object.keys(told()[0] ?? {})).toEqual(expect.arrayContaining(['MemoryUsed', 'EventLoopLag']));
    expect(told()[0]).not.toHaveProperty('CpuTime');
  });
});

describe('memory', () => {
  const rss = (bytes: number) => jest.spyOn(process.memoryUsage, 'rss').mockReturnValue(bytes);

  test('is the resident set at the end, and its share of the memory of the function', async () => {
    rss(1);
    const work = () => rss(96 * 1_048_576);
    await withEnv({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256' }, () =>
      handlerWith(only('memory'), work)({}, lambdaContext()),
    );
    expect(told()).toEqual([
      { MemoryUsed: { value: 96, unit: 'Megabytes' }, MemoryUtilization: { value: 37.5, unit: 'Percent' } },
    ]);
  });

  test.each([
    [4 * 1_048_576, 25],
    [0, undefined],
    [undefined, undefined],
    [2 ** 64, undefined],
  ])('outside Lambda is compared with the limit of the container, %p', async (limit, share) => {
    rss(1_048_576);
    jest.spyOn(process, 'constrainedMemory').mockReturnValue(limit as number);
    await withEnv({}, () => handlerWith(only('memory'), () => 1)({}, lambdaContext()));
    expect(valuesOf('MemoryUtilization')).toEqual([share]);
  });
});

test('CPU time is that of user and system mode since the beginning, for each of two at the same time', async () => {
  let used = 0;
  const usage = () => ({ user: used, system: used / 2 });
  jest.spyOn(process, 'cpuUsage').mockImplementation((before) => {
    const { user, system } = usage();
    return { user: user - (before?.user ?? 0), system: system - (before?.system ?? 0) };
  });
  const ends: (() => void)[] = [];
  const handler = handlerWith(only('cpu'), () => new Promise<void>((resolve) => ends.push(resolve)));
  const first = handler({}, lambdaContext());
  used += 2_000;
  const second = handler({}, lambdaContext());
  used += 4_000;
  ends[0]?.();
  await first;
  used += 6_000;
  ends[1]?.();
  await second;
  expect(valuesOf('CpuTime')).toEqual([9, 15]);
});

describe('pauses for garbage collection', () => {
  type Entries = readonly { readonly duration: number }[];

  /** A stand-in for `node:perf_hooks`, where the test says when there was a pause and when Node tells of it. */
  function standIn() {
    const made: { tell(entries: Entries): void; pending: { readonly duration: number }[]; entryTypes?: unknown }[] = [];
    class PerformanceObserver {
      pending: { readonly duration: number }[] = [];
      entryTypes: unknown;
      constructor(private readonly callback: (list: { getEntries(): Entries }) => void) {
        made.push(this);
      }
      observe({ entryTypes }: { entryTypes: unknown }): void {
        this.entryTypes = entryTypes;
      }
      takeRecords(): Entries {
        return this.pending.splice(0);
      }
      tell(entries: Entries): void {
        this.callback({ getEntries: () => entries });
      }
    }
    const real = process.getBuiltinModule;
    jest
      .spyOn(process, 'getBuiltinModule')
      .mockImplementation(((id: string) => (id === 'node:perf_hooks' ? { PerformanceObserver } : real(id))) as never);
    return made;
  }

  const pauses = (...durations: readonly number[]): Entries => durations.map((duration) => ({ duration }));

  test('are added up, and those are asked for that Node has not told yet', async () => {
    const observers = standIn();
    const handler = handlerWith(only('gc'), () => {
      observers[0]?.tell(pauses(1.5, 2));
      if (observers[0]) observers[0].pending = [...pauses(4)];
    });
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    expect(valuesOf('GcPause')).toEqual([7.5, 7.5]);
    expect(valuesOf('GcCount')).toEqual([3, 3]);
    expect(observers.map(({ entryTypes }) => entryTypes)).toEqual([['gc']]);
  });

  test('that are told after the end count in the next invocation', async () => {
    const observers = standIn();
    const handler = handlerWith(only('gc'), () => 1);
    await handler({}, lambdaContext());
    observers[0]?.tell(pauses(3));
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    expect(valuesOf('GcPause')).toEqual([0, 3, 0]);
  });

  test('count for each of the invocations that run', async () => {
    const observers = standIn();
    const ends: (() => void)[] = [];
    const handler = handlerWith(only('gc'), () => new Promise<void>((resolve) => ends.push(resolve)));
    const first = handler({}, lambdaContext());
    observers[0]?.tell(pauses(1));
    const second = handler({}, lambdaContext());
    observers[0]?.tell(pauses(10));
    ends[0]?.();
    await first;
    observers[0]?.tell(pauses(100));
    ends[1]?.();
    await second;
    const third = handler({}, lambdaContext());
    ends[2]?.();
    await third;
    expect(valuesOf('GcPause')).toEqual([11, 110, 0]);
    expect(observers).toHaveLength(1);
  });

  test('are not observed before the first invocation', () => {
    const observers = standIn();
    handlerWith(only('gc'), () => 1);
    expect(observers).toHaveLength(0);
  });
});

describe('the lag of the event loop', () => {
  const lagOf = async (work: () => unknown) => {
    await handlerWith(only('eventLoop'), work)({}, lambdaContext());
    const [{ EventLoopLag, EventLoopLagP99 } = {} as Told] = told();
    return [EventLoopLag?.value, EventLoopLagP99?.value];
  };

  test('is zero where nothing blocks', async () => {
    expect(await lagOf(() => jest.advanceTimersByTime(500))).toEqual([0, 0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is seen in an invocation that blocks from its beginning to its end', async () => {
    expect(await lagOf(() => block(300))).toEqual([290, 290]);
  });

  test('is not there where the loop is blocked for less than a tick', async () => {
    expect(await lagOf(() => block(9))).toEqual([0, 0]);
  });

  // With 99 ticks on time the late one is the hundredth, with 98 it is the 99th of 99.
  test.each([
    [990, [100, 0]],
    [980, [100, 100]],
  ])('is told as maximum and 99th percentile after %d ms', async (quietMs, lags) => {
    const work = () => {
      jest.advanceTimersByTime(quietMs);
      block(110);
    };
    expect(await lagOf(work)).toEqual(lags);
  });

  test('belongs to each invocation alone', async () => {
    const handler = handlerWith(only('eventLoop'), (ms) => block(ms as number));
    await handler(60, lambdaContext());
    await handler(0, lambdaContext());
    expect(valuesOf('EventLoopLag')).toEqual([50, 0]);
  });

  test('is that of the first 15 minutes where something runs longer', async () => {
    expect(await lagOf(() => jest.advanceTimersByTime(16 * 60_000))).toEqual([0, 0]);
  });

  test('is not measured for ever in an invocation that never ends', () => {
    const plugin = systemMetrics(only('eventLoop'));
    void observe(() => new Promise(() => undefined), { plugins: [plugin] })();
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(15 * 60_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('options that are none are refused', () => {
  expect(() => systemMetrics({ memory: 1 as never })).toThrow("systemMetrics: memory must be true or false, got '1'");
  expect(() => systemMetrics({ handles: true } as never)).toThrow(
    "systemMetrics: an option must be one of memory, cpu, gc, eventLoop, got 'handles'",
  );
});

describe('in a process of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-system-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('real pauses and blocks are seen, and the process can end', () => {
    const outfile = join(folder, 'run.cjs');
    const contents = `
      import { systemMetrics } from './lib/middleware/metric/system';
      import { observe } from './lib/middleware/observe';
      const loaded = process.moduleLoadList.filter((name) => /NativeModule perf_hooks/.test(name)).length;
      const handler = observe(async () => {
        const until = performance.now() + 60;
        while (performance.now() < until);
        globalThis.gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }, { plugins: [systemMetrics()] });
      observe(() => new Promise(() => undefined), { plugins: [systemMetrics()] })();
      handler().then(() => console.log(JSON.stringify({ loaded })));
    `;
    const stdin = { contents, resolveDir: resolve(__dirname, '../../..'), loader: 'ts' as const };
    buildSync({ stdin, bundle: true, platform: 'node', format: 'cjs', outfile });
    const env = { SIGHTLINE_LOGS: 'off' };
    const run = spawnSync(process.execPath, ['--expose-gc', outfile], { env, encoding: 'utf8', timeout: 60_000 });
    expect({ stderr: run.stderr, status: run.status }).toEqual({ stderr: '', status: 0 });
    const [system] = run.stdout.split('\n').map((line) => JSON.parse(line || '{}'));
    expect(system.GcCount).toBeGreaterThanOrEqual(1);
    expect(system.GcPause).toBeGreaterThan(0);
    expect(system.EventLoopLag).toBeGreaterThan(30);
    expect(system.CpuTime).toBeGreaterThan(0);
    expect(system.MemoryUsed).toBeGreaterThan(10);
  });
});
