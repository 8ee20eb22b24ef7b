import { fingerprint } from '../../../lib/core/error/fingerprint';
import {
  breadcrumb,
  capture,
  dependency,
  log,
  type ObserveOptions,
  observe,
  setTag,
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

async function during(work: () => unknown, options: ObserveOptions = {}) {
  const from = stdout.logs().length;
  const handler = observe(async (_event: unknown, _context: unknown) => work(), { ...OPTIONS, ...options });
  await handler({}, lambdaContext()).catch(() => undefined);
  const lines = stdout.logs().slice(from);
  return { lines: lines.slice(0, -1), last: lines.at(-1) as Document };
}

class NotFoundError extends Error {
  override name = 'NotFoundError';
}

describe('an error that the code handles itself', () => {
  test('is logged with category, fingerprint, tags and breadcrumbs, and makes no fault', async () => {
    const { lines, last } = await during(() => {
      breadcrumb('cart read', { items: 3 });
      capture(new NotFoundError('order 4711 not found'), { tags: { feature: 'cart' } });
      return 'fine';
    });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'order 4711 not found',
        requestId: 'request-1',
        tags: { feature: 'cart' },
        breadcrumbs: [{ timestamp: expect.any(String), message: 'cart read', items: 3 }],
        error: expect.objectContaining({
          name: 'NotFoundError',
          category: 'not_found',
          fingerprint: expect.stringMatching(/^[\da-f]{16}$/),
          stack: expect.stringContaining('capture.test.ts'),
        }),
      }),
    ]);
    expect(last).toMatchObject({ level: 'INFO', Faults: 0 });
    expect(last).not.toHaveProperty('breadcrumbs');
  });

  test('is as severe as one says, and an error where that is no level', async () => {
    const { lines } = await during(() => {
      capture('a', { severity: 'FATAL' });
      capture('b', { severity: 'WARN' });
      capture('c', { severity: '"}' as never });
      capture('d', null as never);
      capture('e', { severity: 'DEBUG' });
    });
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['FATAL', 'a'],
      ['WARN', 'b'],
      ['ERROR', 'c'],
      ['ERROR', 'd'],
    ]);
  });

  test('keeps the tags of the invocation unless it has its own', async () => {
    const { lines } = await during(() => {
      setTag('plan', 'free');
      capture(new Error('x'));
    });
    expect(lines[0]).toMatchObject({ tags: { plan: 'free' } });
  });

  test('is logged outside of an invocation, too', () => {
    capture(new TypeError('at start'));
    expect(stdout.logs()).toMatchObject([{ level: 'ERROR', message: 'at start', error: { name: 'TypeError' } }]);
  });

  test.each<[unknown, string, string]>([
    [null, 'null', 'null'],
    [undefined, 'undefined', 'undefined'],
    [0, '0', '0'],
    ['text', 'text', 'text'],
    [Object.freeze({ code: 7, why: 'x' }), '[object Object]', 'object with keys code, why'],
    [Object.freeze(new Error('frozen')), 'frozen', 'frozen'],
    [Object.create(null), 'unreadable error', 'object with keys '],
    [Symbol('s'), 'Symbol(s)', 'Symbol(s)'],
  ])('may be no error at all: %p', async (error, message, described) => {
    const { lines } = await during(() => capture(error));
    expect(lines).toMatchObject([{ message, error: { message: described, category: 'unknown' } }]);
  });
});

describe('a handler that throws no error', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['a number', 42],
    ['a text', 'text'],
    ['a frozen object', Object.freeze({ a: 1 })],
    ['a frozen error', Object.freeze(new Error('x'))],
  ])('throws the same still, and it is described: %s', async (_title, thrown) => {
    const failing = observe(async () => {
      throw thrown;
    }, OPTIONS);
    const caught = await failing().then(
      () => 'nothing was thrown',
      (error: unknown) => ({ error }),
    );
    expect(caught).toEqual({ error: thrown });
    expect(Object.is((caught as { error: unknown }).error, thrown)).toBe(true);
    expect(stdout.logs()).toMatchObject([{ level: 'ERROR', Faults: 1, error: { message: expect.any(String) } }]);
  });
});

test('the fingerprint is that of the whole error, whatever is hidden or cut of it', async () => {
  const message = `password=${'x'.repeat(20_000)}`;
  const stack = `TypeError: ${message}\n    at load (/var/task/orders.js:1:2)\n    at pay (/var/task/orders.js:3:4)`;
  const error = Object.assign(new TypeError(message), { stack });
  const { last } = await during(() => Promise.reject(error));
  const short = stack.replace('x'.repeat(20_000), '1');
  const alike = Object.assign(new TypeError('password=1'), { stack: short.replace('1:2', '7:8') });
  const other = Object.assign(new TypeError('password=1'), { stack: short.replace('load', 'save') });
  const [of, ofAlike, ofOther] = [
    last,
    (await during(() => Promise.reject(alike))).last,
    (await during(() => Promise.reject(other))).last,
  ].map((line) => (line.error as Document).fingerprint);
  expect(of).toBe(fingerprint({ name: 'TypeError', message: 'password=1', stack: short }));
  expect([ofAlike === of, ofOther === of]).toEqual([true, false]);
});

