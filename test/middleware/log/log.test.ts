import { HANDLER_METRIC } from '../../../lib/core/conventions';
import { log, type ObserveOptions, observe, setTag, setUser } from '../../../lib/middleware/index';
import { captureStdout, httpEvent, lambdaContext, withEnv } from '../harness';

const ROOT = '1-67891233-abcdef012345678912345678';
const OPTIONS = { service: 'checkout', environment: 'prod', release: '7', operation: 'place order' };

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

/** Runs `work` as a handler; answers the log lines without the summary, and the summary. */
async function during(
  work: () => unknown,
  options: ObserveOptions = {},
  env: Readonly<Record<string, string>> = {},
  event: unknown = {},
) {
  const from = stdout.logs().length;
  await withEnv(env, async () => {
    const handler = observe(async (_event: unknown, _context?: unknown) => work(), { ...OPTIONS, ...options });
    await handler(event, lambdaContext()).catch(() => undefined);
  });
  const lines = stdout.logs().slice(from);
  return { lines: lines.slice(0, -1), last: lines.at(-1) };
}

const messages = (lines: readonly Readonly<Record<string, unknown>>[]) => lines.map(({ message }) => message);

/** One line of each level. */
function allLevels() {
  log.trace('TRACE');
  log.debug('DEBUG');
  log.info('INFO');
  log.warn('WARN');
  log.error('ERROR');
  log.fatal('FATAL');
}

describe('the log level', () => {
  const FROM_WARN = ['WARN', 'ERROR', 'FATAL'];
  test.each<[string, ObserveOptions, Record<string, string>, readonly string[]]>([
    ['is INFO without a word on it', {}, {}, ['INFO', ...FROM_WARN]],
    ['comes from the option', { logLevel: 'WARN' }, { SIGHTLINE_LOG_LEVEL: 'TRACE' }, FROM_WARN],
    ['comes from SIGHTLINE_LOG_LEVEL', {}, { SIGHTLINE_LOG_LEVEL: ' warn ', AWS_LAMBDA_LOG_LEVEL: 'TRACE' }, FROM_WARN],
    ['comes from AWS_LAMBDA_LOG_LEVEL', {}, { AWS_LAMBDA_LOG_LEVEL: 'FATAL' }, ['FATAL']],
    ['passes over a word that is none', {}, { SIGHTLINE_LOG_LEVEL: 'LOUD', AWS_LAMBDA_LOG_LEVEL: 'WARN' }, FROM_WARN],
    ['TRACE shows all', { logLevel: 'TRACE' }, {}, ['TRACE', 'DEBUG', 'INFO', ...FROM_WARN]],
    [
      'TRACE shows all, also where DEBUG is sampled',
      { logLevel: 'TRACE', logSampleRate: 1 },
      {},
      ['TRACE', 'DEBUG', 'INFO', ...FROM_WARN],
    ],
  ])('%s', async (_title, options, env, levels) => {
    const { lines } = await during(allLevels, { logHeldLines: false, ...options }, env);
    expect(lines.map(({ level }) => level)).toEqual(levels);
    expect(messages(lines)).toEqual(levels);
  });

  test('SIGHTLINE_LOGS=off silences all', async () => {
    await during(allLevels, {}, { SIGHTLINE_LOGS: 'off' });
    expect(stdout.logs()).toEqual([]);
  });
});

test('a line carries who, what and which invocation, and so does the summary', async () => {
  const { lines, last } = await during(
    () => log.info('charged', { orderId: 'o-1' }),
    {},
    { _X_AMZN_TRACE_ID: `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=0` },
    httpEvent('POST /orders', { 'x-correlation-id': 'c-1' }),
  );
  const shared = {
    service: 'checkout',
    environment: 'prod',
    release: '7',
    operation: 'place order',
    requestId: 'request-1',
    correlationId: 'c-1',
    traceId: ROOT,
    coldStart: true,
  };
  expect(lines).toEqual([
    {
      level: 'INFO',
      message: 'charged',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      ...shared,
      orderId: 'o-1',
    },
  ]);
  expect(last).toMatchObject({ ...shared, level: 'INFO', message: 'place order succeeded' });
});

