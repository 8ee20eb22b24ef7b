import fc from 'fast-check';
import { type CheckOptions, check, createHealth, type Probe } from '../../../lib/middleware/health';

beforeEach(() => jest.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => jest.useRealTimers());

const healthOf = (probe: Probe, options: CheckOptions = {}) => createHealth({ checks: [check('db', probe, options)] });
const never = () => new Promise(() => undefined);

async function resultOf(probe: Probe, options: CheckOptions = {}) {
  const running = healthOf(probe, options).run();
  await jest.advanceTimersByTimeAsync(options.timeoutMs ?? 2_000);
  const [result] = (await running).checks;
  return result;
}

/** Built by key, as no linter wants to read a `then` that is no promise's. */
function thenable(then: (resolve: (value: unknown) => void) => unknown): object {
  return Object.fromEntries([['then', then]]);
}

/** A probe that counts its runs and ends when it is told to. */
function counted(answer: unknown = true) {
  const probe = { runs: 0, finish: () => undefined as unknown };
  const run = () => {
    probe.runs += 1;
    return new Promise((resolve) => {
      probe.finish = () => resolve(answer);
    });
  };
  return Object.assign(run, { probe });
}

describe('the answer of a probe', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'healthy'],
    ['rows', [{ one: 1 }], 'healthy'],
    ['true', true, 'healthy'],
    ['false', false, 'unhealthy'],
    ['a status', 'degraded', 'degraded'],
    ['that it does not know', 'unknown', 'unknown'],
    ['a status in an object', { status: 'unhealthy' }, 'unhealthy'],
    ['a response of 200', { ok: true, status: 200 }, 'healthy'],
    ['a response of 503', { ok: false, status: 503 }, 'unhealthy'],
    ['an inherited word', 'constructor', 'healthy'],
    ['a throwing getter', Object.defineProperty({}, 'status', { get: () => fail('getter') }), 'healthy'],
    ['a proxy that throws', new Proxy({}, { get: (_, key) => (key === 'then' ? undefined : fail('trap')) }), 'healthy'],
  ])('%s is read as it says', async (_, answer, status) => {
    expect((await resultOf(() => answer))?.status).toBe(status);
    expect((await resultOf(async () => answer))?.status).toBe(status);
  });

  test('that is a failed response is told by its status', async () => {
    expect((await resultOf(() => ({ ok: false, status: 429 })))?.error).toEqual({
      name: 'ProbeFailed',
      category: 'rate_limit',
      message: 'the probe answered with status 429',
    });
  });

  test('keeps twenty short plain details and nothing else', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'x'.repeat(1_000_000)]));
    const result = await resultOf(() => ({ status: 'healthy', details: many }));
    expect(Object.values(result?.details ?? {})).toEqual(Array(20).fill('x'.repeat(200)));
    const circle: Record<string, unknown> = { big: 1n, pool: 7, __proto__: null };
    circle.self = circle;
    expect((await resultOf(() => ({ status: 'healthy', details: circle })))?.details).toEqual({ pool: 7 });
    const hostile = Object.defineProperty({}, 'secret', { enumerable: true, get: () => fail('getter') });
    expect(await resultOf(() => ({ status: 'degraded', details: hostile }))).toMatchObject({ status: 'degraded' });
    const proto = JSON.parse('{"__proto__": "text"}');
    const kept = (await resultOf(() => ({ status: 'healthy', details: proto })))?.details ?? {};
    expect(Object.keys(kept)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  });
});

function fail(message: string): never {
  throw new Error(message);
}

