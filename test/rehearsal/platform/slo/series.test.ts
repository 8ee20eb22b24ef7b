import fc from 'fast-check';
import { MemoryMetricStore } from '../../../../lib/adapters/memory/metric-store';
import type { MetricId } from '../../../../lib/core/signal/metric';
import type { IndicatorQuery } from '../../../../lib/core/slo/definition';
import { isPerPeriod } from '../../../../lib/rehearsal/platform/slo/per-period';
import { rehearsedSeries } from '../../../../lib/rehearsal/platform/slo/series';
import type { SloSeries, SloSeriesRequest } from '../../../../lib/workflow/ports';

const T = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NONE = Number.NaN;

function metric(name: string): MetricId {
  return { namespace: 'Shop', name, dimensions: { service: 'checkout' } };
}

const TOTAL: IndicatorQuery = { id: 'total', metric: metric('Requests'), statistic: 'Sum' };
const BAD: IndicatorQuery = { id: 'bad', metric: metric('Faults'), statistic: 'Sum' };

function open(nowMs = T + DAY_MS) {
  const metrics = new MemoryMetricStore();
  const world = { metrics, clock: { now: () => nowMs } };
  const port = rehearsedSeries(world as Parameters<typeof rehearsedSeries>[0]);
  const ask = (change: Partial<SloSeriesRequest> = {}): SloSeriesRequest => ({
    slo: 'checkout/prod/Availability',
    queries: [TOTAL, BAD],
    wanted: ['total'],
    periodSeconds: 300,
    span: { startMs: T, endMs: T + 15 * MINUTE_MS },
    ...change,
  });
  return {
    metrics,
    put: (name: string, value: number, minute: number) => metrics.put(metric(name), value, T + minute * MINUTE_MS),
    setNow: (ms: number) => {
      nowMs = ms;
    },
    readAll: (...changes: readonly Partial<SloSeriesRequest>[]) => port.read(changes.map(ask)),
    /** Numbers by query id. @throws what was answered in place of series */
    read: async (change: Partial<SloSeriesRequest> = {}): Promise<Record<string, number[]>> => {
      const [answer] = await port.read([ask(change)]);
      if (answer instanceof Error) throw answer;
      return Object.fromEntries(Object.entries(answer as SloSeries).map(([id, values]) => [id, [...values]]));
    },
  };
}

test('one value a period, NaN where there is no datapoint', async () => {
  const { put, read } = open();
  put('Requests', 3, 0);
  put('Requests', 4, 4);
  put('Requests', 5, 10);
  expect(await read()).toEqual({ total: [7, NONE, 5] });
});

test('what was not asked for is not answered', async () => {
  const { put, read } = open();
  put('Faults', 1, 0);
  expect(await read({ wanted: ['bad'] })).toEqual({ bad: [1, NONE, NONE] });
});

test('expressions are evaluated at the period asked for', async () => {
  const { put, read } = open();
  put('Requests', 10, 0);
  put('Requests', 10, 3);
  put('Faults', 5, 3);
  put('Requests', 10, 10);
  const queries = [TOTAL, BAD, { id: 'ratio', expression: 'FILL(bad, 0) / total' }];
  expect(await read({ queries, wanted: ['ratio', 'total'] })).toEqual({
    ratio: [0.25, NONE, 0],
    total: [20, NONE, 10],
  });
});

test('data of a period that was read already count when they come late', async () => {
  const { put, read } = open();
  const queries = [TOTAL, { id: 'double', expression: 'total * 2' }];
  const request = { queries, wanted: ['total', 'double'] };
  put('Requests', 1, 0);
  put('Requests', 1, 12);
  expect(await read(request)).toEqual({ total: [1, NONE, 1], double: [2, NONE, 2] });
  put('Requests', 2, 1);
  put('Requests', 3, 7);
  expect(await read(request)).toEqual({ total: [3, 3, 1], double: [6, 6, 2] });
});

