import { metrics, observe, propagationHeaders, type SpanExporter } from '../../lib/middleware/index';
import { type MiddyRequestLike, observeMiddy } from '../../lib/middleware/middy';
import { exportSpans } from '../../lib/middleware/trace/export-spans';
import { loadMiddy } from '../powertools/harness';
import { captureStdout, httpEvent, lambdaContext, withEnv } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

const OPTIONS = { service: 'shop', environment: 'prod' };
const middy = loadMiddy();
const requests = () => stdout.metrics().filter((document) => 'Requests' in document);
const call = (handler: unknown, event: unknown, context: unknown = lambdaContext()) =>
  withEnv({}, () => (handler as (event: unknown, context: unknown) => Promise<unknown>)(event, context));

/** Everything that does not differ between two runs of one handler. */
function lasting(documents: readonly Readonly<Record<string, unknown>>[]) {
  return documents.map(({ timestamp, _aws, durationMs, Latency, ...rest }) => rest);
}

test.each<[string, (event: { fail?: unknown; status?: number }) => unknown]>([
  ['succeeds', () => ({ statusCode: 200 })],
  ['answers a status', () => ({ statusCode: 503 })],
  ['has no result', () => undefined],
  [
    'throws',
    () => {
      throw new RangeError('too far');
    },
  ],
  [
    'throws no error',
    () => {
      throw { code: 7 };
    },
  ],
])('a handler that %s is told as by observe', async (_title, work) => {
  const handle = async (event: object) => {
    await new Promise(setImmediate);
    metrics.count('Orders');
    return work(event);
  };
  const told = [];
  const ends = [];
  for (const handler of [observe(handle, OPTIONS), middy(handle).use(observeMiddy(OPTIONS))]) {
    ends.push(
      await call(handler, httpEvent()).then(
        (value) => ({ value }),
        (thrown) => ({ thrown }),
      ),
    );
    // The stack is another one: middy stands between.
    told.push(lasting(stdout.metrics()).map(({ error, ...rest }) => ({ ...rest, failed: (error as Error)?.message })));
    stdout.writes.length = 0;
  }
  expect(told[1]).toEqual(told[0]);
  expect(ends[1]).toEqual(ends[0]);
  expect(told[0]).toHaveLength(2);
});

test('concurrent invocations keep what they record apart, also where they begin at once', async () => {
  const handler = middy(async (event: { id: number }) => {
    for (let n = 0; n < event.id; n++) await new Promise(setImmediate);
    metrics.count('Orders', event.id, { id: String(event.id) });
    return propagationHeaders()['x-correlation-id'];
  })
    .use(observeMiddy(OPTIONS))
    .before(async () => void (await new Promise(setImmediate)));
  const ids = Array.from({ length: 20 }, (_, id) => id);
  const answers = await Promise.all(
    ids.map((id) => call(handler, { id, correlationId: `c-${id}` }, lambdaContext({ awsRequestId: `r-${id}` }))),
  );
  expect(answers).toEqual(ids.map((id) => `c-${id}`));
  for (const id of ids) {
    expect(stdout.metrics()).toContainEqual(
      expect.objectContaining({ id: String(id), Orders: id, requestId: `r-${id}`, correlationId: `c-${id}` }),
    );
  }
  expect(requests()).toHaveLength(20);
});

test.each<[string, object]>([
  ['before', { before: async () => ({ statusCode: 429 }) }],
  ['after', { after: async () => ({ statusCode: 429 }) }],
])('a middleware that answers early in %s ends the invocation with its answer', async (_title, early) => {
  const handler = middy(async () => ({ statusCode: 200 }))
    .use(observeMiddy(OPTIONS))
    .use(early);
  expect(await call(handler, httpEvent())).toEqual({ statusCode: 429 });
  expect(requests()).toEqual([expect.objectContaining({ ClientErrors: 1, statusCode: 429 })]);
});

test('an error that a middleware turns into a response is the response', async () => {
  const handler = middy(async () => {
    throw new Error('not found');
  })
    .use(observeMiddy(OPTIONS))
    .use({
      onError: (request: MiddyRequestLike) => {
        request.response = { statusCode: 404 };
      },
    });
  expect(await call(handler, httpEvent())).toEqual({ statusCode: 404 });
  expect(requests()).toEqual([expect.objectContaining({ Faults: 0, ClientErrors: 1, statusCode: 404 })]);
});

