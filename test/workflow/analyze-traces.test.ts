import { MemoryTraceStore } from '../../lib/adapters/memory/trace-store';
import type { TraceState } from '../../lib/core/trace/state';
import { type AnalyzeTracesPorts, analyzeTraces } from '../../lib/workflow/analyze-traces';
import { spread } from '../../lib/workflow/analyze-traces/sample';
import { order } from '../core/trace/documents';

const HOUR = 3_600_000;
const RUN = 300_000;
const T0 = Date.UTC(2026, 10, 21, 12);

interface Recorded {
  readonly atMs: number;
  readonly documents: readonly string[];
  readonly fault?: boolean;
}

/** An account with traces; time stands until a test moves it. */
function world(change: Partial<AnalyzeTracesPorts> = {}) {
  const said: string[] = [];
  const events: Record<string, unknown>[] = [];
  const traces: Recorded[] = [];
  const asked: string[] = [];
  let nowMs = T0;
  const idOf = (index: number) => `1-${String(index).padStart(5, '0')}`;
  const store = new MemoryTraceStore();
  const log = (level: string) => (message: string) => void said.push(`${level} ${message}`);
  const ports: AnalyzeTracesPorts = {
    reader: {
      find: async ({ startMs, endMs }, filter) => {
        asked.push(`${(startMs - T0) / 60_000}-${(endMs - T0) / 60_000}${filter ? ` ${filter}` : ''}`);
        const within = traces.flatMap(({ atMs, fault = false }, index) =>
          atMs >= startMs && atMs < endMs ? [{ id: idOf(index), fault }] : [],
        );
        return { heads: within, complete: true };
      },
      read: async (ids) =>
        traces.flatMap(({ documents }, index) => (ids.includes(idOf(index)) ? [{ id: idOf(index), documents }] : [])),
      countRequests: async () =>
        new Map([
          ['Orders', 50],
          ['Pay', 40],
        ]),
    },
    store,
    bus: { publish: async (_type, detail) => void events.push(detail as Record<string, unknown>) },
    metrics: {
      analyzed: (count, unhealthy) => void said.push(`analyzed ${count}, unhealthy ${unhealthy}`),
      coverage: (percent) => void said.push(`coverage ${percent}`),
    },
    clock: { now: () => nowMs, sleep: async () => undefined },
    log: { info: () => undefined, warn: log('warn'), error: log('error') },
    ...change,
  };
  const run = analyzeTraces(ports);
  const at = (ms: number) => {
    nowMs = ms;
    return run({ source: 'aws.events' });
  };
  const record = (atMs: number, count: number, story: Parameters<typeof order>[0] = {}) => {
    for (let index = 0; index < count; index += 1)
      traces.push({ atMs: atMs + index, documents: order(story), fault: story.bankFails });
  };
  const passTo = (ms: number) => {
    nowMs = ms;
  };
  return { ports, store, said, events, asked, at, passTo, record, run };
}

test('reads the last five minutes that have settled, once', async () => {
  const { at, record, store, asked, said } = world();
  record(T0 + 10, 12);
  record(T0 + RUN, 1);
  expect(await at(T0 + RUN + 60_000)).toEqual({ atMs: T0 + RUN, isNew: true, traces: 12, raised: [], cleared: [] });
  expect(await store.readLatest()).toMatchObject({ startMs: T0, atMs: T0 + RUN, found: 12, read: 12 });
  expect(await at(T0 + RUN + 61_000)).toMatchObject({ isNew: false });
  expect(await at(T0 + 2 * RUN + 59_000)).toMatchObject({ isNew: false });
  expect(asked).toEqual(['0-5']);
  expect(said).toEqual(['analyzed 12, unhealthy 0']);
});

test('a minute without traces is a map without nodes, and counts as a run', async () => {
  const { at, store, said } = world();
  await at(T0 + RUN + 60_000);
  expect(await store.readLatest()).toMatchObject({ found: 0, graph: { nodes: [], edges: [] } });
  expect(said).toEqual(['analyzed 0, unhealthy 0']);
});

test('reads a bounded sample, and faults beside it that are counted as faults alone', async () => {
  const { at, record, store } = world({ maxTraces: 20 });
  record(T0, 990);
  record(T0 + 2_000, 10, { bankFails: true });
  await at(T0 + RUN + 60_000);
  const report = await store.readLatest();
  expect(report).toMatchObject({ found: 1_000, read: 30 });
  expect(report?.graph.edges.every(({ calls, faults }) => calls === 20 && faults === 0)).toBe(true);
  expect(report?.faults).toMatchObject([{ place: 'remote:bank', count: 10 }]);
});

