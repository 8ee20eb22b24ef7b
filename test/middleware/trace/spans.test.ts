import { isPromise } from 'node:util/types';
import * as fc from 'fast-check';
import {
  annotate,
  dependency,
  exportSpans,
  type FinishedTrace,
  observe,
  propagationHeaders,
  type Span,
  span,
} from '../../../lib/middleware/index';
import { captureStdout, lambdaContext } from '../harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

/** Runs `work` in an invocation; answers the invocation's span, and the others by name. */
async function traced(work: () => unknown) {
  const traces: FinishedTrace[] = [];
  const plugin = exportSpans((trace) => void traces.push(trace), { sampler: () => true });
  const handler = observe(async (_event: unknown, _context: unknown) => work(), {
    operation: 'pay',
    plugins: [plugin],
  });
  await handler({}, lambdaContext()).catch(() => undefined);
  const [root, ...rest] = (traces[0] as FinishedTrace).spans;
  return { root, rest, named: (name: string) => rest.find((one) => one.name === name) as Span };
}

const wait = () => new Promise(setImmediate);

describe('spans', () => {
  test('know which span they are in, also when several run at once', async () => {
    const { root, rest, named } = await traced(() =>
      Promise.all(
        ['a', 'b', 'c'].map((name) =>
          span(name, async () => {
            await wait();
            span(`${name}1`, () => 'sync');
            await dependency(`${name}2`, async () => {
              await wait();
              await span(`${name}3`, wait);
            });
          }),
        ),
      ),
    );
    expect(rest).toHaveLength(12);
    expect(new Set([root, ...rest].map(({ id }) => id)).size).toBe(13);
    for (const name of ['a', 'b', 'c']) {
      expect(named(name)).toMatchObject({ parentId: root.id, kind: 'internal', fault: false, annotations: {} });
      expect(named(`${name}1`)).toMatchObject({ parentId: named(name).id });
      expect(named(`${name}2`)).toMatchObject({ parentId: named(name).id, kind: 'client' });
      expect(named(`${name}3`)).toMatchObject({ parentId: named(`${name}2`).id });
    }
  });

  test('tell when they began and how long they took', async () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const { named } = await traced(async () => {
      jest.advanceTimersByTime(5);
      span('sync', () => jest.advanceTimersByTime(20));
    });
    expect(named('sync')).toMatchObject({ startMs: 1_000_005, durationMs: 20 });
  });

  test('tell the error they ended with', async () => {
    const { named } = await traced(async () => {
      expect(() =>
        span('sync', () => {
          throw new TypeError('at once');
        }),
      ).toThrow('at once');
      await expect(span('async', () => Promise.reject(new RangeError('later')))).rejects.toThrow('later');
    });
    expect(named('sync')).toMatchObject({ fault: true, error: { name: 'TypeError', fingerprint: expect.any(String) } });
    expect(named('async')).toMatchObject({ fault: true, error: { name: 'RangeError' } });
  });

  test('that end after the invocation are dropped, and do no harm', async () => {
    let finish = () => {};
    let late: Promise<unknown> | undefined;
    const { rest } = await traced(() => {
      late = span(
        'late',
        () =>
          new Promise<string>((resolve) => {
            finish = () => resolve('done');
          }),
      );
    });
    finish();
    await expect(late).resolves.toBe('done');
    expect(rest).toEqual([]);
    expect(span('outside', () => 7)).toBe(7);
  });

  test('are at most five hundred', async () => {
    const { rest } = await traced(() => {
      for (let n = 0; n < 700; n++) span('s', () => n);
    });
    expect(rest).toHaveLength(500);
  });

  test('take any name', async () => {
    const bad = {
      toString: () => {
        throw new Error('no');
      },
    };
    const { rest } = await traced(() => {
      for (const name of ['', bad, Symbol('s'), '__proto__', 'x'.repeat(1_000_000)]) span(name as string, () => 1);
    });
    expect(rest.map(({ name }) => name)).toEqual(['span', 'span', 'Symbol(s)', '__proto__', 'x'.repeat(250)]);
  });

  test('are not made where nobody wants them, and the work runs all the same', async () => {
    const seen: unknown[] = [];
    const handler = observe(async () => {
      const outer = propagationHeaders().traceparent;
      span('quiet', () => seen.push(propagationHeaders().traceparent === outer));
    });
    await handler();
    expect(seen).toEqual([true]);
  });
});