test('an error that becomes a server error keeps its identity', async () => {
  const handler = middy(async () => {
    throw new RangeError('too far');
  })
    .use(observeMiddy(OPTIONS))
    .onError((request) => void Object.assign(request, { response: { statusCode: 503 } }));
  expect(await call(handler, httpEvent())).toEqual({ statusCode: 503 });
  expect(requests()).toEqual([
    expect.objectContaining({
      Faults: 1,
      statusCode: 503,
      error: expect.objectContaining({ message: 'too far', fingerprint: expect.any(String) }),
    }),
  ]);
});

test('a handler that throws undefined has failed', async () => {
  const handler = middy(async () => {
    throw undefined;
  }).use(observeMiddy(OPTIONS));
  await expect(call(handler, httpEvent())).rejects.toBeUndefined();
  expect(requests()).toEqual([expect.objectContaining({ Faults: 1 })]);
});

test('an error handler that fails itself leaves a fault behind, and its error is thrown', async () => {
  const worse = new Error('worse');
  const handler = middy(async () => {
    throw new Error('bad');
  })
    .use(observeMiddy(OPTIONS))
    .onError(async () => {
      throw worse;
    });
  await expect(call(handler, httpEvent())).rejects.toBe(worse);
  await new Promise(setImmediate);
  expect(requests()).toEqual([
    expect.objectContaining({ Faults: 1, error: expect.objectContaining({ message: 'worse' }) }),
  ]);
});

test('flushes before the deadline, once, where the handler does not end', async () => {
  const handler = middy(async () => new Promise(() => {}), { timeoutEarlyInMillis: 0 }).use(
    observeMiddy(OPTIONS) as never,
  );
  void call(handler, httpEvent(), lambdaContext({ getRemainingTimeInMillis: () => 60 }));
  while (requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(requests()).toEqual([expect.objectContaining({ Timeouts: 1, Faults: 1 })]);
});

test('warns once where it is not the first middleware', async () => {
  const handler = middy(async () => 'ok')
    .before(async () => void (await new Promise(setImmediate)))
    .use(observeMiddy(OPTIONS));
  await call(handler, {});
  await call(handler, {});
  const warnings = stdout.logs().filter(({ level }) => level === 'WARN');
  expect(warnings).toEqual([expect.objectContaining({ message: expect.stringContaining('not the first middleware') })]);
  expect(requests()).toHaveLength(2);
});

test('the answer waits for spans that are sent to others', async () => {
  const sent: string[] = [];
  const exporter: SpanExporter = async ({ spans }) => {
    await new Promise(setImmediate);
    sent.push(spans[0].name);
  };
  const plugins = [exportSpans(exporter)];
  const handler = middy(async () => 'ok').use(observeMiddy({ ...OPTIONS, plugins }));
  await call(handler, httpEvent());
  expect(sent).toEqual(['POST /orders']);
});

test.each([
  ['is over', () => 0, 0],
  ['is unknown', undefined, 1_950],
])('where the time that is left %s, an exporter that hangs is waited for accordingly', async (_title, left, waited) => {
  jest.useFakeTimers();
  try {
    const plugins = [exportSpans(() => new Promise(() => undefined))];
    const handler = observe(async (_event: unknown, _context: unknown) => 'ok', { ...OPTIONS, plugins });
    let answer: unknown;
    const answered = call(handler, {}, lambdaContext({ getRemainingTimeInMillis: left as never })).then((value) => {
      answer = value;
    });
    await jest.advanceTimersByTimeAsync(Math.max(waited - 1, 0));
    if (waited > 0) expect(answer).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(answer).toBe('ok');
    await answered;
  } finally {
    jest.useRealTimers();
  }
});

test('fits the types of middy without help, and changes none', async () => {
  const handler = middy(async (event: { n: number }) => event.n + 1).use(observeMiddy());
  const answer: Promise<number> = handler({ n: 1 }, lambdaContext() as never);
  expect(await answer).toBe(2);
});
