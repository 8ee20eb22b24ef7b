import { DIMENSION_SETS, HANDLER_METRIC } from '../../lib/core/conventions';
import { readEmf } from '../../lib/core/signal/emf';
import { breadcrumb, type LambdaContext, log, metrics, observe } from '../../lib/middleware/index';
import { captureStdout, httpEvent, lambdaContext, withEnv } from './harness';

const START = new Date('2026-03-01T10:00:00.000Z');
const OPTIONS = { service: 'checkout', environment: 'prod', release: '1.4.2' };

let stdout: ReturnType<typeof captureStdout>;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
  stdout = captureStdout();
});

afterEach(() => {
  stdout.restore();
  jest.useRealTimers();
});

/** Members that stand in the root of a JSON text more than once: readers differ in which of them counts. */
function repeatedMembers(json: string): string[] {
  const names: string[] = [];
  // Each nested value is taken for text first, so that only the root's members are left.
  let flat = json.slice(1, -1);
  while (/[[{][^[\]{}]*[\]}]/.test(flat)) flat = flat.replace(/[[{][^[\]{}]*[\]}]/g, '0');
  for (const [, name = ''] of flat.matchAll(/(?:^|,)"((?:[^"\\]|\\.)*)":/g)) names.push(name);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

async function takes(ms: number): Promise<void> {
  const done = new Promise<void>((resolve) => setTimeout(resolve, ms));
  jest.advanceTimersByTime(ms);
  await done;
}