test('time stamps are those of the clock, in the minute and after it', async () => {
  jest.useFakeTimers({ now: new Date('2026-03-01T23:59:59.007Z'), doNotFake: ['nextTick'] });
  try {
    const { lines } = await during(() => {
      for (const step of [0, 993, 50, 59_999]) {
        jest.advanceTimersByTime(step);
        log.info('at', { expected: new Date().toISOString() });
      }
    });
    expect(lines).toHaveLength(4);
    for (const { timestamp, expected } of lines) expect(timestamp).toBe(expected);
  } finally {
    jest.useRealTimers();
  }
});

describe('lines are written', () => {
  test('together, in their order, before the code goes on after a wait', async () => {
    const seen: number[] = [];
    await during(async () => {
      log.info('a');
      log.info('b');
      seen.push(stdout.writes.length);
      await new Promise(setImmediate);
      seen.push(stdout.writes.length);
      log.info('c');
    });
    expect(seen).toEqual([0, 1]);
    expect(messages(stdout.logs())).toEqual(['a', 'b', 'c', 'place order succeeded']);
    // The last line comes in one write with what was still on its way.
    expect(stdout.writes).toHaveLength(2);
  });

  test('at once with an error, after those before it', async () => {
    await during(() => {
      log.info('before');
      log.error('trouble');
      expect(messages(stdout.logs())).toEqual(['before', 'trouble']);
      log.info('after');
    });
    expect(messages(stdout.logs())).toEqual(['before', 'trouble', 'after', 'place order succeeded']);
  });

  test('at once when the invocation has ended, still with its ids', async () => {
    let late = () => {};
    await during(() => {
      const { promise, resolve } = withResolvers();
      late = resolve;
      void promise.then(() => log.info('late'));
    });
    late();
    await new Promise(setImmediate);
    expect(messages(stdout.logs())).toEqual(['place order succeeded', 'late']);
    expect(stdout.logs()[1]).toMatchObject({ requestId: 'request-1', operation: 'place order' });
  });

  test('outside of invocations at once, with who the environment says we are', () => {
    log.info('starting', { a: 1 });
    log.debug('quiet');
    expect(stdout.logs()).toEqual([
      {
        level: 'INFO',
        message: 'starting',
        timestamp: expect.any(String),
        service: expect.any(String),
        environment: expect.any(String),
        a: 1,
      },
    ]);
  });

  test('each with the ids of its own invocation, when several run at once', async () => {
    const handler = observe(async (_event: { id: string }, _context: unknown) => {
      for (let step = 0; step < 5; step++) {
        log.append({ step });
        log.info(_event.id);
        await new Promise(setImmediate);
      }
    }, OPTIONS);
    const ids = Array.from({ length: 20 }, (_, index) => `request-${index}`);
    await Promise.all(ids.map((id) => handler({ id }, lambdaContext({ awsRequestId: id }))));
    for (const id of ids) {
      const own = stdout.logs().filter(({ requestId }) => requestId === id);
      expect(messages(own)).toEqual([id, id, id, id, id, 'place order succeeded']);
      expect(own.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 4]);
    }
  });
});

