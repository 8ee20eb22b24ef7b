import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BUSINESS_METRIC,
  CACHE_METRIC,
  DATABASE_METRIC,
  DIMENSION,
  HTTP_METRIC,
  PROFILER_METRIC,
  QUEUE_METRIC,
  type SetMetric,
  SYSTEM_METRIC,
} from '../../../lib/core/conventions';
import { type EmfObservation, readEmf } from '../../../lib/core/signal/emf';
import { businessMetrics } from '../../../lib/middleware/metric/sets/business';
import { cacheMetrics } from '../../../lib/middleware/metric/sets/cache';
import { databaseMetrics } from '../../../lib/middleware/metric/sets/database';
import { httpMetrics } from '../../../lib/middleware/metric/sets/http';
import { queueMetrics } from '../../../lib/middleware/metric/sets/queue';
import { observe } from '../../../lib/middleware/observe';
import { captureStdout } from '../harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

/** What one invocation records besides the handler's metrics: `name{label=value} unit` to its values. */
async function recorded(work: () => void): Promise<Record<string, readonly number[]>> {
  await observe(async (_event: unknown) => work(), { service: 'checkout', environment: 'prod' })({});
  const points: Record<string, readonly number[]> = {};
  for (const document of stdout.metrics().slice(0, -1)) {
    for (const { metric, unit, values } of observationsIn(document)) {
      const { service, environment, ...labels } = metric.dimensions;
      expect([service, environment]).toEqual(['checkout', 'prod']);
      const place = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
      const prefix = metric.namespace === 'Sightline' ? '' : `${metric.namespace}/`;
      points[`${prefix}${metric.name}{${place}} ${unit}`] = values;
    }
  }
  return points;
}

function observationsIn(document: unknown): readonly EmfObservation[] {
  const reading = readEmf(document);
  if (reading.kind !== 'metrics') throw new Error(`no metrics: ${JSON.stringify(reading)}`);
  return reading.observations;
}

describe('httpMetrics', () => {
  test('tells of an outgoing request on the dependency', async () => {
    const payments = httpMetrics('payments');
    const exchange = { statusCode: 200, latencyMs: 12.5, requestBytes: 300, responseBytes: 4_096 };
    expect(await recorded(() => payments.outgoing(exchange))).toEqual({
      'HttpRequests{dependency=payments} Count': [1],
      'HttpFaults{dependency=payments} Count': [0],
      'HttpClientErrors{dependency=payments} Count': [0],
      'HttpLatency{dependency=payments} Milliseconds': [12.5],
      'HttpRequestSize{dependency=payments} Bytes': [300],
      'HttpResponseSize{dependency=payments} Bytes': [4_096],
    });
  });

  test('tells of an incoming request on the operation, and leaves out what is not known', async () => {
    expect(await recorded(() => httpMetrics('GET /orders/{id}').incoming({ statusCode: 404 }))).toEqual({
      'HttpRequests{operation=GET /orders/{id}} Count': [1],
      'HttpFaults{operation=GET /orders/{id}} Count': [0],
      'HttpClientErrors{operation=GET /orders/{id}} Count': [1],
    });
  });

  const cases: readonly [string, { statusCode?: number; fault?: boolean }, [number, number], [number, number]][] = [
    ['no status', {}, [0, 0], [0, 0]],
    ['a fault without an answer', { fault: true }, [1, 0], [1, 0]],
    ['399', { statusCode: 399 }, [0, 0], [0, 0]],
    ['400', { statusCode: 400 }, [0, 1], [0, 1]],
    ['408', { statusCode: 408 }, [1, 0], [0, 1]],
    ['429', { statusCode: 429 }, [1, 0], [0, 1]],
    ['499', { statusCode: 499 }, [0, 1], [0, 1]],
    ['500', { statusCode: 500 }, [1, 0], [1, 0]],
    ['404 called a fault', { statusCode: 404, fault: true }, [1, 0], [1, 0]],
    ['500 called none', { statusCode: 500, fault: false }, [0, 0], [0, 0]],
  ];
  test.each(cases)('judges %s', async (_title, exchange, outgoing, incoming) => {
    const http = httpMetrics('x');
    const points = await recorded(() => {
      http.outgoing(exchange);
      http.incoming(exchange);
    });
    const judged = (label: string) =>
      ['HttpFaults', 'HttpClientErrors'].map((name) => points[`${name}{${label}=x} Count`]?.[0]);
    expect([judged('dependency'), judged('operation')]).toEqual([outgoing, incoming]);
  });
});

