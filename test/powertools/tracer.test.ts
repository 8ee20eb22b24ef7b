import type { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { observe, observeMethod, sightlineMiddleware } from '../../lib/powertools/index';
import { captureOutput, decorated, invoke, loadMiddy, settled } from './harness';
import { loadTracer } from './tracer-harness';

let output: ReturnType<typeof captureOutput>;
let lambda: ReturnType<typeof loadTracer>;
let tracer: Tracer;
beforeAll(() => {
  lambda = loadTracer();
});
afterAll(() => lambda.restore());
beforeEach(() => {
  output = captureOutput();
  lambda.sent.length = 0;
  tracer = lambda.newTracer();
});
afterEach(() => output.restore());

const IDENTITY = { service: 'checkout', environment: 'prod', operation: 'place order' };
const options = () => ({ ...IDENTITY, tracer });
class PaymentError extends Error {
  override readonly name = 'PaymentError';
}
const failing = async () => {
  throw new PaymentError('card 4711 declined');
};
const FINGERPRINT = { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), category: 'unknown' };

type Form = (handler: () => unknown) => (event: unknown, context: never) => unknown;
const FORMS: readonly (readonly [string, Form])[] = [
  ['observe around the decorator', (handler) => observe(decorated(handler, tracer.captureLambdaHandler()), options())],
  [
    'our decorator above theirs',
    (handler) => decorated(handler, observeMethod(options()), tracer.captureLambdaHandler()),
  ],
  [
    'our decorator below theirs',
    (handler) => decorated(handler, tracer.captureLambdaHandler(), observeMethod(options())),
  ],
  [
    'observe around middy',
    (handler) => observe(loadMiddy()(handler as never).use(captureLambdaHandler(tracer)) as never, options()),
  ],
  [
    'our middleware before theirs',
    (handler) =>
      loadMiddy()(handler as never)
        .use(sightlineMiddleware(options()))
        .use(captureLambdaHandler(tracer)),
  ],
  [
    'our middleware behind theirs',
    (handler) =>
      loadMiddy()(handler as never)
        .use(captureLambdaHandler(tracer))
        .use(sightlineMiddleware(options())),
  ],
];

describe.each(FORMS)('the subsegment of Powertools, %s', (_title, form) => {
  test('is the only one, and tells whom it serves', async () => {
    await invoke(form(async () => 'done'));
    expect(lambda.sent).toEqual([
      expect.objectContaining({
        name: '## index.handler',
        annotations: expect.objectContaining({ ...IDENTITY, Service: 'checkout' }),
      }),
    ]);
    expect(lambda.sent[0]).not.toHaveProperty('fault');
  });

  test('tells category and fingerprint of the error, beside the exception', async () => {
    await settled(() => invoke(form(failing)));
    expect(lambda.sent).toEqual([
      expect.objectContaining({
        fault: true,
        annotations: expect.objectContaining({ ...IDENTITY, ...FINGERPRINT }),
        cause: expect.objectContaining({ exceptions: [expect.objectContaining({ type: 'PaymentError' })] }),
      }),
    ]);
  });

  test('is flagged by the status of the answer', async () => {
    await invoke(form(async () => ({ statusCode: 503 })));
    await invoke(form(async () => ({ statusCode: 404 })));
    expect(lambda.sent.map(({ fault, error }) => ({ fault, error }))).toEqual([
      { fault: true, error: undefined },
      { fault: undefined, error: true },
    ]);
  });

  test('has nothing of the invocation before', async () => {
    const handler = form(jest.fn().mockRejectedValueOnce(new PaymentError('no')).mockResolvedValue('done'));
    await settled(() => invoke(handler));
    await invoke(handler);
    expect(lambda.sent).toHaveLength(2);
    expect(lambda.sent[1]?.annotations).not.toHaveProperty('fingerprint');
    expect(lambda.sent[1]?.parent_id).toBe('53995c3f42cd8ad8');
  });
});

describe('a handler without a subsegment of its own', () => {
  test('gets one for the whole invocation', async () => {
    const before = Date.now() / 1000;
    await invoke(observe(async () => ({ statusCode: 200 }), options()));
    expect(lambda.sent).toEqual([
      expect.objectContaining({
        name: 'place order',
        trace_id: '1-67891233-abcdef012345678912345678',
        parent_id: '53995c3f42cd8ad8',
        annotations: { ...IDENTITY, fault: false },
      }),
    ]);
    expect(lambda.sent[0]?.start_time).toBeGreaterThanOrEqual(Math.floor(before));
  });

  test('has the exception on it', async () => {
    await settled(() => invoke(observe(failing, options())));
    expect(lambda.sent).toEqual([
      expect.objectContaining({
        fault: true,
        annotations: { ...IDENTITY, ...FINGERPRINT, fault: true },
        cause: expect.objectContaining({ exceptions: [expect.objectContaining({ message: 'card 4711 declined' })] }),
      }),
    ]);
  });

  test.each([['text'], [undefined], [null], [{ code: 7 }], [Symbol('s')]])(
    'survives %p being thrown',
    async (thrown) => {
      const end = await settled(() =>
        invoke(
          observe(async () => {
            throw thrown;
          }, options()),
        ),
      );
      expect(end).toEqual({ thrown });
      expect(lambda.sent).toEqual([expect.objectContaining({ fault: true })]);
    },
  );
});

test('errors that methods capture have category and fingerprint, too', async () => {
  const charge = decorated(failing, tracer.captureMethod({ subSegmentName: 'charge' }) as never);
  const handler = observe(
    decorated(() => charge(), tracer.captureLambdaHandler()),
    options(),
  );
  await settled(() => invoke(handler));
  expect(lambda.sent.map(({ name, annotations }) => [name, annotations?.fingerprint])).toEqual([
    ['charge', expect.stringMatching(/^[0-9a-f]{16}$/)],
    ['## index.handler', expect.stringMatching(/^[0-9a-f]{16}$/)],
  ]);
});

describe('an invocation that runs into its timeout', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test.each(FORMS)(
    'sends what is open with what is known, and its owner can still close it: %s',
    async (_title, form) => {
      let answer: (value: string) => void = () => undefined;
      let own: unknown;
      const handler = form(
        () =>
          new Promise((resolve) => {
            own = tracer.getSegment();
            answer = resolve;
          }),
      );
      const end = settled(() => invoke(handler, { getRemainingTimeInMillis: () => 3_000 }));
      await jest.advanceTimersByTimeAsync(2_950);
      expect(lambda.sent).toEqual([
        expect.objectContaining({
          name: '## index.handler',
          fault: true,
          end_time: expect.any(Number),
          annotations: expect.objectContaining({ ...IDENTITY, ...FINGERPRINT, category: 'network', fault: true }),
          cause: expect.objectContaining({ exceptions: [expect.objectContaining({ type: 'ImpendingTimeout' })] }),
        }),
      ]);
      expect(lambda.sent[0]).not.toHaveProperty('in_progress');
      expect(own).toMatchObject({ in_progress: true });
      expect(own).not.toHaveProperty('end_time');
      answer('late');
      expect(await end).toEqual({ value: 'late' });
      expect(lambda.sent.map(({ id }) => id)).toEqual([lambda.sent[0]?.id, lambda.sent[0]?.id]);
    },
  );
});

test('the kill switch for traces leaves the tracer alone', async () => {
  process.env.SIGHTLINE_TRACES = 'off';
  await invoke(observe(async () => 'done', options()));
  delete process.env.SIGHTLINE_TRACES;
  expect(lambda.sent).toEqual([]);
});
