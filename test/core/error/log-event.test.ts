import * as fc from 'fast-check';
import { type ErrorOccurrence, type LogEvent, readLogEvent } from '../../../lib/core/error/log-event';
import { anyCharacter } from '../../any-character';

const T0 = Date.UTC(2026, 10, 21);

function event(message: string, changes: Partial<LogEvent> = {}): LogEvent {
  const where = { logGroup: '/aws/lambda/charge', logStream: 'a', service: 'checkout', environment: 'prod' };
  return { id: '1', atMs: T0, message, ...where, ...changes };
}
const line = (value: object) => event(JSON.stringify(value));

/** What an error line comes to; fails the test where it is none. */
function occurrence(given: LogEvent): ErrorOccurrence {
  const read = readLogEvent(given);
  if (read.kind !== 'error') throw new Error(`expected an error, got ${read.kind}`);
  return read.occurrence;
}

const FRAMES = ['    at pay (/var/task/pay.js:1:2)', '    at handler (/var/task/index.js:3:4)'];

describe('lines of the middleware', () => {
  const told = {
    level: 'ERROR',
    message: 'POST /orders failed: PaymentError: card 4711 declined',
    service: 'shop',
    environment: 'test',
    release: '1.4.2',
    operation: 'POST /orders',
    requestId: 'r-1',
    traceId: '1-abc',
    breadcrumbs: [{ timestamp: 't', message: 'cart loaded' }],
    error: {
      name: 'PaymentError',
      message: 'card 4711 declined',
      stack: ['PaymentError: card 4711 declined', ...FRAMES].join('\n'),
      cause: { name: 'TimeoutError', message: 'slow' },
      category: 'network',
      fingerprint: '0123456789abcdef',
    },
  };

  test('say themselves which service, release and error they are of', () => {
    expect(occurrence(line(told))).toEqual({
      eventId: '1',
      service: 'shop',
      environment: 'test',
      fingerprint: '0123456789abcdef',
      title: 'PaymentError: card <number> declined',
      category: 'network',
      byRuntime: false,
      sample: {
        atMs: T0,
        logGroup: '/aws/lambda/charge',
        logStream: 'a',
        message: 'card 4711 declined',
        stack: told.error.stack,
        causes: ['TimeoutError: slow'],
        breadcrumbs: ['{"timestamp":"t","message":"cart loaded"}'],
        operation: 'POST /orders',
        release: '1.4.2',
        requestId: 'r-1',
        traceId: '1-abc',
      },
    });
  });

  test('have the fingerprint of the error as it was, also where a storm took the stack', () => {
    const { stack: _stack, cause: _cause, ...brief } = told.error;
    expect(occurrence(line({ ...told, error: { ...brief, repeats: 11 } })).fingerprint).toBe('0123456789abcdef');
    const forged = { ...told, error: { ...told.error, fingerprint: 'x'.repeat(400_000), category: 'fun' } };
    expect(occurrence(line(forged))).toMatchObject({
      fingerprint: expect.stringMatching(/^[\da-f]{16}$/),
      category: 'network',
    });
  });

  test.each([
    [{ environment: undefined }, 'checkout', 'prod'],
    [{ service: 'a/b#c' }, 'checkout', 'prod'],
    [{ service: 'x'.repeat(65) }, 'checkout', 'prod'],
    [{ service: ['shop'] }, 'checkout', 'prod'],
  ])('with %j are of the service whose log it is', (changes, service, environment) => {
    expect(occurrence(line({ ...told, ...changes }))).toMatchObject({ service, environment });
  });
});

