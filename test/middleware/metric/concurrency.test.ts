import { metrics, observe } from '../../../lib/middleware/index';
import { flushMetrics } from '../../../lib/middleware/metrics';
import { captureStdout, lambdaContext, withEnv } from '../harness';
import { readLines, userSeries } from './emf-reader';

const OPTIONS = { service: 'checkout', environment: 'prod' };

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const users = () => readLines(stdout.writes).filter(({ document }) => !('Requests' in document));

test('50 overlapping invocations do not mix their metrics, whatever they wait for', async () => {
  const handler = observe(async (n: number, _context: unknown) => {
    for (let step = 0; step <= n % 7; step++) {
      metrics.count('Steps', 1, { tenant: `t${n % 3}` });
      metrics.gauge('Last', step);
      await [turn, () => Promise.resolve(), () => new Promise<void>((resolve) => process.nextTick(resolve))][
        step % 3
      ]?.();
      metrics.histogram('Size', n);
    }
    if (n % 5 === 0) throw new Error('no');
  }, OPTIONS);
  const ends = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) => handler(n, lambdaContext({ awsRequestId: `request-${n}` }))),
  );
  expect(ends.map(({ status }) => status)).toEqual(ends.map((_, n) => (n % 5 === 0 ? 'rejected' : 'fulfilled')));

  for (const n of ends.keys()) {
    const own = users().filter(({ document }) => document.requestId === `request-${n}`);
    const values = Object.fromEntries(
      own.flatMap(({ observations }) => observations.map(({ metric, values }) => [metric.name, values])),
    );
    const steps = (n % 7) + 1;
    expect(values).toEqual({ Steps: [steps], Last: [steps - 1], Size: Array(steps).fill(n) });
    expect(own.find(({ document }) => 'Steps' in document)?.document.tenant).toBe(`t${n % 3}`);
  }
});

test('two handlers, one inside the other, each write their own', async () => {
  const inner = flushMetrics(async () => metrics.count('Inner'), { service: 'inner', environment: 'prod' });
  const outer = flushMetrics(async () => {
    metrics.count('Outer');
    await inner();
    metrics.count('Outer');
  }, OPTIONS);
  await outer();
  expect(users().map(({ document }) => [document.service, document.Inner ?? document.Outer])).toEqual([
    ['inner', 1],
    ['checkout', 2],
  ]);
});

test('work that goes on after the end of its invocation writes at once, by the ids of that invocation', async () => {
  let goOn: () => void = () => undefined;
  const handler = observe(async (_event: unknown, _context: unknown) => {
    metrics.count('Orders', 1, { tenant: 'acme' });
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    void gate.then(() => {
      metrics.count('Orders', 1, { tenant: 'acme' });
      metrics.count('Orders', 1, { tenant: 'acme' });
      metrics.flush();
    });
    return 'done';
  }, OPTIONS);
  await handler({}, lambdaContext({ awsRequestId: 'first' }));
  await handler({}, lambdaContext({ awsRequestId: 'second' }));
  const before = stdout.writes.length;
  goOn();
  await turn();
  expect(stdout.writes.slice(before)).toHaveLength(2);
  expect(users().map(({ document }) => [document.requestId, document.Orders])).toEqual([
    ['first', 1],
    ['second', 1],
    ['second', 1],
    ['second', 1],
  ]);
});

test('a flush writes what is there, and the invocation goes on', async () => {
  await observe(async () => {
    metrics.flush();
    metrics.count('Orders');
    metrics.gauge('Stock', 1);
    metrics.flush();
    expect(stdout.writes).toHaveLength(1);
    metrics.flush();
    expect(stdout.writes).toHaveLength(1);
    metrics.count('Orders');
    metrics.gauge('Stock', 2);
  }, OPTIONS)();
  expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [1, 1], 'Stock {}': [1, 2] });
});

/** The process's own identity is read once: each test needs a fresh one. */
async function outside(variables: Readonly<Record<string, string>>, work: (fresh: typeof metrics) => void) {
  await withEnv(variables, () =>
    jest.isolateModules(() => work(jest.requireActual('../../../lib/middleware/metrics').metrics)),
  );
}

test('code outside of any invocation writes at once, as the environment variables say who it is', async () => {
  await outside(
    { SIGHTLINE_SERVICE: 'orders', SIGHTLINE_ENVIRONMENT: 'test', SIGHTLINE_NAMESPACE: 'Shop' },
    (fresh) => {
      fresh.count('Starts');
      fresh.flush();
      fresh.histogram('Size', 3, { tenant: 'acme' });
    },
  );
  expect(stdout.writes).toHaveLength(2);
  expect(readLines(stdout.writes).flatMap(({ observations }) => observations)).toEqual([
    expect.objectContaining({
      metric: { namespace: 'Shop', name: 'Starts', dimensions: { service: 'orders', environment: 'test' } },
      values: [1],
    }),
    expect.objectContaining({
      metric: {
        namespace: 'Shop',
        name: 'Size',
        dimensions: { service: 'orders', environment: 'test', tenant: 'acme' },
      },
      values: [3],
    }),
  ]);
});

test('code outside of any invocation is silenced by the switch as well', async () => {
  await outside({ SIGHTLINE_METRICS: 'off' }, (fresh) => {
    fresh.count('Starts');
    fresh.gauge('Level', Number.NaN);
  });
  expect(stdout.writes).toEqual([]);
});