test('a sample is spread evenly', () => {
  const heads = Array.from({ length: 10 }, (_, index) => ({ id: String(index), fault: false }));
  expect(spread(heads, 4).map(({ id }) => id)).toEqual(['0', '2', '5', '7']);
  expect(spread(heads, 10)).toEqual(heads);
});

describe('signals', () => {
  test('are raised in the second run of an ill dependency, and told once', async () => {
    const { at, record, events } = world({ role: 'ticket' });
    for (const run of [0, 1, 2, 3]) record(T0 + run * RUN, 10, { bankFails: run < 2 });
    const results = [];
    for (const run of [1, 2, 3, 4]) results.push(await at(T0 + run * RUN + 60_000));
    const member = 'trace/payments/prod/dependency/remote:bank';
    expect(results.map((one) => [one?.raised.includes(member), one?.cleared.includes(member)])).toEqual([
      [false, false],
      [true, false],
      [false, false],
      [false, true],
    ]);
    expect(events.filter((event) => event.member === member)).toMatchObject([
      {
        judge: 'analyze-traces',
        state: 'ALARM',
        role: 'ticket',
        service: 'payments',
        environment: 'prod',
        timestampMs: T0 + 2 * RUN,
      },
      { state: 'OK', timestampMs: T0 + 4 * RUN },
    ]);
  });

  test('that the bus did not take are told by the next run, with their own time', async () => {
    let isDown = true;
    const told: unknown[] = [];
    const bus = {
      publish: async (_: string, detail: object) => {
        if (isDown) throw new Error('no bus');
        told.push((detail as { timestampMs: number }).timestampMs);
      },
    };
    const { at, record, store } = world({ bus });
    for (const run of [0, 1, 2]) record(T0 + run * RUN, 10, { bankFails: true });
    await at(T0 + RUN + 60_000);
    await expect(at(T0 + 2 * RUN + 60_000)).rejects.toThrow('no bus');
    isDown = false;
    await at(T0 + 3 * RUN + 60_000);
    expect(told).toEqual([T0 + 2 * RUN, T0 + 2 * RUN]);
    expect((await store.readState())?.pending).toBeUndefined();
  });

  test('are left to the run that was faster', async () => {
    const store = new MemoryTraceStore();
    const slow = { ...bound(store), writeState: async () => 'conflict' as const };
    const { at, record, events, said } = world({ store: slow });
    record(T0, 10);
    expect(await at(T0 + RUN + 60_000)).toMatchObject({ isNew: false });
    expect([events, said]).toEqual([[], []]);
  });
});

function bound(store: MemoryTraceStore) {
  return {
    readState: () => store.readState(),
    writeState: (state: TraceState) => store.writeState(state),
    writeReport: (...given: Parameters<MemoryTraceStore['writeReport']>) => store.writeReport(...given),
    readLatest: () => store.readLatest(),
  };
}