describe('lines of others', () => {
  const stackText = ['Error: no', ...FRAMES].join('\n');
  const same = occurrence(
    line({ level: 'ERROR', error: { name: 'Error', message: 'no', stack: stackText } }),
  ).fingerprint;

  test.each<[string, string | object]>([
    [
      'Powertools, with a stack of one text',
      { level: 'ERROR', service: 'x', error: { name: 'Error', location: 'pay.js:1', message: 'no', stack: stackText } },
    ],
    [
      'Powertools, with a stack of lines',
      { level: 'ERROR', error: { name: 'Error', message: 'no', stack: stackText.split('\n') } },
    ],
    [
      'Lambda, in JSON',
      {
        level: 'ERROR',
        requestId: 'r',
        message: { errorType: 'Error', errorMessage: 'no', stackTrace: stackText.split('\n') },
      },
    ],
    [
      'Lambda, in JSON, flat',
      {
        level: 'ERROR',
        message: 'Invoke Error',
        errorType: 'Error',
        errorMessage: 'no',
        stackTrace: stackText.split('\n'),
      },
    ],
    ['Lambda, without a level', { errorType: 'Error', errorMessage: 'no', trace: stackText.split('\n') }],
    ['pino', { level: 50, msg: 'x', err: { type: 'Error', message: 'no', stack: stackText } }],
    [
      'Lambda, in text',
      `2026-11-21T00:00:00.000Z\tr-1\tERROR\tInvoke Error \t${JSON.stringify({ errorType: 'Error', errorMessage: 'no', stack: stackText.split('\n') })}`,
    ],
    ['console.error of an error', `2026-11-21T00:00:00.000Z\tr-1\tERROR\t${stackText}`],
    ['console.error of an error in JSON', { level: 'ERROR', requestId: 'r', message: stackText }],
  ])('%s: one error has one fingerprint', (_, given) => {
    const read = occurrence(typeof given === 'string' ? event(given) : line(given));
    expect(read.title).toBe('Error: no');
    expect(read.fingerprint).toBe(same);
  });

  test('Powertools names the function, the request and the trace in its own way', () => {
    const given = {
      level: 'ERROR',
      message: 'm',
      function_name: 'charge',
      function_request_id: 'r-1',
      xray_trace_id: '1-a',
    };
    expect(occurrence(line(given)).sample).toMatchObject({
      operation: 'charge',
      requestId: 'r-1',
      traceId: '1-a',
      message: 'm',
    });
  });

  test('a cause and the members of an AggregateError make other errors', () => {
    const error = (more: object) => occurrence(line({ level: 'ERROR', error: { name: 'E', message: 'm', ...more } }));
    const prints = [
      {},
      { cause: { name: 'A', message: 'x' } },
      { cause: 'A: x' },
      { errors: [{ name: 'A', message: 'x' }] },
    ];
    expect(new Set(prints.map((more) => error(more).fingerprint)).size).toBeGreaterThanOrEqual(3);
    expect(error({ errors: [{ name: 'A', message: 'x' }, { name: 'B' }] }).sample.causes).toEqual(['A: x', 'B: ']);
  });
});

describe('what only Lambda can tell', () => {
  test.each([
    ['2026-11-21T00:00:00.000Z 3e2a Task timed out after 3.00 seconds', 'Sandbox.Timedout: Task timed out', '3e2a'],
    [
      '2026-11-21T00:00:00.000Z 3e2a-1 Task timed out after 900.10 seconds\n\n',
      'Sandbox.Timedout: Task timed out',
      '3e2a-1',
    ],
    [
      'RequestId: 3e2a Error: Runtime exited with error: signal: killed\nRuntime.ExitError',
      'Runtime.ExitError: signal: killed',
      '3e2a',
    ],
    ['RequestId: 3e2a Error: Runtime exited without providing a reason', 'Runtime.ExitError: no reason given', '3e2a'],
  ])('%s', (text, title, requestId) => {
    const here = occurrence(event(text));
    expect(here.title).toBe(title);
    expect(here.sample.requestId).toBe(requestId);
    // Nothing else tells timeouts of two functions apart.
    expect(occurrence(event(text, { logGroup: '/aws/lambda/ship' })).fingerprint).not.toBe(here.fingerprint);
    expect(occurrence(event(text.replaceAll('3e2a', '77aa'))).fingerprint).toBe(here.fingerprint);
  });

  test('a report of a timeout in JSON', () => {
    const report = (status: string) => line({ time: 't', type: 'platform.report', record: { requestId: 'r', status } });
    expect(occurrence(report('timeout')).title).toBe('Sandbox.Timedout: Task timed out');
    expect(readLogEvent(report('success'))).toEqual({ kind: 'other' });
    expect(readLogEvent(report('error'))).toEqual({ kind: 'other' });
  });
});