describe('breadcrumbs', () => {
  test('are the last twenty, calls of dependencies among them', async () => {
    const { last } = await during(async () => {
      for (let n = 0; n < 30; n++) breadcrumb(`step ${n}`);
      await dependency('payments', async () => 'ok');
      await dependency('stock', async () => Promise.reject(Object.assign(new Error('x'), { statusCode: 503 }))).catch(
        () => {},
      );
      throw new Error('x');
    });
    const crumbs = last.breadcrumbs as Document[];
    expect(crumbs).toHaveLength(20);
    expect(crumbs.map(({ message, dependency }) => message ?? dependency)).toEqual([
      ...Array.from({ length: 18 }, (_, n) => `step ${n + 12}`),
      'payments',
      'stock',
    ]);
    expect(crumbs.at(-2)).toMatchObject({ dependency: 'payments', fault: false, durationMs: expect.any(Number) });
    expect(crumbs.at(-1)).toMatchObject({ dependency: 'stock', fault: true, statusCode: 503 });
  });

  test('are told with errors only, and in their own invocation', async () => {
    const quiet = await during(() => {
      breadcrumb('a');
      log.info('b');
      log.error('c');
      return { statusCode: 404 };
    });
    const other = await during(() => Promise.reject(new Error('x')));
    for (const line of [...quiet.lines, quiet.last, other.last]) expect(line).not.toHaveProperty('breadcrumbs');
    const failed = await during(() => {
      breadcrumb('a');
      return { statusCode: 502 };
    });
    expect(failed.last.breadcrumbs).toMatchObject([{ message: 'a' }]);
  });

  test('have no secrets, keep their own names, and are small', async () => {
    const { last } = await during(() => {
      breadcrumb('password=geheim', { token: 'geheim', message: 'mine', timestamp: 1, text: 'x'.repeat(100_000) });
      breadcrumb(Symbol('s') as never, 'text' as never);
      throw new Error('x');
    });
    expect(JSON.stringify(last)).not.toContain('geheim');
    expect(last.breadcrumbs).toMatchObject([
      { message: 'password=[redacted]', token: '[redacted]', _message: 'mine', _timestamp: 1 },
      { message: 'Symbol(s)', value: 'text' },
    ]);
    expect(JSON.stringify(last.breadcrumbs).length).toBeLessThan(2_500);
  });

  test('outside of an invocation nothing happens', () => {
    expect(breadcrumb('a')).toBeUndefined();
    expect(stdout.writes).toEqual([]);
  });
});

describe('a storm of one error', () => {
  const START = new Date('2026-03-01T10:00:30.000Z');
  const storm = (count: number) => () => {
    for (let n = 0; n < count; n++) log.error('failed', new Error(`order ${n} is gone`, { cause: new Error('inner') }));
    log.error('other', new RangeError('another'));
  };

  test('loses stack and cause from the eleventh time in a minute on, and stays one line a time', async () => {
    jest.useFakeTimers({ now: START, doNotFake: ['nextTick'] });
    const runs: Document[][] = [];
    const handler = observe(async () => {
      const from = stdout.logs().length;
      storm(15)();
      runs.push(stdout.logs().slice(from));
    }, OPTIONS);
    await handler();
    const [first = []] = runs;
    const errors = first.slice(0, 15).map(({ error }) => error as Document);
    expect(first.map(({ level }) => level)).toEqual(Array(16).fill('ERROR'));
    expect(new Set(errors.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(errors.map(({ stack, cause }) => Boolean(stack && cause))).toEqual([
      ...Array(10).fill(true),
      ...Array(5).fill(false),
    ]);
    expect(errors.map(({ repeats }) => repeats)).toEqual([...Array(10).fill(undefined), 11, 12, 13, 14, 15]);
    expect(errors[14]).toMatchObject({ name: 'Error', message: 'order 14 is gone', category: 'unknown' });
    // Another error in the same minute is whole.
    expect(first[15]).toMatchObject({ error: { name: 'RangeError', stack: expect.any(String) } });

    jest.setSystemTime(new Date('2026-03-01T10:01:00.000Z'));
    await handler();
    const next = (runs[1] as Document[]).map(({ error }) => error);
    expect(next[0]).toMatchObject({ stack: expect.any(String), cause: { message: 'inner' } });
    expect(next[0]).not.toHaveProperty('repeats');
  });

  test('is counted for each wrapped handler, across its invocations', async () => {
    jest.useFakeTimers({ now: START, doNotFake: ['nextTick'] });
    const make = () =>
      observe(async () => {
        throw new Error('x');
      }, OPTIONS);
    const [one, two] = [make(), make()];
    for (let n = 0; n < 11; n++) await one().catch(() => undefined);
    await two().catch(() => undefined);
    const stacks = stdout.logs().map(({ error }) => Boolean((error as Document).stack));
    expect(stacks).toEqual([...Array(10).fill(true), false, true]);
    expect(stdout.logs().every(({ level, Faults }) => level === 'ERROR' && Faults === 1)).toBe(true);
  });
});