describe('annotations', () => {
  test('are on the innermost span', async () => {
    const { root, named } = await traced(async () => {
      annotate('orderId', 'o-1');
      await span('outer', async () => {
        annotate('depth', 1);
        await span('inner', async () => annotate('deep', true));
        annotate('after', 2);
      });
      annotate('total', 3);
    });
    expect(root.annotations).toMatchObject({ orderId: 'o-1', total: 3 });
    expect(root.annotations).not.toHaveProperty('depth');
    expect(named('outer').annotations).toEqual({ depth: 1, after: 2 });
    expect(named('inner').annotations).toEqual({ deep: true });
  });

  test('have names of letters, digits and underscores, and none of ours', async () => {
    const trap = {
      toString: () => {
        throw new Error('no');
      },
    };
    const { named } = await traced(() =>
      span('s', () => {
        for (const name of ['order-id', 'größe', '', 'x'.repeat(500), 'service', 'fault', '_fault', trap as never])
          annotate(name, 1);
        annotate('__proto__', 'odd');
      }),
    );
    const names = Object.keys(named('s').annotations);
    expect(names).toEqual(['order_id', 'gr__e', '_', 'x'.repeat(100), '_service', '_fault', '__fault', '__proto__']);
    expect(({} as { odd?: unknown }).odd).toBeUndefined();
  });

  test('have short texts, finite numbers and truths for values; others are left out', async () => {
    const values = ['x'.repeat(2_000), 1.5, true, Number.NaN, Infinity, null, undefined, {}, 1n, Symbol('s'), () => 1];
    const { named } = await traced(() =>
      span('s', () => {
        for (const [index, value] of values.entries()) annotate(`v${index}`, value as never);
      }),
    );
    expect(named('s').annotations).toEqual({ v0: 'x'.repeat(1_000), v1: 1.5, v2: true });
  });

  test('are at most fifty, and one that is there can change', async () => {
    const { named } = await traced(() =>
      span('s', () => {
        for (let n = 0; n < 60; n++) annotate(`k${n}`, n);
        annotate('k0', 'changed');
      }),
    );
    expect(Object.keys(named('s').annotations)).toHaveLength(50);
    expect(named('s').annotations.k0).toBe('changed');
  });

  test('outside of an invocation nothing happens', () => {
    expect(annotate('a', 1)).toBeUndefined();
  });
});

describe('what work answers is what comes out', () => {
  const trapped = new Proxy(
    {},
    {
      get() {
        throw new Error('get');
      },
      getPrototypeOf() {
        throw new Error('proto');
      },
    },
  );
  const anything = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }).map((value) => () => value),
    fc.constantFrom(
      () => trapped,
      () => Symbol.iterator,
      () => Object.create(null),
    ),
  );

  test('result and error are the same, at once or later', async () => {
    const doors = fc.constantFrom(
      (work: () => unknown) => span('s', work),
      (work: () => unknown) => dependency('d', work),
      (work: () => unknown) =>
        dependency('d', work, {
          judge: () => {
            throw new Error('no');
          },
        }),
      (work: () => unknown) =>
        dependency('d', work, { judge: () => ({ fault: 'x', statusCode: {}, retries: 'many' }) as never }),
      (work: () => unknown) => dependency(trapped as never, work, null as never),
    );
    await fc.assert(
      fc.asyncProperty(
        doors,
        anything,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        async (door, make, throws, later, inside) => {
          const value = make();
          let promise: unknown;
          const work = () => {
            if (later) {
              promise = throws ? Promise.reject(value) : Promise.resolve([value]);
              return promise;
            }
            if (throws) throw value;
            return value;
          };
          let end: { answer?: unknown; thrown?: unknown } | undefined;
          const call = () => {
            try {
              end = { answer: door(work) };
            } catch (thrown) {
              end = { thrown };
            }
          };
          if (inside) await traced(call);
          else call();
          const { answer, thrown } = end ?? {};
          if (later) expect(isPromise(answer)).toBe(true);
          (promise as Promise<unknown> | undefined)?.catch(() => undefined);
          // In a list, so that nothing asks the value whether it is a promise.
          const settled = later
            ? await (answer as Promise<unknown[]>).catch((error) => [error])
            : [throws ? thrown : answer];
          expect(Object.is(settled[0], value)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a lazy thenable, such as a query, is asked only once', async () => {
    let runs = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: query builders do this
      then: (resolve: (rows: string) => void) => {
        runs++;
        resolve('rows');
      },
    };
    const { rest } = await traced(async () => {
      expect(await dependency('database', () => query)).toBe('rows');
      expect(await span('query', () => query)).toBe('rows');
    });
    expect(runs).toBe(2);
    expect(rest).toHaveLength(2);
  });
});

test('secrets reach neither annotations nor targets nor names of spans', async () => {
  const { root, rest } = await traced(() => {
    annotate('header', 'Bearer eyJhbGciOiJIUzI1NiJ9.hunter2hunter2');
    dependency('payments', () => 'ok', { target: 'GET https://app:hunter2@pay.example.com' });
    span('connect postgres://app:hunter2@db', () => 'ok');
  });
  expect(JSON.stringify([root, rest])).not.toContain('hunter2');
  expect(rest.map(({ target }) => target)).toContain('GET https://[redacted]@pay.example.com');
});
