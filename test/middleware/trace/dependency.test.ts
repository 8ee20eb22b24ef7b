import {
  type DependencyOptions,
  dependency,
  dependencyState,
  exportSpans,
  type FinishedTrace,
  log,
  observe,
  type Span,
  span,
} from '../../../lib/middleware/index';
import { captureStdout, type Document, lambdaContext } from '../harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

const OPTIONS = { service: 'checkout', environment: 'prod', operation: 'pay' };

async function traced(work: () => unknown) {
  const traces: FinishedTrace[] = [];
  const plugin = exportSpans((trace) => void traces.push(trace), { sampler: () => true });
  const handler = observe(async (_event: unknown, _context: unknown) => work(), { ...OPTIONS, plugins: [plugin] });
  await handler({}, lambdaContext()).catch(() => undefined);
  const metrics = stdout.metrics().filter((document) => 'DependencyFaults' in document);
  return { spans: (traces[0] as FinishedTrace).spans.slice(1), metrics };
}

const failing = (fields: object) => () => Promise.reject(Object.assign(new Error('x'), fields));

test.each<[string, () => unknown, DependencyOptions, object, Partial<Span>]>([
  ['a success', async () => 'ok', {}, { DependencyFaults: 0 }, { fault: false, clientError: false }],
  ['a success at once', () => 'ok', {}, { DependencyFaults: 0 }, { fault: false }],
  ['a throw', failing({}), {}, { DependencyFaults: 1 }, { fault: true }],
  [
    'a refusal by statusCode',
    failing({ statusCode: 404 }),
    {},
    { DependencyFaults: 0 },
    { fault: false, clientError: true, statusCode: 404 },
  ],
  ['a refusal by status', failing({ status: 400 }), {}, { DependencyFaults: 0 }, { fault: false, clientError: true }],
  [
    'a refusal as the SDK tells it',
    failing({ $metadata: { httpStatusCode: 403 } }),
    {},
    { DependencyFaults: 0 },
    { clientError: true, statusCode: 403 },
  ],
  [
    'a throttle',
    failing({ statusCode: 429 }),
    {},
    { DependencyFaults: 1 },
    { fault: true, clientError: false, throttled: true },
  ],
  [
    'a request that took too long',
    failing({ statusCode: 408 }),
    {},
    { DependencyFaults: 1 },
    { fault: true, clientError: false },
  ],
  ['a server error', failing({ statusCode: 503 }), {}, { DependencyFaults: 1 }, { fault: true, statusCode: 503 }],
  [
    'a status that is none',
    failing({ status: 'PENDING' }),
    {},
    { DependencyFaults: 1 },
    { fault: true, statusCode: undefined },
  ],
  [
    'a judged answer',
    async () => ({ status: 502 }),
    { judge: (end) => ({ statusCode: 'value' in end ? (end.value as { status: number }).status : 0 }) },
    { DependencyFaults: 1 },
    { fault: true, statusCode: 502 },
  ],
  [
    'a judged refusal',
    async () => 1,
    { judge: () => ({ statusCode: 422 }) },
    { DependencyFaults: 0 },
    { fault: false, clientError: true },
  ],
  ['a judged fault', async () => 1, { judge: () => ({ fault: true }) }, { DependencyFaults: 1 }, { fault: true }],
  ['a judged success', failing({}), { judge: () => ({ fault: false }) }, { DependencyFaults: 0 }, { fault: false }],
  [
    'retries',
    async () => 1,
    { judge: () => ({ retries: 2 }) },
    { DependencyFaults: 0, DependencyRetries: 2 },
    { fault: false },
  ],
  [
    'a judge that throws',
    failing({}),
    {
      judge: () => {
        throw new Error('no');
      },
    },
    { DependencyFaults: 1 },
    { fault: true },
  ],
  [
    'kind and target',
    async () => 1,
    { kind: 'producer', target: 'POST https://a/b' },
    { DependencyFaults: 0 },
    { kind: 'producer', target: 'POST https://a/b' },
  ],
])('tells %s in its metrics and its span', async (_title, call, options, values, told) => {
  const { metrics, spans } = await traced(() => dependency('payments', call, options));
  expect(metrics).toHaveLength(1);
  expect(metrics[0]).toMatchObject({
    service: 'checkout',
    environment: 'prod',
    dependency: 'payments',
    DependencyLatency: expect.any(Number),
    ...values,
  });
  expect(metrics[0]).not.toHaveProperty('operation');
  expect(metrics[0]).toHaveProperty('_aws.CloudWatchMetrics.0.Dimensions', [['service', 'environment', 'dependency']]);
  expect(spans).toMatchObject([{ name: 'payments', kind: 'client', ...told }]);
});

test('the metrics of several calls hold each of them', async () => {
  const { metrics } = await traced(async () => {
    await dependency('payments', async () => 1);
    await dependency('payments', failing({})).catch(() => undefined);
    await dependency('stock', async () => 1);
  });
  const byName = Object.fromEntries(metrics.map((document) => [document.dependency, document]));
  expect(byName.payments).toMatchObject({
    DependencyFaults: [0, 1],
    DependencyLatency: [expect.any(Number), expect.any(Number)],
  });
  expect(byName.stock).toMatchObject({ DependencyFaults: 0 });
});