describe('lines that the subscription matches, and that are no errors', () => {
  test.each([
    '2026-11-21T00:00:00.000Z\tr-1\tINFO\tno ERROR here',
    'retry after timeout',
    'TERRORISM is no level, MY_ERROR_CODE neither',
    JSON.stringify({ level: 'INFO', message: 'ERROR 5 was handled', error: { name: 'Error', message: 'x' } }),
    JSON.stringify({ level: 'WARN', errorType: 'Error', errorMessage: 'x' }),
    JSON.stringify({ message: 'ERROR without a level' }),
    JSON.stringify({ level: 40, msg: 'FATAL' }),
    '{ timeout of a JSON that is none',
    '{}',
    '',
  ])('%s', (text) => {
    expect(readLogEvent(event(text))).toEqual({ kind: 'other' });
  });
});

describe('what cannot be read', () => {
  test('is an error of its own kind, all of a service one', () => {
    const cut = (text: string) => readLogEvent(event(text));
    const first = cut('{"level":"ERROR","message":"the start of 256 KB');
    const second = cut('{"level":"FATAL","error":{"name":"X"');
    if (first.kind !== 'unreadable' || second.kind !== 'unreadable') throw new Error('expected both to be unreadable');
    expect(first.occurrence).toMatchObject({ title: 'UnreadableLogEvent', category: 'unknown', service: 'checkout' });
    expect(first.occurrence.sample.message).toBe('{"level":"ERROR","message":"the start of 256 KB');
    expect(second.occurrence.fingerprint).toBe(first.occurrence.fingerprint);
  });
});

describe('hostile texts', () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 400 }),
    fc.json({ maxDepth: 6 }),
    fc.string().map((s) => `2026-11-21T00:00:00.000Z\tr\tERROR\t${s}`),
    fc.json().map((json) => `{"level":"ERROR","error":${json},"message":${json},"breadcrumbs":${json}}`),
    fc.json().map((json) => `2026-11-21T00:00:00.000Z\tr\tERROR\tInvoke Error \t${json}`),
  );

  test('are read without an exception into bounded texts that a key can hold', () => {
    fc.assert(
      fc.property(text, (message) => {
        const read = readLogEvent(event(message));
        if (read.kind === 'other') return;
        const { fingerprint, service, title, sample } = read.occurrence;
        expect(fingerprint).toMatch(/^[\da-f]{16}$/);
        expect(service).toMatch(/^[\w.-]{1,64}$/);
        expect(title.length).toBeLessThanOrEqual(120);
        expect(title).not.toMatch(/[\n\r\u202e]/);
        expect(JSON.stringify(sample).length).toBeLessThan(120_000);
        // Half a surrogate pair is written as an escape.
        expect(JSON.stringify(read.occurrence)).not.toMatch(/[^\\](\\\\)*\\ud[89a-f]/);
      }),
      { numRuns: 300 },
    );
  });

  test('are cut without leaving half a character', () => {
    const face = '\u{1f600}'.repeat(6_000);
    const texts = { operation: `x${face}`, release: `x${face}`, breadcrumbs: [`x${face}`] };
    const error = { name: 'E', message: `x${face}`, stack: `x${face}`, cause: { name: 'C', message: face } };
    const told = JSON.stringify(occurrence(line({ level: 'ERROR', ...texts, error })));
    expect(told).not.toMatch(/\\ud[89a-f]/);
    expect(JSON.stringify(occurrence(event('ERROR \ud83d half')))).not.toMatch(/\\ud[89a-f]/);
  });

  test('members that objects have by themselves are none of the line', () => {
    const given = '{"level":"ERROR","__proto__":{"error":{"name":"Evil"}},"constructor":{"name":"X"},"message":"m"}';
    expect(occurrence(event(given)).title).toBe('m');
  });

  test('a JSON of 100,000 brackets, and one line of a megabyte', () => {
    const deep = `{"level":"ERROR","error":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(['error', 'unreadable']).toContain(readLogEvent(event(deep)).kind);
    const nested = `{"level":"ERROR","message":"m","breadcrumbs":["x",${'['.repeat(100_000)}${']'.repeat(100_000)}]}`;
    expect(occurrence(event(nested)).sample.breadcrumbs).toEqual(['x', expect.stringMatching(/nested too deep/)]);
    const long = occurrence(event(`ERROR ${'a1 '.repeat(350_000)}`));
    expect(long.sample.message).toHaveLength(1_024);
    const big = {
      level: 'ERROR',
      error: { name: 'E', message: 'm'.repeat(1e6), stack: `E\n${FRAMES[0]}\n`.repeat(30_000) },
    };
    expect(JSON.stringify(occurrence(line(big)).sample).length).toBeLessThan(8_000);
  });
});