describe('databaseMetrics', () => {
  test('tells of each query; the Average of faults and slow queries is their ratio', async () => {
    const orders = databaseMetrics('orders-db', { slowQueryMs: 200 });
    const points = await recorded(() => {
      orders.query({ latencyMs: 199.9, rows: 3 });
      orders.query({ latencyMs: 200, rows: 0 });
      orders.query({ fault: true });
    });
    expect(points).toEqual({
      'DatabaseQueries{dependency=orders-db} Count': [3],
      'DatabaseFaults{dependency=orders-db} Count': [0, 0, 1],
      'DatabaseLatency{dependency=orders-db} Milliseconds': [199.9, 200],
      'DatabaseSlowQueries{dependency=orders-db} Count': [0, 1],
      'DatabaseRows{dependency=orders-db} Count': [3, 0],
    });
  });

  test('calls a query slow from a second on, unless told otherwise', async () => {
    const db = databaseMetrics('db');
    const points = await recorded(() => [999, 1_000].map((latencyMs) => db.query({ latencyMs })));
    expect(points['DatabaseSlowQueries{dependency=db} Count']).toEqual([0, 1]);
  });

  test('keeps the last snapshot of a pool', async () => {
    const db = databaseMetrics('db');
    const points = await recorded(() => {
      db.pool({ inUse: 9, idle: 1, waiting: 4 });
      db.pool({ inUse: 2, idle: 8 });
    });
    expect(points).toEqual({
      'DatabaseConnectionsInUse{dependency=db} Count': [2],
      'DatabaseConnectionsIdle{dependency=db} Count': [8],
      'DatabaseConnectionsWaiting{dependency=db} Count': [4],
    });
  });

  test('refuses options that are none', () => {
    const make = (options: object) => () => databaseMetrics('db', options);
    expect(make({ slowQueryMs: -1 })).toThrow(
      "databaseMetrics: slowQueryMs must be a number of milliseconds, 0 or more, got '-1'",
    );
    expect(make({ slowQueryMs: Number.NaN })).toThrow("got 'NaN'");
    expect(make({ slowMs: 1 })).toThrow("databaseMetrics: an option must be one of slowQueryMs, got 'slowMs'");
  });
});

test('cacheMetrics tells hits as ones and misses as zeros, so that their Average is the hit ratio', async () => {
  const sessions = cacheMetrics('sessions');
  const points = await recorded(() => {
    for (const latencyMs of [1, 2, 3]) sessions.hit(latencyMs);
    sessions.miss();
    sessions.evicted();
    sessions.evicted(4);
    sessions.contents({ entries: 100, bytes: 2_048 });
  });
  expect(points).toEqual({
    'CacheHits{dependency=sessions} Count': [1, 1, 1, 0],
    'CacheLatency{dependency=sessions} Milliseconds': [1, 2, 3],
    'CacheEvictions{dependency=sessions} Count': [5],
    'CacheEntries{dependency=sessions} Count': [100],
    'CacheSize{dependency=sessions} Bytes': [2_048],
  });
});

test('queueMetrics counts messages and keeps the last backlog', async () => {
  const jobs = queueMetrics('jobs');
  const points = await recorded(() => {
    jobs.sent();
    jobs.sent(9);
    jobs.received(3);
    jobs.failed();
    for (const durationMs of [40, 60]) jobs.processed(durationMs);
    jobs.backlog({ depth: 12, oldestAgeMs: 90_000 });
    jobs.backlog({ depth: 11 });
  });
  expect(points).toEqual({
    'QueueMessagesSent{dependency=jobs} Count': [10],
    'QueueMessagesReceived{dependency=jobs} Count': [3],
    'QueueMessagesFailed{dependency=jobs} Count': [1],
    'QueueProcessingTime{dependency=jobs} Milliseconds': [40, 60],
    'QueueDepth{dependency=jobs} Count': [11],
    'QueueOldestMessageAge{dependency=jobs} Milliseconds': [90_000],
  });
});