describe('deploys', () => {
  const event = (release: string, atMs: number, outcome = 'succeeded') => ({
    source: 'sightline',
    'detail-type': 'Sightline Deploy',
    detail: { schemaVersion: 1, service: 'payments', environment: 'prod', release, time: atMs, outcome },
  });

  test('that made an operation slower are told, with what was before and after', async () => {
    const { at, passTo, record, run, events, asked } = world();
    const deployedMs = T0 + HOUR;
    passTo(deployedMs);
    record(T0, 60, { bankMs: 30 });
    record(deployedMs + 3 * 60_000, 60, { bankMs: 90 });
    await run(event('r1', deployedMs));
    await run(event('r1', deployedMs));
    await at(deployedMs + 2 * RUN + 60_000);
    const filter = 'annotation.service = "payments" AND annotation.environment = "prod"';
    expect(asked).toEqual(['65-70', `0-60 ${filter}`, `62-70 ${filter}`]);
    expect(events).toMatchObject([
      { member: 'trace/payments/prod/deploy/r1/POST /charges', state: 'ALARM', role: 'signal' },
    ]);
    await at(deployedMs + 3 * RUN + 60_000);
    expect(events).toHaveLength(1);
  });

  test('that changed nothing, or of which too little is known, raise nothing', async () => {
    const { at, passTo, record, run, events, store } = world();
    record(T0, 60);
    record(T0 + HOUR + 3 * 60_000, 60);
    passTo(T0 + HOUR);
    await run(event('r1', T0 + HOUR));
    await at(T0 + HOUR + 2 * RUN + 60_000);
    expect((await store.readLatest())?.deploys.map(({ comparison }) => comparison.verdict)).toEqual(['no change']);
    expect(events).toEqual([]);
  });

  test('of a clock that is ahead are of now: they would outlast all others', async () => {
    const { run, store } = world();
    await run(event('r1', Date.UTC(3000, 0)));
    expect((await store.readState())?.deploys).toMatchObject([{ release: 'r1', atMs: T0 }]);
  });

  test('are refused where they are none', async () => {
    await expect(world().run({ 'detail-type': 'Sightline Deploy', detail: { service: 7 } })).rejects.toThrow('service');
  });

  test('meet a run at the state, and are tried again', async () => {
    const memory = new MemoryTraceStore();
    let conflicts = 2;
    const store = {
      ...bound(memory),
      writeState: async (state: TraceState) => (conflicts-- > 0 ? ('conflict' as const) : memory.writeState(state)),
    };
    await world({ store }).run(event('r1', T0));
    expect((await memory.readState())?.deploys.map(({ release }) => release)).toEqual(['r1']);
    conflicts = 9;
    await expect(world({ store }).run(event('r2', T0))).rejects.toThrow('not noted in 5 tries');
  });

  test('whose traces cannot be read cost only themselves', async () => {
    const { ports, run, said } = world();
    await run(event('r1', T0));
    const find = async (_: object, filter?: string) => {
      if (filter) throw new Error('throttled');
      return { heads: [], complete: true };
    };
    const again = analyzeTraces({
      ...ports,
      reader: { ...ports.reader, find },
      clock: { ...ports.clock, now: () => T0 + 2 * RUN + 60_000 },
    });
    expect(await again({})).toMatchObject({ isNew: true });
    expect(said).toContain('warn a deploy is not compared');
  });
});

describe('once an hour', () => {
  const traffic = { requests: async () => [100, 400, undefined] };
  const logs = { withLines: async (ids: readonly string[]) => new Set(ids.slice(0, 3)) };

  test('it is measured how much is traced, and how many traces have logs', async () => {
    const { at, record, store, said } = world({ traffic, logs });
    for (const run of [0, 1]) record(T0 + run * RUN, 10);
    await at(T0 + RUN + 60_000);
    const first = await store.readLatest();
    expect(first?.coverage).toMatchObject({ percent: 18, endMs: T0 + RUN });
    expect(first?.coverage?.services.map(({ service, percent, traced }) => [service, percent, traced])).toEqual([
      ['payments', 10, 40],
      ['checkout', 50, 50],
    ]);
    expect(first?.logs).toEqual({ checked: 10, withLogs: 3, percent: 30 });
    await at(T0 + 2 * RUN + 60_000);
    expect((await store.readLatest())?.coverage).toEqual(first?.coverage);
    expect(said.filter((line) => line.startsWith('coverage'))).toEqual(['coverage 18']);
  });

  test('what cannot be measured is missing, and the rest is there', async () => {
    const broken = async () => Promise.reject(new Error('denied'));
    const { at, record, store, said } = world({ traffic: { requests: broken }, logs: { withLines: broken } });
    record(T0, 10);
    await at(T0 + RUN + 60_000);
    const report = await store.readLatest();
    expect([report?.coverage, report?.logs, report?.read]).toEqual([undefined, undefined, 10]);
    expect(said).toEqual(expect.arrayContaining(['warn coverage: not measured', 'warn logs of traces: not measured']));
  });
});

describe('a hub', () => {
  test('is told which services call which, when that changes', async () => {
    const saved: string[] = [];
    const { at, record } = world({ topology: { save: async (text) => void saved.push(text) } });
    for (const run of [0, 1]) record(T0 + run * RUN, 10);
    for (const run of [1, 2, 3]) await at(T0 + run * RUN + 60_000);
    expect(saved).toEqual(['{"v":1,"s":[["checkout","prod",["payments"]]]}']);
  });

  test('that did not take it is told by the next run', async () => {
    let tries = 0;
    const { at, record } = world({
      topology: {
        save: async () => {
          tries += 1;
          throw new Error('denied');
        },
      },
    });
    for (const run of [0, 1]) record(T0 + run * RUN, 10);
    for (const run of [1, 2]) await at(T0 + run * RUN + 60_000);
    expect(tries).toBe(2);
  });
});