test('what has not happened yet is not seen, and the rest of a period is when it has', async () => {
  const { put, read, setNow } = open(T + 7 * MINUTE_MS);
  for (const minute of [0, 6, 8, 11]) put('Requests', 1, minute);
  expect(await read()).toEqual({ total: [1, 1, NONE] });
  setNow(T + 20 * MINUTE_MS);
  expect(await read()).toEqual({ total: [1, 2, 1] });
});

test('minutes are kept for 15 days, five minutes for 63', async () => {
  const { put, read, setNow } = open();
  put('Requests', 1, 0);
  put('Requests', 1, 1);
  setNow(T + 15 * DAY_MS + MINUTE_MS);
  const minutes = { periodSeconds: 60, span: { startMs: T, endMs: T + 2 * MINUTE_MS } };
  expect(await read(minutes)).toEqual({ total: [NONE, 1] });
  expect(await read()).toEqual({ total: [2, NONE, NONE] });
  setNow(T + 63 * DAY_MS + 1);
  expect(await read()).toEqual({ total: [NONE, NONE, NONE] });
});

test('a request that fails is an error in its place', async () => {
  const { put, readAll } = open();
  put('Requests', 1, 0);
  const [first, ...errors] = await readAll(
    {},
    { wanted: ['lost'] },
    { queries: [{ ...TOTAL, statistic: 'Mode' } as IndicatorQuery] },
    { queries: [{ id: 'total', expression: 'nothing + 1' }] },
    { queries: [TOTAL, BAD, { id: 'list', expression: '[total, bad]' }], wanted: ['list'] },
    { span: { startMs: T + 1, endMs: T + 300_001 } },
  );
  expect(first).toEqual({ total: Float64Array.of(1, NONE, NONE) });
  expect(errors.map((error) => (error as Error).message)).toEqual([
    "checkout/prod/Availability: 'lost' is none of its queries (total, bad)",
    "'Mode' of query 'total' is no statistic",
    expect.stringContaining("'nothing'"),
    "'list' must be one time series, not a list of them",
    'checkout/prod/Availability: the span to read must be whole periods of 300 s',
  ]);
});

test.each([
  ['total', true],
  ['FILL(bad, 0) / total', true],
  ['FILL(bad, total) / total', true],
  ['IF(total > 10, bad, 0) + SUM([bad, total]) - MAX(METRICS())', true],
  ['FILL(bad, REPEAT)', false],
  ['FILL(bad, LINEAR) + 1', false],
  ['bad / SUM(total)', false],
  ['RUNNING_SUM(bad)', false],
  ['IF(total > 1, RATE(bad), 0)', false],
])('%s: each period by itself is %s', (expression, expected) => {
  expect(isPerPeriod(expression)).toBe(expected);
});

test('whatever was read before, the answer is that of a first reader', async () => {
  const minute = fc.integer({ min: 0, max: 59 });
  const step = fc.oneof(
    fc.record({ put: minute, to: fc.constantFrom('Requests', 'Faults') }),
    fc.record({ from: fc.integer({ min: 0, max: 11 }), length: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ pass: fc.integer({ min: 1, max: 17 }) }),
  );
  const expression = fc.constantFrom(
    'total - FILL(bad, 0)',
    'RUNNING_SUM(total)',
    'FILL(bad, REPEAT)',
    'bad / SUM(total)',
    'IF(total > 1, bad)',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), expression, async (steps, text) => {
      const seasoned = open(T);
      let nowMs = T;
      for (const one of steps) {
        if ('put' in one) seasoned.put(one.to, 1, one.put);
        else if ('pass' in one) {
          nowMs += one.pass * MINUTE_MS;
          seasoned.setNow(nowMs);
        } else {
          const span = { startMs: T + one.from * 300_000, endMs: T + (one.from + one.length) * 300_000 };
          const request = { queries: [TOTAL, BAD, { id: 'e', expression: text }], wanted: ['e', 'total'], span };
          const first = rehearsedSeries({ metrics: seasoned.metrics, clock: { now: () => nowMs } } as never);
          const [expected] = await first.read([{ slo: 's', periodSeconds: 300, ...request }]);
          expect(await seasoned.readAll(request)).toEqual([expected]);
        }
      }
    }),
  );
});
