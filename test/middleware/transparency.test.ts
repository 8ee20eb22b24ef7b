import { isNativeError, isPromise } from 'node:util/types';
import * as fc from 'fast-check';
import { type LambdaContext, observe } from '../../lib/middleware/index';
import { captureStdout, lambdaContext } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

type Settled = { readonly value: unknown } | { readonly thrown: unknown };

/** How a call ends, and whether at once or later: nothing else is visible to the Lambda runtime. */
async function settle(call: () => unknown): Promise<{ readonly end: Settled; readonly later: boolean }> {
  let result: unknown;
  try {
    result = call();
  } catch (thrown) {
    return { end: { thrown }, later: false };
  }
  if (!isPromise(result)) return { end: { value: result }, later: false };
  return {
    end: await result.then(
      (value) => ({ value }),
      (thrown) => ({ thrown }),
    ),
    later: true,
  };
}

const trap = new Error('getter');
const boom = () => {
  throw trap;
};
const HOSTILE = ((): readonly unknown[] => {
  const circular: Record<string, unknown> = { message: 'round' };
  circular.cause = circular;
  circular.self = circular;
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return [
    null,
    undefined,
    '',
    'text',
    '\ud800',
    0,
    Number.NaN,
    10n,
    Symbol('s'),
    () => 'function',
    circular,
    proxy,
    new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom }),
    Object.defineProperties(
      {},
      { name: { get: boom }, message: { get: boom }, stack: { get: boom }, cause: { get: boom } },
    ),
    Object.defineProperties(new Error('x'), { stack: { value: 7 }, name: { value: null }, message: { value: {} } }),
    Object.create(null),
    { statusCode: { valueOf: boom }, batchItemFailures: 'no', toJSON: boom },
    {
      get statusCode() {
        return boom();
      },
    },
    {
      get batchItemFailures() {
        return boom();
      },
    },
    JSON.parse('{"__proto__":{"message":"polluted"},"constructor":null}'),
    new AggregateError([new Error('first')], 'many'),
    Object.assign(new Error('x'), { $metadata: { httpStatusCode: '4' }, code: {} }),
  ];
})();

/** The engine makes a new TypeError each time a promise looks into a revoked proxy: those are alike, not the same. */
function isSame(actual: unknown, expected: unknown): boolean {
  const bothRevoked = [actual, expected].every((end) => isNativeError(end) && String(end.stack).includes('revoked'));
  return Object.is(actual, expected) || bothRevoked;
}

/** Behind a function, because fast-check itself reads what it generates. */
const anything = (): fc.Arbitrary<() => unknown> =>
  fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }).map((value) => () => value),
    fc.integer({ min: 0, max: HOSTILE.length - 1 }).map((index) => () => HOSTILE[index]),
  );

test('whatever comes in and goes out, result and error are those of the bare handler, and are written once', async () => {
  const runs = fc.record({
    event: anything(),
    context: fc.oneof(
      anything(),
      fc.constant(() => lambdaContext()),
    ),
    outcome: anything(),
    throws: fc.boolean(),
    later: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(runs, async ({ throws, later, ...values }) => {
      const [event, context, outcome] = [values.event(), values.context(), values.outcome()];
      const seen: unknown[] = [];
      const end = () => {
        if (throws) throw outcome;
        return outcome;
      };
      const bare = (...input: unknown[]) => {
        seen.push(input);
        return later ? Promise.resolve().then(end) : end();
      };
      const before = stdout.writes.length;
      const expected = await settle(() => bare(event, context));
      const actual = await settle(() => observe(bare)(event, context as LambdaContext));

      expect(actual.later).toBe(expected.later);
      expect(Object.keys(actual.end)).toEqual(Object.keys(expected.end));
      expect(isSame(Object.values(actual.end)[0], Object.values(expected.end)[0])).toBe(true);
      expect(Object.is((seen[1] as unknown[])[0], event) && Object.is((seen[1] as unknown[])[1], context)).toBe(true);
      expect(stdout.writes.length - before).toBe(1);
      for (const line of (stdout.writes.at(-1) ?? '').trimEnd().split('\n')) JSON.parse(line);
    }),
    { numRuns: 500 },
  );
});

test('an exotic thrown value is described as far as it can be read', () => {
  for (const thrown of HOSTILE) {
    try {
      observe(() => {
        throw thrown;
      })();
    } catch {}
  }
  for (const line of stdout.logs()) {
    expect(line).toMatchObject({
      level: 'ERROR',
      error: {
        name: expect.any(String),
        message: expect.any(String),
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    });
  }
  expect(stdout.logs()).toHaveLength(HOSTILE.length);
});

test('a native promise is handed on as the same object', () => {
  const promise = Promise.resolve(1);
  expect(observe(() => promise)()).toBe(promise);
});

test('a lazy thenable, such as a query, is asked only once', async () => {
  let runs = 0;
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: query builders do this
    then(resolve: (rows: string) => void) {
      runs++;
      resolve('rows');
    },
  };
  await expect(observe(() => query)()).resolves.toBe('rows');
  expect(runs).toBe(1);
  expect(stdout.writes).toHaveLength(1);
});

test('this and further arguments reach the handler', () => {
  const service = {
    prefix: 'p',
    handler: observe(function (this: { prefix: string }, ...input: unknown[]) {
      return [this.prefix, ...input];
    }),
  };
  expect(service.handler('e', 'c', 'd')).toEqual(['p', 'e', 'c', 'd']);
});

test('what a handler has of its own stays: values, getters, symbols', () => {
  const mark = Symbol('mark');
  const handler = Object.defineProperties(async () => 'done', {
    version: { value: 3, enumerable: true },
    count: { get: () => 2, configurable: true },
    [mark]: { value: 'marked' },
    name: { value: 'placeOrder' },
  }) as (() => Promise<string>) & { version: number; count: number; [mark]: string };
  const observed = observe(handler);
  expect([observed.version, observed.count, observed[mark], Object.keys(observed)]).toEqual([
    3,
    2,
    'marked',
    ['version'],
  ]);
  expect(observed.name).not.toBe('placeOrder');
});

test('methods do not stay: a chain that went on without us would be observed by nobody', () => {
  const handler = Object.assign(async () => 'done', { use: (): unknown => handler });
  expect(() => observe(handler).use()).toThrow('use is not a function');
});

test('a handler whose members cannot be read is observed all the same', async () => {
  const sealed = new Proxy(async () => 'done', { ownKeys: boom });
  const partly = new Proxy(
    Object.assign(async () => 'done', { use: 1 }),
    { getOwnPropertyDescriptor: boom },
  );
  for (const handler of [sealed, partly]) expect(await observe(handler)()).toBe('done');
});
