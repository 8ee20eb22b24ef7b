import { log, metrics, observe } from '../../lib/middleware/index';
import type { LambdaContext } from '../../lib/middleware/wrap';
import { captureStdout, lambdaContext } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  jest.useFakeTimers();
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

/** A handler that runs until it is told to answer. */
function slow() {
  let answer: (value: string) => void = () => undefined;
  const handler = observe(
    (_event: unknown, _context: LambdaContext) =>
      new Promise<string>((resolve) => {
        answer = resolve;
      }),
  );
  return { handler, answer: (value: string) => answer(value) };
}

describe('an invocation that runs into its timeout', () => {
  test('is written down as a timed out fault shortly before it, and the handler runs on', async () => {
    const { handler, answer } = slow();
    const result = handler({}, lambdaContext({ getRemainingTimeInMillis: () => 3_000 }));
    jest.advanceTimersByTime(2_949);
    expect(stdout.writes).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(stdout.metrics()).toEqual([
      expect.objectContaining({ Requests: 1, Faults: 1, Timeouts: 1, Latency: 2_950 }),
    ]);
    expect(stdout.writes[0]).toContain('{"Name":"Timeouts","Unit":"Count"}');
    expect(stdout.logs()).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'invoke is about to time out',
        durationMs: 2_950,
        error: expect.objectContaining({
          name: 'ImpendingTimeout',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        }),
      }),
    ]);

    answer('late');
    await expect(result).resolves.toBe('late');
    expect(stdout.writes).toHaveLength(1);
  });

  test('takes along what the user recorded and logged until then, before its last line', () => {
    const handler = observe((_event: unknown, _context: LambdaContext) => {
      log.info('began');
      metrics.count('Orders', 2, { tenant: 'acme' });
      return new Promise<void>(() => undefined);
    });
    handler({}, lambdaContext());
    jest.advanceTimersByTime(2_950);
    const lines = stdout.writes
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ message: 'began' }),
      expect.objectContaining({ Orders: 2, tenant: 'acme' }),
      expect.objectContaining({ Requests: 1, Timeouts: 1 }),
    ]);
  });

  test('is written at once when hardly any time is left', () => {
    slow().handler({}, lambdaContext({ getRemainingTimeInMillis: () => 20 }));
    jest.advanceTimersByTime(0);
    expect(stdout.metrics()[0]).toMatchObject({ Timeouts: 1 });
  });
});

describe('an invocation that ends in time', () => {
  test('leaves no timer behind and declares no timeouts', async () => {
    const { handler, answer } = slow();
    const result = handler({}, lambdaContext());
    expect(jest.getTimerCount()).toBe(1);
    answer('done');
    await result;
    expect(jest.getTimerCount()).toBe(0);
    expect(stdout.writes[0]).not.toContain('Timeouts');
  });

  test('sets no timer at all when it answers at once', () => {
    observe((_event: unknown, _context: LambdaContext) => 'done')({}, lambdaContext());
    expect(jest.getTimerCount()).toBe(0);
  });
});

test.each<[string, unknown]>([
  ['no context', undefined],
  ['a context without the method', {}],
  [
    'a method that throws',
    {
      getRemainingTimeInMillis: () => {
        throw new Error('no');
      },
    },
  ],
  ['no number', { getRemainingTimeInMillis: () => 'soon' }],
  ['NaN', { getRemainingTimeInMillis: () => Number.NaN }],
  ['a time that is over', { getRemainingTimeInMillis: () => -1 }],
  ['a time without end', { getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY }],
  ['more than a timer can wait for', { getRemainingTimeInMillis: () => 2 ** 31 + 50 }],
])('without a usable remaining time no timer is set: %s', async (_title, context) => {
  const { handler, answer } = slow();
  const result = handler({}, context as LambdaContext);
  expect(jest.getTimerCount()).toBe(0);
  answer('done');
  await expect(result).resolves.toBe('done');
  expect(stdout.metrics()).toHaveLength(1);
});
