import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { guardLogger, observe, observeMethod, sightlineMiddleware } from '../../lib/powertools/index';
import { withEnv } from '../middleware/harness';
import { captureOutput, decorated, invoke, loadMiddy, settled } from './harness';

let output: ReturnType<typeof captureOutput>;
let logger: Logger;
beforeEach(() => {
  output = captureOutput();
  logger = new Logger({ serviceName: 'checkout' });
});
afterEach(() => output.restore());

const options = () => ({ service: 'checkout', environment: 'prod', operation: 'place order', logger });
const IDENTITY = { category: 'network', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) };
const refused = () => Object.assign(new Error('connect'), { name: 'ConnectError', code: 'ECONNREFUSED' });
const failing = async () => {
  throw refused();
};
/** Powertools writes errors to standard error, as plain JSON. */
const errorLines = () => output.warnings.map((line) => JSON.parse(line)).filter(({ level }) => level === 'ERROR');

test('a failed invocation has one line with category and fingerprint, in the same place as the native one', async () => {
  const end = await settled(() => invoke(observe(failing, options())));
  expect(end).toEqual({ thrown: expect.objectContaining({ code: 'ECONNREFUSED' }) });
  expect(errorLines()).toEqual([
    expect.objectContaining({
      message: 'place order failed: ConnectError: connect',
      service: 'checkout',
      environment: 'prod',
      operation: 'place order',
      error: expect.objectContaining({ name: 'ConnectError', location: expect.any(String), ...IDENTITY }),
    }),
  ]);
});

test('what succeeds has no line', async () => {
  await invoke(observe(async () => ({ statusCode: 503 }), options()));
  expect(output.logs()).toEqual([]);
  expect(output.warnings).toEqual([]);
});

test.each([
  ['as second argument', (error: Error) => logger.error('payment failed', error)],
  ['under a key', (error: Error) => logger.error('payment failed', { payment: { error } })],
  ['in the message object', (error: Error) => logger.critical({ message: 'payment failed', error })],
  ['by a child', (error: Error) => logger.createChild().error('payment failed', error)],
])('an error that the user logged already is not logged again: %s', async (_title, log) => {
  const handler = observe(async () => {
    const error = refused();
    log(error);
    throw error;
  }, options());
  await settled(() => invoke(handler));
  expect(output.warnings).toHaveLength(1);
  expect(output.warnings[0]).toMatch(/"category":"network","fingerprint":"[0-9a-f]{16}"/);
});

test('an error that was told below ERROR only is logged', async () => {
  const handler = observe(async () => {
    const error = refused();
    logger.warn('trying again', error);
    throw error;
  }, options());
  await settled(() => invoke(handler));
  expect(errorLines()).toHaveLength(1);
});

describe.each([
  [
    'decorator',
    () => observe(decorated(failing, logger.injectLambdaContext({ flushBufferOnUncaughtError: true })), options()),
  ],
  [
    'decorators',
    () =>
      decorated(failing, observeMethod(options()), logger.injectLambdaContext({ flushBufferOnUncaughtError: true })),
  ],
  [
    'middy',
    () =>
      loadMiddy()(failing)
        .use(sightlineMiddleware(options()))
        .use(injectLambdaContext(logger, { flushBufferOnUncaughtError: true })),
  ],
])('Powertools that logs uncaught errors itself, by %s', (_title, wrap) => {
  test('writes the only line, with category and fingerprint', async () => {
    await settled(() => invoke(wrap()));
    expect(errorLines()).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('Uncaught error'),
        error: expect.objectContaining(IDENTITY),
      }),
    ]);
  });
});

test.each<[unknown, string]>([
  ['just text', 'string: just text'],
  [undefined, 'undefined: undefined'],
  [{ code: 7 }, 'object: object with keys code'],
])('something thrown that is no error is told, too: %p', async (thrown, told) => {
  const handler = observe(async () => {
    throw thrown;
  }, options());
  expect(await settled(() => invoke(handler))).toEqual({ thrown });
  expect(errorLines()).toEqual([
    expect.objectContaining({
      message: `place order failed: ${told}`,
      error: expect.objectContaining({ fingerprint: IDENTITY.fingerprint }),
    }),
  ]);
});

test('causes are formatted as before, and only the error itself is identified', () => {
  guardLogger(logger).error('failed', new Error('outer', { cause: new Error('inner') }));
  const [{ error }] = errorLines();
  expect(error).toMatchObject({ message: 'outer', fingerprint: IDENTITY.fingerprint, cause: { message: 'inner' } });
  expect(error.cause).not.toHaveProperty('fingerprint');
});

test('an environment that the team logs already stays', async () => {
  logger = new Logger({ serviceName: 'checkout', persistentKeys: { environment: 'theirs' } });
  await settled(() => invoke(observe(failing, options())));
  expect(errorLines()).toEqual([expect.objectContaining({ environment: 'theirs' })]);
});

test('the kill switch for logs leaves the line out', () =>
  withEnv({ SIGHTLINE_LOGS: 'off' }, async () => {
    await settled(() => invoke(observe(failing, options())));
    expect(output.warnings).toEqual([]);
  }));

describe('an invocation that runs into its timeout', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('writes the buffered lines, and one of its own', () =>
    withEnv({ _X_AMZN_TRACE_ID: 'Root=1-67891233-abcdef012345678912345678' }, async () => {
      logger = new Logger({ serviceName: 'checkout', logBufferOptions: { flushOnErrorLog: false } });
      const endless = () => {
        logger.debug('step 1');
        return new Promise(() => undefined);
      };
      const handler = observe(decorated(endless, logger.injectLambdaContext()), options());
      void invoke(handler, { getRemainingTimeInMillis: () => 3_000 });
      await jest.advanceTimersByTimeAsync(2_949);
      expect(output.writes).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(output.logs()).toEqual([expect.objectContaining({ level: 'DEBUG', message: 'step 1' })]);
      expect(errorLines()).toEqual([
        expect.objectContaining({
          message: 'place order is about to time out',
          error: expect.objectContaining({ name: 'ImpendingTimeout', fingerprint: IDENTITY.fingerprint }),
        }),
      ]);
    }));
});