describe('businessMetrics', () => {
  test('counts events, revenue by currency, steps of a funnel and promises kept', async () => {
    const business = businessMetrics();
    const points = await recorded(() => {
      business.count('OrdersPlaced');
      business.count('OrdersPlaced', { value: 2 });
      business.count('Shipped', { value: 1.5, unit: 'Kilobytes', labels: { tenant: 'acme' } });
      business.revenue(10.25, 'EUR');
      business.revenue(5, 'EUR');
      business.revenue(7, 'USD', { plan: 'pro' });
      business.step('signup', 'confirmed');
      for (const met of [true, true, false]) business.sla('delivery', met);
    });
    expect(points).toEqual({
      'OrdersPlaced{} Count': [3],
      'Shipped{tenant=acme} Kilobytes': [1.5],
      'Revenue{currency=EUR} None': [15.25],
      'Revenue{currency=USD,plan=pro} None': [7],
      'FunnelSteps{funnel=signup,step=confirmed} Count': [1],
      'SlaHits{sla=delivery} Count': [1, 1, 0],
    });
  });

  test('publishes in a namespace of its own where one is given', async () => {
    const business = businessMetrics('Shop');
    const points = await recorded(() => {
      business.count('OrdersPlaced');
      business.revenue(1, 'EUR');
      business.step('signup', 'done');
      business.sla('delivery', true);
    });
    expect(Object.keys(points).map((key) => key.split('/')[0])).toEqual(['Shop', 'Shop', 'Shop', 'Shop']);
  });
});

describe('bad input', () => {
  const broken = {
    get statusCode(): number {
      throw new Error('mine');
    },
  };

  test('never throws, whatever is handed over', async () => {
    const http = httpMetrics(Symbol('x') as never);
    const business = businessMetrics();
    const hostile = [undefined, null, 7, broken, { latencyMs: 10n, rows: '3', inUse: {}, depth: NaN, entries: [] }];
    const doors = [
      http.outgoing,
      http.incoming,
      databaseMetrics('__proto__').query,
      databaseMetrics('').pool,
      cacheMetrics(undefined as never).contents,
      cacheMetrics('c').hit,
      queueMetrics('q').backlog,
      queueMetrics('q').sent,
      queueMetrics('q').processed,
      business.count,
      business.revenue,
      business.step,
      business.sla,
    ] as unknown as ((...given: unknown[]) => void)[];
    await recorded(() => {
      for (const door of doors) for (const given of hostile) door(given, given, given);
    });
    for (const document of stdout.metrics()) {
      for (const { values } of observationsIn(document)) expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  test('is refused with one warning, and the rest of the set is recorded', async () => {
    const db = databaseMetrics('db');
    const points = await recorded(() => {
      for (let n = 0; n < 3; n += 1) db.query({ latencyMs: Number.NaN, rows: 1 });
    });
    expect(points).not.toHaveProperty(['DatabaseLatency{dependency=db} Milliseconds']);
    expect(points['DatabaseRows{dependency=db} Count']).toEqual([1, 1, 1]);
    expect(stdout.logs().filter(({ level }) => level === 'WARN')).toEqual([
      expect.objectContaining({ message: expect.stringContaining("metric 'DatabaseLatency' is left out") }),
    ]);
  });

  test('a refund is no negative revenue', async () => {
    expect(await recorded(() => businessMetrics().revenue(-5, 'EUR'))).toEqual({});
  });
});

describe('the reference', () => {
  const reference = readFileSync(join(__dirname, '../../../docs/reference/metric-sets.md'), 'utf8');
  const sets: Record<string, Readonly<Record<string, SetMetric>>> = {
    System: SYSTEM_METRIC,
    HTTP: HTTP_METRIC,
    Database: DATABASE_METRIC,
    Cache: CACHE_METRIC,
    Queue: QUEUE_METRIC,
    Business: BUSINESS_METRIC,
    Profiler: PROFILER_METRIC,
  };

  test.each(Object.entries(sets))('lists exactly the metrics of the set %s, with their units', (heading, set) => {
    const [, section = ''] = reference.split(`\n## ${heading}\n`);
    const table = section.split('\n## ')[0] ?? '';
    const rows = [...table.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name, unit]) => ({ name, unit }));
    expect(rows).toEqual(Object.values(set));
  });

  test('no two sets share a name, so that a name has one unit', () => {
    const names = Object.values(sets).flatMap((set) => Object.values(set).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[A-Z][A-Za-z0-9]+$/.test(name))).toBe(true);
  });

  test('names every label that the sets use', () => {
    const labels = ['dependency', 'operation', 'currency', 'funnel', 'step', 'sla'] as const;
    for (const label of labels) expect(reference).toContain(`\`${DIMENSION[label]}\``);
  });
});
