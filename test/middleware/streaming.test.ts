import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type LambdaContext, metrics, observe } from '../../lib/middleware/index';
import { flushMetrics } from '../../lib/middleware/metrics';
import { captureStdout, httpEvent, lambdaContext } from './harness';
import { userSeries } from './metric/emf-reader';

/** As the Node runtime of Lambda has them: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

type StreamHandler<Event> = (event: Event, stream: Writable, context: LambdaContext) => unknown;

const awslambda = {
  streamifyResponse<Event>(handler: StreamHandler<Event>, options?: { readonly highWaterMark: number }) {
    Object.assign(handler, { [STREAMING]: 'response' }, options && { [HIGH_WATER_MARK]: options.highWaterMark });
    return handler;
  },
};

const OPTIONS = { service: 'checkout', environment: 'prod' };

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

/** A response stream that keeps what it gets. */
function sink() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, chunks };
}

const last = () => ({ metrics: stdout.metrics().at(-1), log: stdout.logs().at(-1) });

test('event, stream and context reach the handler as they are, and what it writes goes out', async () => {
  const seen: unknown[] = [];
  const handler = observe(
    awslambda.streamifyResponse(async (event: unknown, stream, context) => {
      seen.push(event, stream, context);
      stream.write('a');
      stream.end('b');
    }),
    OPTIONS,
  );
  const [event, { stream, chunks }, context] = [httpEvent('GET /report'), sink(), lambdaContext()];
  await expect(handler(event, stream, context)).resolves.toBeUndefined();
  await once(stream, 'close');
  expect([event, stream, context].every((value, index) => seen[index] === value)).toBe(true);
  expect(chunks.join('')).toBe('ab');
  expect(last().metrics).toMatchObject({ operation: 'GET /report', requestId: 'request-1', Requests: 1, Faults: 0 });
});

test('the runtime still sees a streaming handler, with the same settings', () => {
  const bare = awslambda.streamifyResponse(async () => undefined, { highWaterMark: 1_024 });
  for (const observed of [observe(bare), flushMetrics(bare)]) {
    expect(Object.getOwnPropertySymbols(observed)).toEqual([STREAMING, HIGH_WATER_MARK]);
    expect((observed as never)[STREAMING]).toBe('response');
    expect((observed as never)[HIGH_WATER_MARK]).toBe(1_024);
  }
});

test('a handler that takes a stream is refused until it went through streamifyResponse', () => {
  const bare = async (_event: unknown, _stream: Writable, _context: LambdaContext) => undefined;
  const refused = 'what streams goes through awslambda.streamifyResponse';
  expect(() => observe(bare as never)).toThrow(refused);
  expect(() => flushMetrics(bare as never)).toThrow(refused);
  expect(() => observe(awslambda.streamifyResponse(bare))).not.toThrow();
});

describe('a stream that fails midway', () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

  test('makes a fault with its error, while the result of the handler stays what it is', async () => {
    const handler = observe(
      awslambda.streamifyResponse(async (_event: unknown, stream) => {
        stream.on('error', () => undefined);
        stream.write('first half');
        const closed = new Promise((resolve) => stream.on('close', resolve));
        stream.destroy(reset);
        await closed;
        return 'done';
      }),
      OPTIONS,
    );
    await expect(handler({}, sink().stream, lambdaContext())).resolves.toBe('done');
    expect(last().metrics).toMatchObject({ Requests: 1, Faults: 1 });
    expect(last().log).toMatchObject({
      level: 'ERROR',
      error: { message: 'socket hang up', code: 'ECONNRESET', category: 'network' },
    });
  });

  test('makes a fault also where the handler ends before the stream tells', async () => {
    const handler = observe(
      awslambda.streamifyResponse(async (_event: unknown, stream) => {
        stream.on('error', () => undefined);
        stream.destroy(reset);
      }),
      OPTIONS,
    );
    await handler({}, sink().stream, lambdaContext());
    expect(last().metrics).toMatchObject({ Requests: 1, Faults: 1 });
    expect(last().log).toMatchObject({ error: { message: 'socket hang up' } });
  });

  test('is told by its own error, where the handler throws one that follows from it', async () => {
    const after = new Error('could not stream the report');
    const handler = observe(
      awslambda.streamifyResponse(async (_event: unknown, stream) => {
        const source = new PassThrough();
        source.write('x');
        setImmediate(() => stream.destroy(reset));
        await pipeline(source, stream).catch(() => {
          throw after;
        });
      }),
      OPTIONS,
    );
    await expect(handler({}, sink().stream, lambdaContext())).rejects.toBe(after);
    expect(last().log).toMatchObject({ error: { message: 'socket hang up' } });
  });

  test('ends the process where nobody listens to its error, as without us', async () => {
    const handler = observe(
      awslambda.streamifyResponse((_event: unknown, stream) => {
        stream.emit('error', reset);
      }),
      OPTIONS,
    );
    expect(() => handler({}, sink().stream, lambdaContext())).toThrow('socket hang up');
    const { stream } = sink();
    observe(
      awslambda.streamifyResponse(async () => undefined),
      OPTIONS,
    )({}, stream, lambdaContext());
    expect(stream.listenerCount('error')).toBe(0);
  });
});

test('an error that the handler throws goes through, and is the one that is told', async () => {
  const mine = new Error('no such report');
  const handler = observe(
    awslambda.streamifyResponse(async () => {
      throw mine;
    }),
    OPTIONS,
  );
  await expect(handler({}, sink().stream, lambdaContext())).rejects.toBe(mine);
  expect(last().log).toMatchObject({ error: { message: 'no such report' } });
});

test.each([
  ['no stream', undefined],
  ['no emitter', {}],
  [
    'a stream whose methods throw',
    {
      on() {
        throw new Error('no');
      },
    },
  ],
])('%s is no trouble', async (_title, stream) => {
  const handler = observe(
    awslambda.streamifyResponse(async () => 'done'),
    OPTIONS,
  );
  await expect(handler({}, stream as never, lambdaContext())).resolves.toBe('done');
  expect(last().metrics).toMatchObject({ Requests: 1, Faults: 0 });
});

test('the deadline is that of the third argument', async () => {
  jest.useFakeTimers();
  const handler = observe(
    awslambda.streamifyResponse(() => new Promise(() => undefined)),
    OPTIONS,
  );
  handler({}, sink().stream, lambdaContext({ getRemainingTimeInMillis: () => 1_000 }));
  jest.advanceTimersByTime(949);
  expect(stdout.writes).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(last().metrics).toMatchObject({ Timeouts: 1 });
  jest.useRealTimers();
});

test('metrics that are recorded while the response streams are written with the invocation', async () => {
  const body = async (_event: unknown, stream: Writable) => {
    for (const part of ['a', 'bc', 'def']) {
      stream.write(part);
      await new Promise((resolve) => setImmediate(resolve));
      metrics.histogram('PartSize', part.length, { route: '/report' }, { unit: 'Bytes' });
    }
    stream.end();
  };
  await observe(awslambda.streamifyResponse(body), OPTIONS)({}, sink().stream, lambdaContext());
  await flushMetrics(awslambda.streamifyResponse(body), OPTIONS)({}, sink().stream, lambdaContext());
  expect(stdout.writes).toHaveLength(2);
  expect(userSeries(stdout.writes)).toEqual({ 'PartSize {"route":"/report"}': [1, 2, 3, 1, 2, 3] });
});