describe('fields', () => {
  test('of append are in all further lines of the invocation, the summary included, and in no other', async () => {
    const { lines, last } = await during(() => {
      log.info('a');
      log.append({ orderId: 1, tenant: 'x' });
      log.append({ tenant: 'y' });
      log.info('b', { orderId: 2 });
    });
    expect(lines[0]).not.toHaveProperty('orderId');
    expect(lines[1]).toMatchObject({ orderId: 2, tenant: 'y' });
    expect(last).toMatchObject({ orderId: 1, tenant: 'y' });
    const other = await during(() => log.info('c'));
    expect(other.lines[0]).not.toHaveProperty('tenant');
  });

  test('of a child are in its lines only, and its children have them, too', async () => {
    const { lines } = await during(() => {
      const child = log.child({ part: 'payment', step: 1 });
      const grandchild = child.child({ step: 2 });
      child.info('child');
      grandchild.warn('grandchild', { own: true });
      grandchild.error('failed', new TypeError('x'));
      log.info('parent');
    });
    expect(lines).toMatchObject([
      { part: 'payment', step: 1 },
      { part: 'payment', step: 2, own: true },
      { part: 'payment', step: 2, error: { name: 'TypeError' } },
      { message: 'parent' },
    ]);
    expect(lines[3]).not.toHaveProperty('part');
  });

  test('of the user and tags add up', async () => {
    const { lines, last } = await during(() => {
      setUser('u-1');
      setTag('feature', 'checkout');
      setTag('__proto__', 'odd');
      log.info('a');
      setUser({ id: 'u-2', plan: 'free' });
      setTag('feature', 'cart');
    });
    expect(lines[0]).toMatchObject({ user: { id: 'u-1' } });
    expect(JSON.stringify(lines[0]?.tags)).toBe('{"feature":"checkout","__proto__":"odd"}');
    expect(last).toMatchObject({ user: { id: 'u-2', plan: 'free' }, tags: { feature: 'cart' } });
  });

  test('with a reserved name get an underscore in front, and none is lost by that', async () => {
    const names = [
      'level',
      'message',
      'timestamp',
      'service',
      'operation',
      'requestId',
      'traceId',
      'coldStart',
      '_aws',
    ];
    const fields = Object.fromEntries([...names, '_level', '__level'].map((name) => [name, `own ${name}`]));
    const { lines } = await during(() => log.info('told', fields));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'told', service: 'checkout', requestId: 'request-1' });
    for (const name of Object.keys(fields)) expect(lines[0]).toHaveProperty(`_${name}`, `own ${name}`);
    // Otherwise CloudWatch would take the line for a document of metrics.
    expect(lines[0]).not.toHaveProperty('_aws');
  });

  test('of append never take the names of the summary and its metrics', async () => {
    const names = ['_aws', 'error', 'durationMs', 'statusCode', ...Object.values(HANDLER_METRIC)];
    for (const name of names) {
      stdout.writes.length = 0;
      await during(() => {
        log.append({ [name]: 'mine' });
        throw new Error('x');
      });
      const text = stdout.writes.join('');
      expect(text.split(`"${name}":`).length).toBeLessThanOrEqual(2);
      expect(stdout.logs().at(-1)).toMatchObject({ [`_${name}`]: 'mine', Faults: 1, error: { message: 'x' } });
    }
  });

  test('that are an error are told as one, alone or as error, once', async () => {
    const { lines } = await during(() => {
      log.append({ error: 'appended' });
      log.error('alone', new RangeError('too far'));
      log.error('field', { error: new RangeError('too far'), orderId: 1 });
      log.error('text', { error: 'just text' });
    });
    expect(lines).toMatchObject([
      { error: { name: 'RangeError', category: expect.any(String), fingerprint: expect.any(String) } },
      { error: { name: 'RangeError', message: 'too far' }, orderId: 1 },
      { error: 'just text' },
    ]);
    for (const line of stdout.writes.join('').trimEnd().split('\n').slice(0, 3)) {
      expect(line.split('"error":')).toHaveLength(2);
    }
  });

  test('that throw when read cost themselves, not the line', async () => {
    const bad = {
      get worse(): never {
        throw new Error('no');
      },
      good: 1,
    };
    const { lines } = await during(() => {
      log.append({ shared: 1 });
      log.info('a', bad);
      log.error('b', { ...{ good: 2 }, error: new Error('x') });
      log.error(
        'c',
        Object.defineProperty({ error: new Error('x') }, 'worse', { get: () => bad.worse, enumerable: true }),
      );
    });
    expect(lines).toMatchObject([
      { message: 'a', worse: '[threw]', good: 1, shared: 1 },
      { message: 'b', good: 2, error: { message: 'x' } },
      { message: 'c', worse: '[threw]', error: { message: 'x' } },
    ]);
  });

  test('named __proto__ are fields', async () => {
    const fields = JSON.parse('{"__proto__":{"admin":true},"a":1}');
    const { lines } = await during(() => {
      log.append(fields);
      log.child(fields).info('x', { b: 1 });
    });
    expect(stdout.writes[0]).toContain('"__proto__":{"admin":true}');
    expect(lines[0]).toMatchObject({ a: 1, b: 1 });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('lines below the level', () => {
  test('are told in their order before the first error, and once', async () => {
    const { lines } = await during(() => {
      log.debug('d1');
      log.info('i1');
      log.trace('t1');
      log.error('e1');
      log.debug('d2');
      log.error('e2');
      log.debug('d3');
    });
    expect(messages(lines)).toEqual(['i1', 'd1', 't1', 'e1', 'd2', 'e2']);
  });

  test.each<[string, () => unknown]>([
    ['throws', () => Promise.reject(new Error('x'))],
    ['answers 500', () => ({ statusCode: 500 })],
    ['fails for records', () => ({ batchItemFailures: [{ itemIdentifier: '1' }] })],
  ])('are told when the invocation %s', async (_title, end) => {
    const { lines, last } = await during(() => {
      log.debug('d1');
      log.info('i1');
      log.debug('d2');
      return end();
    });
    expect(messages(lines)).toEqual(['i1', 'd1', 'd2']);
    expect(last).toMatchObject({ level: 'ERROR' });
  });

  test('are never told otherwise, nor in another invocation', async () => {
    await during(() => {
      log.debug('d1');
      log.warn('w1');
      return { statusCode: 404 };
    });
    await during(() => log.error('e1'));
    await during(
      () => {
        log.debug('d2');
        log.error('e2');
      },
      { logHeldLines: false },
    );
    expect(messages(stdout.logs()).filter((message) => /^d/.test(String(message)))).toEqual([]);
  });

  test('are the last hundred', async () => {
    const { lines } = await during(() => {
      for (let n = 0; n < 250; n++) log.debug(`d${n}`);
      log.error('e');
    });
    expect(messages(lines)).toEqual([...Array.from({ length: 100 }, (_, n) => `d${n + 150}`), 'e']);
  });

  test('are the last 64 KB, and a line that is larger is none of them', async () => {
    const { lines } = await during(() => {
      for (let n = 0; n < 30; n++) log.debug(`d${n}`, { text: 'x'.repeat(5_000) });
      log.error('e');
    });
    const held = stdout.writes[0]?.trimEnd().split('\n').slice(0, -1) ?? [];
    const length = held.join('\n').length;
    expect(length).toBeLessThanOrEqual(65_536);
    expect(length).toBeGreaterThan(55_000);
    expect(messages(lines).slice(-2)).toEqual(['d29', 'e']);
  });

  test('hold the values that they had', async () => {
    const order = { state: 'new' };
    const { lines } = await during(() => {
      log.debug('d', order);
      order.state = 'paid';
      log.error('e', order);
    });
    expect(lines).toMatchObject([{ state: 'new' }, { state: 'paid' }]);
  });
});

describe('the sample of invocations that log from DEBUG on', () => {
  const verbose = async (logSampleRate: number, traceId?: string) => {
    const env: Record<string, string> = traceId ? { _X_AMZN_TRACE_ID: `Root=${traceId}` } : {};
    const { lines } = await during(
      () => {
        log.trace('t');
        log.debug('d');
        log.info('i');
      },
      { logSampleRate },
      env,
    );
    return messages(lines).join();
  };

  test('is all with 1, and none with 0', async () => {
    expect([await verbose(1), await verbose(1, ROOT)]).toEqual(['d,i', 'd,i']);
    expect([await verbose(0), await verbose(0, ROOT)]).toEqual(['i', 'i']);
  });

  test('is decided by the trace id: alike for all services, and more with a larger share', async () => {
    const half = '1-67891233-abcdef01234567897fffffff';
    const more = '1-67891233-abcdef012345678980000000';
    expect([await verbose(0.5, half), await verbose(0.5, more)]).toEqual(['d,i', 'i']);
    expect([await verbose(0.5, half), await verbose(0.51, more)]).toEqual(['d,i', 'd,i']);
  });

  test('is decided once an invocation', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.4);
    try {
      const { lines } = await during(
        () => {
          log.debug('d1');
          random.mockReturnValue(0.9);
          log.debug('d2');
        },
        { logSampleRate: 0.5 },
      );
      expect(messages(lines)).toEqual(['d1', 'd2']);
    } finally {
      random.mockRestore();
    }
  });
});

function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
