import {
  adaptive,
  always,
  exportSpans,
  type FinishedTrace,
  type LambdaContext,
  never,
  observe,
  parentBased,
  type Sampler,
  type SpanExporter,
  span,
} from '../../../lib/middleware/index';
import { captureStdout, httpEvent, lambdaContext, withEnv } from '../harness';

const CALLER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

function handlerOf(exporter: SpanExporter, sampler?: Sampler, work: () => unknown = () => 'answer') {
  const plugins = [exportSpans(exporter, { sampler })];
  return observe(async (_event: unknown, _context: LambdaContext) => span('work', work), {
    operation: 'pay',
    service: 's',
    plugins,
  });
}

const warnings = () => stdout.logs().filter(({ level }) => level === 'WARN');

test('an exporter gets the whole trace, the invocation first', async () => {
  const traces: FinishedTrace[] = [];
  const plugins = [exportSpans((trace) => void traces.push(trace))];
  const handler = observe(async (_event: unknown, _context: unknown) => span('work', () => 1), {
    ...{ service: 's', environment: 'e', release: '7', operation: 'pay', plugins },
  });
  await handler(httpEvent('GET /', { traceparent: `${CALLER}-01` }), lambdaContext());
  await handler({}, lambdaContext());
  const [first, second] = traces;
  expect(first).toMatchObject({
    traceId: CALLER.split('-')[1],
    service: 's',
    environment: 'e',
    release: '7',
    coldStart: true,
  });
  expect(first?.spans).toMatchObject([
    { name: 'pay', kind: 'server', parentId: '00f067aa0ba902b7' },
    { name: 'work', parentId: first?.spans[0].id },
  ]);
  expect(second).toMatchObject({ coldStart: false, spans: [{ name: 'pay', parentId: undefined }, { name: 'work' }] });
  expect(second?.traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
});

test.each<[string, Sampler | undefined, string | undefined, boolean]>([
  ['no sampler keeps what begins here', undefined, undefined, true],
  ['no sampler follows the caller who records', undefined, '01', true],
  ['no sampler follows the caller who does not', undefined, '00', false],
  ['always keeps what the caller does not record', always, '00', true],
  ['never keeps nothing', never, '01', false],
  ['parentBased follows the caller', parentBased(never), '01', true],
  ['parentBased decides where there is no caller', parentBased(never), undefined, false],
  ['adaptive keeps no quick success with share 0', adaptive({ share: 0, slowMs: 60_000 }), '01', false],
])('%s', async (_title, sampler, flags, kept) => {
  const exporter = jest.fn();
  await handlerOf(exporter, sampler)(
    httpEvent('GET /', flags ? { traceparent: `${CALLER}-${flags}` } : {}),
    lambdaContext(),
  );
  expect(exporter).toHaveBeenCalledTimes(kept ? 1 : 0);
});

test('adaptive keeps an invocation that failed, and one in which a call failed', async () => {
  const exporter = jest.fn();
  const sampler = adaptive({ share: 0, slowMs: 60_000 });
  const fail = () => Promise.reject(new Error('x'));
  await expect(handlerOf(exporter, sampler, fail)({}, lambdaContext())).rejects.toThrow('x');
  await handlerOf(exporter, sampler, () => span('inner', fail).catch(() => 1))({}, lambdaContext());
  expect(exporter).toHaveBeenCalledTimes(2);
});

test.each<[string, SpanExporter, Sampler | undefined]>([
  [
    'that throws',
    () => {
      throw new Error('no route');
    },
    undefined,
  ],
  ['that rejects', () => Promise.reject(new Error('no route')), undefined],
  [
    'whose sampler throws',
    () => undefined,
    () => {
      throw new Error('no route');
    },
  ],
])('an exporter %s is told in one warning, and does the handler no harm', async (_title, exporter, sampler) => {
  const handler = handlerOf(exporter, sampler);
  for (let n = 0; n < 3; n++) await expect(handler({}, lambdaContext())).resolves.toBe('answer');
  expect(warnings()).toMatchObject([{ message: 'Sightline: traces were not exported: no route', service: 's' }]);
});

test('an exporter may throw anything', async () => {
  for (const thrown of [null, undefined, 'text', Symbol('s')]) {
    await expect(handlerOf(() => Promise.reject(thrown))({}, lambdaContext())).resolves.toBe('answer');
  }
  expect(warnings()).toHaveLength(4);
});

describe('the answer', () => {
  const settled = async (promise: Promise<unknown>) => {
    let state = 'pending';
    void promise.then(
      () => (state = 'done'),
      () => (state = 'failed'),
    );
    await jest.advanceTimersByTimeAsync(0);
    return state;
  };

  test('waits until the spans are sent', async () => {
    jest.useFakeTimers();
    let sent: () => void = () => undefined;
    const exporter = () =>
      new Promise<void>((resolve) => {
        sent = resolve;
      });
    const answer = handlerOf(exporter)({}, lambdaContext()) as Promise<unknown>;
    expect(await settled(answer)).toBe('pending');
    sent();
    expect(await settled(answer)).toBe('done');
    await expect(answer).resolves.toBe('answer');
    expect(jest.getTimerCount()).toBe(0);
  });

  test.each<[string, number, number]>([
    ['until shortly before the deadline', 1_000, 950],
    ['two seconds, where there is more time', 60_000, 2_000],
  ])('waits for a slow exporter %s', async (_title, remainingMs, waitMs) => {
    jest.useFakeTimers();
    const ends = { done: () => 'answer', failed: () => Promise.reject(new Error('x')) };
    for (const [state, work] of Object.entries(ends)) {
      const answer = handlerOf(
        () => new Promise(() => undefined),
        undefined,
        work,
      )({}, lambdaContext({ getRemainingTimeInMillis: () => remainingMs })) as Promise<unknown>;
      await jest.advanceTimersByTimeAsync(waitMs - 1);
      expect(await settled(answer)).toBe('pending');
      await jest.advanceTimersByTimeAsync(1);
      expect(await settled(answer)).toBe(state);
    }
  });
});

test('an exporter gets nothing where traces are off', async () => {
  const exporter = jest.fn();
  await withEnv({ SIGHTLINE_TRACES: 'off' }, () => handlerOf(exporter)({}, lambdaContext()));
  expect(exporter).not.toHaveBeenCalled();
});

test.each<[unknown, unknown]>([
  [undefined, undefined],
  [{}, undefined],
  [() => 1, 'always'],
  [() => 1, 0.5],
])('refuses at the door what is no exporter or no sampler: %p, %p', (exporter, sampler) => {
  expect(() => exportSpans(exporter as SpanExporter, { sampler: sampler as Sampler })).toThrow(
    /^exportSpans: (the exporter must be one such as otlp\(\), called|'sampler' must be a function; got )/,
  );
});