test.each<[unknown, string]>([
  ['', 'unknown'],
  ['größe', 'gr__e'],
  [undefined, 'undefined'],
  ['__proto__', '__proto__'],
  ['x'.repeat(1_000_000), 'x'.repeat(250)],
])('a dependency may be named %.10j', async (name, known) => {
  const { metrics } = await traced(() => dependency(name as string, async () => 1));
  expect(metrics).toMatchObject([{ dependency: known, DependencyFaults: 0 }]);
});

test('a call outside of an invocation is counted at once', async () => {
  await dependency('payments', async () => 1);
  expect(stdout.metrics()).toMatchObject([
    { dependency: 'payments', DependencyFaults: 0 },
    { dependency: 'payments', DependencyLatency: expect.any(Number) },
  ]);
});

describe('a call that has not answered when the invocation runs into its timeout', () => {
  const never = () => new Promise<string>(() => undefined);

  async function timedOut(work: () => unknown) {
    jest.useFakeTimers({ now: 1_000_000, doNotFake: ['nextTick'] });
    const traces: FinishedTrace[] = [];
    const plugin = exportSpans((trace) => void traces.push(trace), { sampler: () => true });
    const handler = observe(async (_event: unknown, _context: unknown) => work(), { ...OPTIONS, plugins: [plugin] });
    void handler({}, lambdaContext({ getRemainingTimeInMillis: () => 3_000 }));
    await jest.advanceTimersByTimeAsync(3_000);
    const last = stdout.logs().find(({ durationMs }) => durationMs !== undefined) as Document;
    return { last, spans: traces[0]?.spans.slice(1) ?? [], traces };
  }

  test('is named by the trace, the log line and the metrics', async () => {
    const { last, spans } = await timedOut(async () => {
      await dependency('stock', async () => 1);
      void dependency('mail', never);
      await span('charge', () => dependency('payments', never, { target: 'POST https://pay' }));
    });
    expect(last).toMatchObject({ level: 'ERROR', message: 'pay is about to time out', Timeouts: 1 });
    expect(last.breadcrumbs).toMatchObject([
      { dependency: 'stock', fault: false },
      { dependency: 'mail', fault: true, durationMs: 2_950 },
      { dependency: 'payments', fault: true, durationMs: 2_950 },
    ]);
    expect(Object.fromEntries(spans.map(({ name, fault, durationMs }) => [name, [fault, durationMs]]))).toEqual({
      stock: [false, 0],
      mail: [true, 2_950],
      charge: [true, 2_950],
      payments: [true, 2_950],
    });
    const payments = spans.find(({ name }) => name === 'payments');
    expect(payments).toMatchObject({
      parentId: spans.find(({ name }) => name === 'charge')?.id,
      target: 'POST https://pay',
      error: { name: 'ImpendingTimeout', message: 'payments has not answered yet', category: 'network' },
    });
    const faults = stdout.metrics().filter((document) => 'DependencyFaults' in document);
    expect(Object.fromEntries(faults.map((document) => [document.dependency, document.DependencyFaults]))).toEqual({
      stock: 0,
      mail: 1,
      payments: 1,
    });
    for (const document of faults) expect(document).toMatchObject({ service: 'checkout', environment: 'prod' });
  });

  test('that answers after all is not counted twice, and its answer arrives', async () => {
    let answer: (value: string) => void = () => undefined;
    const { traces } = await timedOut(async () => {
      const value = await dependency(
        'slow',
        () =>
          new Promise<string>((resolve) => {
            answer = resolve;
          }),
      );
      log.info('answered', { value });
    });
    const before = stdout.metrics().length;
    answer('late');
    await jest.advanceTimersByTimeAsync(10);
    expect(stdout.logs().at(-1)).toMatchObject({ message: 'answered', value: 'late' });
    expect(stdout.metrics()).toHaveLength(before);
    expect([traces.length, dependencyState('slow').calls]).toEqual([1, 1]);
  });

  test('is a matter of timeouts only: an invocation that ends leaves open calls alone', async () => {
    const { spans, metrics } = await traced(() => {
      void dependency('left', never);
      throw new Error('x');
    });
    expect([spans, metrics]).toEqual([[], []]);
  });
});

describe('the state of a dependency', () => {
  test('is unknown until it was called five times, then as its errors are', async () => {
    expect(dependencyState('mail')).toMatchObject({ status: 'unknown', calls: 0 });
    for (let n = 0; n < 5; n++) await dependency('mail', async () => 1);
    expect(dependencyState('mail')).toMatchObject({ status: 'healthy', calls: 5, errors: 0 });
    for (let n = 0; n < 2; n++) await dependency('mail', failing({})).catch(() => undefined);
    expect(dependencyState('mail')).toMatchObject({ status: 'degraded', calls: 7, errors: 2 });
    for (let n = 0; n < 10; n++) await dependency('mail', failing({ statusCode: 404 })).catch(() => undefined);
    expect(dependencyState('mail')).toMatchObject({ calls: 17, errors: 2 });
  });

  test('is kept for two hundred of them, and for the others together', async () => {
    for (let n = 0; n < 300; n++) dependency(`many-${n}`, () => 1);
    expect(dependencyState('many-299').calls).toBe(0);
    expect(dependencyState('other').calls).toBeGreaterThanOrEqual(100);
  });
});
