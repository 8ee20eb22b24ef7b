import { flushMetrics, type IdentityOptions, metrics } from '../../lib/middleware/metrics';
import type { LambdaContext } from '../../lib/middleware/wrap';
import { captureStdout, lambdaContext, withEnv } from './harness';
import { readLines, userSeries } from './metric/emf-reader';

const OPTIONS = { service: 'checkout', environment: 'prod', namespace: 'Shop' };

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

test('writes what is recorded, once, when the invocation ends', async () => {
  jest.useFakeTimers({ now: 1_772_359_200_000 });
  const handler = flushMetrics(async (_event: unknown) => {
    metrics.count('Orders', 2, { tenant: 'acme' });
    metrics.count('Orders', 3, { tenant: 'acme' });
    metrics.gauge('Stock', 7);
    metrics.gauge('Stock', 6);
    expect(stdout.writes).toEqual([]);
    return 'done';
  }, OPTIONS);
  await expect(handler({})).resolves.toBe('done');
  expect(stdout.writes).toHaveLength(1);
  const document = (labels: readonly string[], metric: object) => ({
    _aws: {
      Timestamp: 1_772_359_200_000,
      CloudWatchMetrics: [
        { Namespace: 'Shop', Dimensions: [['service', 'environment', ...labels]], Metrics: [metric] },
      ],
    },
    service: 'checkout',
    environment: 'prod',
  });
  expect(readLines(stdout.writes).map((line) => line.document)).toEqual([
    { ...document(['tenant'], { Name: 'Orders', Unit: 'Count' }), tenant: 'acme', Orders: 5 },
    { ...document([], { Name: 'Stock', Unit: 'None' }), Stock: 6 },
  ]);
});

test('writes nothing for an invocation that records nothing', async () => {
  await flushMetrics(async () => 1)();
  expect(stdout.writes).toEqual([]);
});

test.each([
  ['returned at once', () => 7, { value: 7 }],
  ['promised', async () => 7, { value: 7 }],
  [
    'thrown',
    () => {
      throw new Error('no');
    },
    { thrown: 'no' },
  ],
  ['rejected', () => Promise.reject(new Error('no')), { thrown: 'no' }],
])('metrics are written, and the result stays what it is: %s', async (_title, work, expected) => {
  const handler = flushMetrics(() => {
    metrics.count('Orders');
    return work();
  }, OPTIONS);
  let end: unknown;
  try {
    end = { value: await handler() };
  } catch (error) {
    end = { thrown: (error as Error).message };
  }
  expect(end).toEqual(expected);
  expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [1] });
});

test('is written before the deadline where the handler never returns; later points are written at once', async () => {
  jest.useFakeTimers();
  let later: () => void = () => undefined;
  const handler = flushMetrics(async (_event: unknown, _context: LambdaContext) => {
    metrics.count('Orders');
    await new Promise<void>((resolve) => {
      later = resolve;
    });
    metrics.count('Late');
    return 'late';
  }, OPTIONS);
  const result = handler({}, lambdaContext({ getRemainingTimeInMillis: () => 500 }));
  await jest.advanceTimersByTimeAsync(449);
  expect(stdout.writes).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [1] });
  later();
  await expect(result).resolves.toBe('late');
  expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [1], 'Late {}': [1] });
});

test('tells in one warning what is left out, and is silenced by the switches', async () => {
  const work = async () => {
    for (let n = 0; n < 3; n++) metrics.gauge('Stock', Number.NaN);
    metrics.count('Orders');
  };
  await withEnv({}, () => flushMetrics(work, OPTIONS)());
  expect(stdout.logs()).toEqual([expect.objectContaining({ level: 'WARN', service: 'checkout', environment: 'prod' })]);
  stdout.writes.length = 0;
  await withEnv({ SIGHTLINE_LOGS: 'off' }, () => flushMetrics(work, OPTIONS)());
  expect(stdout.writes).toHaveLength(1);
  expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [1] });
  stdout.writes.length = 0;
  await withEnv({ SIGHTLINE_METRICS: 'off' }, () => flushMetrics(work, OPTIONS)());
  expect(stdout.writes).toEqual([]);
});

test('refuses options and handlers that it does not know', () => {
  const handler = async () => 1;
  expect(() => flushMetrics(handler, { operation: 'x' } as IdentityOptions)).toThrow(
    "there is no option 'operation', only service, environment, namespace, maxLabelValues; got x",
  );
  expect(() => flushMetrics(handler, { maxLabelValues: 1.5 })).toThrow("'maxLabelValues' must be an integer");
  expect(() => flushMetrics((_a: unknown, _b: unknown, _done: unknown) => 1)).toThrow('must be a function of');
});