describe('what one invocation writes', () => {
  const handler = observe(async (_event: unknown, _context: LambdaContext) => {
    await takes(42);
    return { statusCode: 201 };
  }, OPTIONS);

  test('is one line, to people a log line and to CloudWatch its metrics', async () => {
    await withEnv({}, () => handler(httpEvent('POST /orders', { 'x-correlation-id': 'c-1' }), lambdaContext()));

    expect(stdout.writes).toHaveLength(1);
    expect(stdout.writes[0]?.endsWith('\n')).toBe(true);
    const [line, ...more] = (stdout.writes[0] ?? '').trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(JSON.parse(line ?? '')).toEqual({
      _aws: {
        Timestamp: START.getTime() + 42,
        CloudWatchMetrics: [
          {
            Namespace: 'Sightline',
            Dimensions: [
              ['service', 'environment'],
              ['service', 'environment', 'operation'],
            ],
            Metrics: [
              { Name: 'Requests', Unit: 'Count' },
              { Name: 'Faults', Unit: 'Count' },
              { Name: 'ClientErrors', Unit: 'Count' },
              { Name: 'Latency', Unit: 'Milliseconds' },
              { Name: 'ColdStarts', Unit: 'Count' },
            ],
          },
        ],
      },
      level: 'INFO',
      message: 'POST /orders succeeded',
      timestamp: '2026-03-01T10:00:00.042Z',
      service: 'checkout',
      environment: 'prod',
      operation: 'POST /orders',
      release: '1.4.2',
      requestId: 'request-1',
      correlationId: 'c-1',
      coldStart: true,
      durationMs: 42,
      statusCode: 201,
      Requests: 1,
      Faults: 0,
      ClientErrors: 0,
      Latency: 42,
      ColdStarts: 1,
    });
  });

  test('comes after the log lines and the metrics of the user, in one write', async () => {
    const busy = observe(async () => {
      log.info('first');
      metrics.count('Orders');
      log.warn('second');
    }, OPTIONS);
    await busy();
    expect(stdout.writes).toHaveLength(1);
    const documents = (stdout.writes[0] ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.map(({ message, Orders, Requests }) => [message, Orders, Requests])).toEqual([
      ['first', undefined, undefined],
      ['second', undefined, undefined],
      [undefined, 1, undefined],
      ['invoke succeeded', undefined, 1],
    ]);
  });

  test('is metrics alone where logs are off, with the ids, and a log line alone where metrics are', async () => {
    const invoke = () =>
      observe(async (_event: unknown, _context: LambdaContext) => 'ok', OPTIONS)({}, lambdaContext());
    await withEnv({ SIGHTLINE_LOGS: 'off' }, invoke);
    await withEnv({ SIGHTLINE_METRICS: 'off' }, invoke);
    const [metrics, line] = stdout.writes.map((text) => JSON.parse(text));
    expect(metrics).toEqual({
      _aws: expect.anything(),
      service: 'checkout',
      environment: 'prod',
      operation: 'invoke',
      requestId: 'request-1',
      correlationId: 'request-1',
      Requests: 1,
      Faults: 0,
      ClientErrors: 0,
      Latency: 0,
      ColdStarts: 1,
    });
    expect(Object.keys(line)).toEqual(
      'level message timestamp service environment operation release requestId correlationId coldStart durationMs'.split(
        ' ',
      ),
    );
  });

  test('cannot be made to tell CloudWatch anything else, whatever fields the user adds', async () => {
    const fields = {
      _aws: { Timestamp: 1, CloudWatchMetrics: [] },
      ...Object.fromEntries(Object.values(HANDLER_METRIC).map((name) => [name, 1_000_000])),
      service: 'other',
      operation: 'other',
      durationMs: 'other',
      error: 'other',
    };
    const failing = observe(async () => {
      log.append(fields);
      log.info('fine', fields);
      throw new Error('no');
    }, OPTIONS);
    await expect(failing()).rejects.toThrow('no');
    const lines = stdout.writes.join('').trimEnd().split('\n');
    for (const line of lines) expect(repeatedMembers(line)).toEqual([]);
    const [fine, last] = lines.map((line) => readEmf(line));
    expect(fine).toEqual({ kind: 'none' });
    expect(last?.kind === 'metrics' && last.observations.map(({ metric, values }) => [metric.name, ...values])).toEqual(
      [
        ...['Requests', 'Faults', 'ClientErrors', 'Latency', 'ColdStarts'].map((name) => [name, expect.any(Number)]),
        ...['Requests', 'Faults', 'ClientErrors', 'Latency', 'ColdStarts'].map((name) => [name, expect.any(Number)]),
      ],
    );
  });

  test('stays below the 256 KB at which Lambda cuts a line, whatever fields, notes and errors it tells', async () => {
    const text = '\u0001'.repeat(10_000);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${n}${text.slice(0, 250)}`, text]));
    const error = Object.assign(new Error(text, { cause: new Error(text, { cause: new Error(text) }) }), {
      stack: text,
    });
    const failing = observe(async () => {
      log.append(many);
      for (let n = 0; n < 20; n++) breadcrumb(text, many);
      throw error;
    }, OPTIONS);
    await expect(failing()).rejects.toBe(error);
    for (const line of stdout.writes.join('').split('\n')) expect(Buffer.byteLength(line)).toBeLessThan(256 * 1_024);
    expect(stdout.metrics()[0]).toMatchObject({ Requests: 1, Faults: 1 });
  });

  test('has a value for each metric and each dimension that it declares', async () => {
    await handler(httpEvent(), lambdaContext());
    const [document] = stdout.metrics();
    const { CloudWatchMetrics } = (document?._aws ?? {}) as {
      CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
    };
    const [directive] = CloudWatchMetrics;
    expect(directive?.Dimensions).toEqual(DIMENSION_SETS.handler);
    for (const name of directive?.Metrics.map((metric) => metric.Name) ?? [])
      expect(document?.[name]).toEqual(expect.any(Number));
    for (const name of directive?.Dimensions.flat() ?? []) expect(document?.[name]).toEqual(expect.any(String));
    expect(Object.values(HANDLER_METRIC)).toEqual(
      expect.arrayContaining(directive?.Metrics.map((metric) => metric.Name) ?? []),
    );
  });

  test('counts a cold start once for each wrapped handler', async () => {
    const fresh = observe(async () => 'ok', OPTIONS);
    for (let n = 0; n < 3; n++) await fresh();
    expect(stdout.metrics().map((document) => document.ColdStarts)).toEqual([1, 0, 0]);
    expect(stdout.logs().map((line) => line.coldStart)).toEqual([true, false, false]);
  });

  test('counts no cold start where Lambda started the environment ahead', async () => {
    await withEnv({ AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' }, () =>
      observe(async () => 1, OPTIONS)(),
    );
    expect(stdout.metrics()[0]?.ColdStarts).toBe(0);
  });
});

describe('what counts as a fault', () => {
  const cases: readonly [string, unknown, { fault: 0 | 1; clientError: 0 | 1; level: string; message: string }][] = [
    ['no result', undefined, { fault: 0, clientError: 0, level: 'INFO', message: 'invoke succeeded' }],
    ['an HTTP 399', { statusCode: 399 }, { fault: 0, clientError: 0, level: 'INFO', message: 'invoke succeeded' }],
    [
      'an HTTP 400',
      { statusCode: 400 },
      { fault: 0, clientError: 1, level: 'WARN', message: 'invoke was refused with status 400' },
    ],
    [
      'an HTTP 499',
      { statusCode: 499 },
      { fault: 0, clientError: 1, level: 'WARN', message: 'invoke was refused with status 499' },
    ],
    [
      'an HTTP 500',
      { statusCode: 500 },
      { fault: 1, clientError: 0, level: 'ERROR', message: 'invoke failed with status 500' },
    ],
    [
      'a status as text',
      { statusCode: '503' },
      { fault: 1, clientError: 0, level: 'ERROR', message: 'invoke failed with status 503' },
    ],
    [
      'a number that is no status',
      { statusCode: 5000 },
      { fault: 0, clientError: 0, level: 'INFO', message: 'invoke succeeded' },
    ],
    [
      'no failed records',
      { batchItemFailures: [] },
      { fault: 0, clientError: 0, level: 'INFO', message: 'invoke succeeded' },
    ],
    [
      'failed records',
      { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] },
      { fault: 1, clientError: 0, level: 'ERROR', message: 'invoke failed for 2 of its records' },
    ],
  ];

  test.each(cases)('%s, returned at once or promised', async (_title, result, expected) => {
    observe(() => result, OPTIONS)();
    await observe(async () => result, OPTIONS)();
    for (const document of stdout.metrics()) {
      expect(document).toMatchObject({ Requests: 1, Faults: expected.fault, ClientErrors: expected.clientError });
    }
    for (const line of stdout.logs()) {
      expect(line).toMatchObject({ level: expected.level, message: expected.message });
      expect(line).not.toHaveProperty('error');
    }
    expect(stdout.writes).toHaveLength(2);
  });

  test('tells the number of failed records', async () => {
    await observe(async () => ({ batchItemFailures: [{ itemIdentifier: 'a' }] }), OPTIONS)();
    expect(stdout.logs()[0]).toMatchObject({ failedRecords: 1, message: 'invoke failed for 1 of its records' });
  });

  test('a throw, even of an error that blames the caller', async () => {
    class ValidationError extends Error {
      override name = 'ValidationError';
      statusCode = 400;
    }
    const failing = observe(async () => {
      throw new ValidationError('quantity must be positive');
    }, OPTIONS);
    await expect(failing()).rejects.toThrow('quantity must be positive');
    expect(stdout.metrics()[0]).toMatchObject({ Requests: 1, Faults: 1, ClientErrors: 0 });
    expect(stdout.logs()[0]).toMatchObject({
      level: 'ERROR',
      message: 'invoke failed: ValidationError: quantity must be positive',
      error: {
        name: 'ValidationError',
        message: 'quantity must be positive',
        category: 'validation',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        stack: expect.stringContaining('observe.test'),
      },
    });
  });

  test('a throw before the first await of a plain function', () => {
    const failing = observe(() => {
      throw new TypeError('no');
    }, OPTIONS);
    expect(() => failing()).toThrow(new TypeError('no'));
    expect(stdout.metrics()[0]?.Faults).toBe(1);
  });
});

describe('errors in the log', () => {
  test('carry their causes and take the category of the first cause that has one', async () => {
    const refused = Object.assign(new Error('connect 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
    const failing = observe(async () => {
      throw new Error('could not save', { cause: refused });
    }, OPTIONS);
    await expect(failing()).rejects.toThrow('could not save');
    expect(stdout.logs()[0]?.error).toMatchObject({
      message: 'could not save',
      category: 'network',
      cause: { name: 'Error', message: 'connect 10.0.0.1:5432', stack: expect.any(String) },
    });
  });

  test('stay bounded when message, stack and causes are huge', async () => {
    const huge = new Error('\u0001'.repeat(1_000_000));
    huge.cause = huge;
    await expect(observe(() => Promise.reject(huge), OPTIONS)()).rejects.toBe(huge);
    expect(stdout.writes[0]?.length).toBeLessThan(200_000);
    expect(JSON.stringify(stdout.logs()[0]?.error)).toContain('observe.test');
  });
});

describe('two invocations at once', () => {
  test('do not mix', async () => {
    const gates: Record<string, () => void> = {};
    const handler = observe(async (event: ReturnType<typeof httpEvent>, _context: LambdaContext) => {
      await new Promise<void>((open) => {
        gates[event.routeKey] = open;
      });
      if (event.routeKey === 'GET /b') throw new Error('b failed');
      return { statusCode: 200 };
    }, OPTIONS);

    const first = handler(httpEvent('GET /a', { 'x-correlation-id': 'a' }), lambdaContext({ awsRequestId: 'A' }));
    jest.advanceTimersByTime(100);
    const second = handler(httpEvent('GET /b', { 'x-correlation-id': 'b' }), lambdaContext({ awsRequestId: 'B' }));
    jest.advanceTimersByTime(10);
    gates['GET /b']?.();
    await expect(second).rejects.toThrow('b failed');
    jest.advanceTimersByTime(10);
    gates['GET /a']?.();
    await first;

    expect(stdout.logs()).toEqual([
      expect.objectContaining({
        operation: 'GET /b',
        requestId: 'B',
        correlationId: 'b',
        durationMs: 10,
        coldStart: false,
      }),
      expect.objectContaining({
        operation: 'GET /a',
        requestId: 'A',
        correlationId: 'a',
        durationMs: 120,
        coldStart: true,
      }),
    ]);
    expect(stdout.metrics().map((document) => [document.operation, document.Faults])).toEqual([
      ['GET /b', 1],
      ['GET /a', 0],
    ]);
  });
});

describe('trouble with the output', () => {
  test('never reaches the handler', async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('EPIPE');
    });
    await expect(observe(async () => 'fine', OPTIONS)()).resolves.toBe('fine');
  });
});