describe('a probe that fails', () => {
  const refused = Object.assign(new Error('connect to 10.0.0.7'), { code: 'ECONNREFUSED' });
  test.each<[string, Probe, object]>([
    ['throws at once', () => fail('boom'), { name: 'Error', category: 'unknown', message: 'boom' }],
    ['rejects', async () => fail('boom'), { name: 'Error', message: 'boom' }],
    ['throws no error', () => Promise.reject('down'), { name: 'string', message: 'down' }],
    ['throws nothing', () => Promise.reject(undefined), { name: 'undefined', message: 'undefined' }],
    ['throws a symbol', () => Promise.reject(Symbol('s')), { name: 'symbol', message: 'Symbol(s)' }],
    ['throws what has no text', () => Promise.reject(Object.create(null)), { name: 'object', message: '' }],
    ['throws with a cause', () => Promise.reject(new Error('no', { cause: refused })), { category: 'network' }],
    ['throws many', () => Promise.reject(new AggregateError([refused], 'all')), { category: 'network' }],
    ['answers a broken thenable', () => thenable(() => fail('then')), { message: 'then' }],
    ['throws a megabyte', () => fail('x'.repeat(1_000_000)), { message: 'x'.repeat(500) }],
    [
      'is of the SDK',
      () => Promise.reject({ name: 'X', $metadata: { httpStatusCode: 403 } }),
      { category: 'authorization' },
    ],
    ['never settles', never, { name: 'TimeoutError', category: 'network', message: 'no answer within 2000 ms' }],
    ['answers a thenable that never settles', () => thenable(() => undefined), { name: 'TimeoutError' }],
  ])('because it %s is unhealthy and says why', async (_, probe, error) => {
    expect(await resultOf(probe)).toMatchObject({ status: 'unhealthy', error });
  });

  test('does not disturb the others, which run at the same time', async () => {
    const order: string[] = [];
    const probe = (name: string, answer: unknown) =>
      check(name, () => {
        order.push(name);
        return answer;
      });
    const health = createHealth({ checks: [probe('a', never()), probe('b', Promise.reject(1)), probe('c', true)] });
    const running = health.run();
    expect(order).toEqual(['a', 'b', 'c']);
    await jest.advanceTimersByTimeAsync(2_000);
    const report = await running;
    expect(report.checks.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'unhealthy'],
      ['b', 'unhealthy'],
      ['c', 'healthy'],
    ]);
    expect(report).toMatchObject({ score: 33.3, status: 'unhealthy' });
  });

  test('too late, is not heard of again', async () => {
    const lost = jest.fn();
    process.on('unhandledRejection', lost);
    const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5_000));
    expect(await resultOf(late)).toMatchObject({ durationMs: 2_000, error: { name: 'TimeoutError' } });
    await jest.advanceTimersByTimeAsync(10_000);
    jest.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', lost);
    expect(lost).not.toHaveBeenCalled();
  });

  test('is told by its signal that the time is over, and only then', async () => {
    let signal: AbortSignal | undefined;
    const running = resultOf((given) => {
      signal = given;
      return never();
    });
    expect(signal?.aborted).toBe(false);
    await running;
    expect(signal?.aborted).toBe(true);
    await resultOf((given) => {
      signal = given;
    });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(signal?.aborted).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('results', () => {
  test('are shared by calls that come while the probe runs', async () => {
    const run = counted();
    const health = healthOf(run, { cacheMs: 0 });
    const calls = [health.run(), health.run('ready'), health.respond('GET', '/health')];
    run.probe.finish();
    await Promise.all(calls);
    expect(run.probe.runs).toBe(1);
    const again = health.run();
    run.probe.finish();
    await again;
    expect(run.probe.runs).toBe(2);
  });

  test.each([true, false])('that are %p serve for five seconds', async (answer) => {
    let runs = 0;
    const health = healthOf(() => {
      runs += 1;
      return answer;
    });
    const first = await health.run();
    jest.advanceTimersByTime(4_999);
    const second = await health.run();
    expect(runs).toBe(1);
    expect(second.checks).toEqual(first.checks);
    expect(second.atMs).toBe(first.atMs + 4_999);
    jest.advanceTimersByTime(1);
    await health.run();
    expect(runs).toBe(2);
  });

  test('from the future, after the clock was set back, do not serve', async () => {
    let runs = 0;
    let nowMs = 1_000_000;
    const probe = () => {
      runs += 1;
    };
    const health = createHealth({ checks: [check('db', probe)], now: () => nowMs });
    await health.run();
    nowMs = 0;
    await health.run();
    expect(runs).toBe(2);
  });
});

describe('the door of check', () => {
  test.each<[CheckOptions, string]>([
    [{ kind: 'disc' as never }, 'kind must be database, cache, service, memory, disk, custom; got disc'],
    [{ weight: -1 }, 'weight must be 0, or 0.01 to 1000; got -1'],
    [{ weight: 0.001 }, 'weight'],
    [{ weight: Number.NaN }, 'weight'],
    [{ critical: 'yes' as never }, 'critical must be true or false; got yes'],
    [{ timeoutMs: 0 }, 'timeoutMs must be 1 to 60000; got 0'],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs'],
    [{ cacheMs: -1 }, 'cacheMs must be 0 to 3600000; got -1'],
    [{ scopes: 'ready' as never }, 'scopes must be a list of live, ready, startup; got ready'],
    [{ scopes: ['all' as never] }, 'scopes'],
    [{ timeout: 5 } as never, 'options must be kind, weight, critical, timeoutMs, cacheMs, scopes; got timeout'],
  ])('refuses %p', (options, message) => {
    expect(() => check('db', () => true, options)).toThrow(`health check 'db': ${message}`);
  });

  test.each(['', ' db', 'a\nb', 'ä', 'x'.repeat(101), undefined, 5])('refuses the name %p', (name) => {
    expect(() => check(name as string, () => true)).toThrow('name must be 1 to 100 printable ASCII characters');
  });

  test('refuses a probe that is no function, and names that are not unique', () => {
    expect(() => check('db', {} as never)).toThrow("health check 'db': probe must be a function; got [object Object]");
    const twins = [check('db', () => true), check('db', () => true)];
    expect(() => createHealth({ checks: twins })).toThrow("health check 'db': name must be unique in the service");
    expect(() => createHealth({} as never)).toThrow("checks must be a list of what 'check' answers; got undefined");
    expect(() => createHealth({ checks: [undefined as never] })).toThrow('checks must be a list');
  });

  test('takes undefined as left out', () => {
    const made = check('db', () => true, { kind: 'database', weight: undefined, scopes: undefined });
    expect(made).toMatchObject({ weight: 1, scopes: ['ready', 'startup'], timeoutMs: 2_000, cacheMs: 5_000 });
  });
});

test('whatever probes do, a run answers with one result for each', async () => {
  const behaviour = fc.constantFrom<Probe>(
    () => true,
    () => false,
    () => fail('sync'),
    () => Promise.reject(new Error('async')),
    never,
    () => 'unknown',
    () => thenable((resolve) => resolve('degraded')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(behaviour, { maxLength: 8 }), async (probes) => {
      const health = createHealth({ checks: probes.map((probe, index) => check(`c${index}`, probe)) });
      const running = health.run();
      await jest.advanceTimersByTimeAsync(2_000);
      expect((await running).checks).toHaveLength(probes.length);
      expect(jest.getTimerCount()).toBe(0);
    }),
    { numRuns: 50 },
  );
});
