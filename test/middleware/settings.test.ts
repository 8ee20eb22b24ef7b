import { dimensionValue } from '../../lib/middleware/identity';
import { log, metrics, type ObserveOptions, observe, systemMetrics } from '../../lib/middleware/index';
import { captureStdout, httpEvent, withEnv } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

const invoke = (options: ObserveOptions = {}, event: unknown = {}) =>
  observe(async (_event: unknown) => 'ok', options)(event);

describe('the identity of a handler', () => {
  test('comes from the options, else from the variables that the construct sets', async () => {
    const variables = {
      SIGHTLINE_SERVICE: 'orders',
      SIGHTLINE_ENVIRONMENT: 'test',
      SIGHTLINE_RELEASE: '7',
      SIGHTLINE_NAMESPACE: 'Shop',
      AWS_LAMBDA_FUNCTION_NAME: 'fn',
    };
    await withEnv(variables, () => invoke());
    await withEnv(variables, () => invoke({ service: 'cart', environment: 'dev', release: '8', namespace: 'Other' }));
    expect(stdout.logs()).toEqual([
      expect.objectContaining({ service: 'orders', environment: 'test', release: '7' }),
      expect.objectContaining({ service: 'cart', environment: 'dev', release: '8' }),
    ]);
    expect(stdout.writes[0]).toContain('"Namespace":"Shop"');
    expect(stdout.writes[1]).toContain('"Namespace":"Other"');
  });

  test('falls back from name to name', async () => {
    const names = { AWS_LAMBDA_FUNCTION_NAME: 'fn', OTEL_SERVICE_NAME: 'otel', POWERTOOLS_SERVICE_NAME: 'tools' };
    await withEnv({}, () => invoke());
    await withEnv({ AWS_LAMBDA_FUNCTION_NAME: 'fn', SIGHTLINE_SERVICE: ' ' }, () => invoke());
    await withEnv({ AWS_LAMBDA_FUNCTION_NAME: 'fn', OTEL_SERVICE_NAME: 'otel' }, () => invoke());
    await withEnv(names, () => invoke());
    expect(stdout.metrics().map((document) => document.service)).toEqual(['unknown', 'fn', 'otel', 'tools']);
    expect(stdout.metrics().map((document) => document.environment)).toEqual(Array(4).fill('default'));
    expect(stdout.logs()[0]).not.toHaveProperty('release');
  });

  test('is read once, when the handler is wrapped', async () => {
    const handler = await withEnv({ SIGHTLINE_SERVICE: 'before' }, () => observe(async () => 'ok'));
    await withEnv({ SIGHTLINE_SERVICE: 'after', SIGHTLINE_METRICS: 'off' }, () => handler());
    expect(stdout.metrics().map((document) => document.service)).toEqual(['before']);
  });
});

describe('kill switches', () => {
  test('silence metrics and logs, each on its own, and only with the word off', async () => {
    await withEnv({ SIGHTLINE_METRICS: 'off' }, () => invoke());
    await withEnv({ SIGHTLINE_LOGS: 'OFF ' }, () => invoke());
    await withEnv({ SIGHTLINE_LOGS: 'false', SIGHTLINE_METRICS: '' }, () => invoke());
    expect(stdout.writes.map((text) => ['"_aws"', '"level"'].map((member) => text.includes(member)))).toEqual([
      [false, true],
      [true, false],
      [true, true],
    ]);
  });

  test('silence what the user records and logs as well, warnings included', async () => {
    const busy = () =>
      observe(async () => {
        metrics.count('Orders', Number.NaN);
        metrics.count('Orders');
        log.error('mine');
      })();
    await withEnv({ SIGHTLINE_METRICS: 'off' }, busy);
    expect(stdout.metrics()).toEqual([]);
    expect(stdout.logs().map(({ message }) => message)).toEqual(['mine', 'invoke succeeded']);
    stdout.writes.length = 0;
    await withEnv({ SIGHTLINE_LOGS: 'off' }, busy);
    expect(stdout.logs()).toEqual([]);
    expect(stdout.metrics().map((document) => document.Orders ?? document.Requests)).toEqual([1, 1]);
  });

  test('give the bare handler back when all is off', async () => {
    const bare = async () => 'ok';
    await withEnv({ SIGHTLINE_METRICS: 'off', SIGHTLINE_LOGS: 'off' }, () => expect(observe(bare)).toBe(bare));
  });
});

describe('operations', () => {
  test('can be named, or told from the event', async () => {
    await invoke({ operation: 'nightly' }, httpEvent());
    await observe(async (_event: { kind: string }) => 'ok', { operation: ({ kind }) => `import ${kind}` })({
      kind: 'csv',
    });
    expect(stdout.metrics().map((document) => document.operation)).toEqual(['nightly', 'import csv']);
  });

  test('fall back to the trigger when the function throws or answers nothing', async () => {
    const throwing = () => {
      throw new Error('no');
    };
    await invoke({ operation: throwing }, httpEvent());
    await invoke({ operation: () => ' ' }, httpEvent());
    await invoke({ operation: () => 7 as unknown as string }, httpEvent());
    expect(stdout.metrics().map((document) => document.operation)).toEqual(Array(3).fill('POST /orders'));
  });

  test('are counted as other after the hundredth', async () => {
    const handler = observe(async (_event: number) => 'ok', { operation: (event) => `item ${event}` });
    for (let n = 0; n < 150; n++) await handler(n);
    await handler(3);
    const operations = stdout.metrics().map((document) => document.operation);
    expect(new Set(operations).size).toBe(101);
    expect(operations.slice(98, 102)).toEqual(['item 98', 'item 99', 'other', 'other']);
    expect(operations.at(-1)).toBe('item 3');
  });

  test('fit what CloudWatch takes as a dimension value', () => {
    expect(dimensionValue('Bestellung größer\n')).toBe('Bestellung gr__er_');
    expect(dimensionValue(':id')).toBe('_id');
    expect(dimensionValue('  ')).toBeUndefined();
    expect(dimensionValue('x'.repeat(2_000))).toHaveLength(250);
  });
});

describe('what is refused when the handler is wrapped', () => {
  const handler = async () => 'ok';
  const wrong = (options: unknown) => () => observe(handler, options as ObserveOptions);

  test.each([
    [{ service: '' }, "'service' must be a text of 1 to 250 characters; got "],
    [{ environment: 3 }, "'environment' must be a text of 1 to 250 characters; got 3"],
    [{ namespace: ' ' }, "'namespace' must be a text of 1 to 250 characters; got "],
    [{ release: 'x'.repeat(251) }, `'release' must be a text of 1 to 250 characters; got ${'x'.repeat(40)}`],
    [{ operation: null }, "'operation' must be a text of 1 to 250 characters, or a function; got null"],
    [{ service: () => 'x' }, "'service' must be a text of 1 to 250 characters; got ()"],
    [{ maxLabelValues: 0 }, "'maxLabelValues' must be an integer of at least 1; got 0"],
    [{ maxLabelValues: Number.NaN }, "'maxLabelValues' must be an integer of at least 1; got NaN"],
    [{ logLevel: 'LOUD' }, "'logLevel' must be one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL; got LOUD"],
    [{ logSampleRate: 1.1 }, "'logSampleRate' must be a number from 0 to 1; got 1.1"],
    [{ logHeldLines: 'no' }, "'logHeldLines' must be true or false; got no"],
    [
      { plugins: {} },
      "'plugins' must be a list of plugins such as systemMetrics() and exportSpans(otlp()); got [object Object]",
    ],
    [{ plugins: [systemMetrics] }, "'plugins' must be a list of plugins"],
    [{ redact: ['password'] }, "'redact' must be a filter"],
    [{ redact: null }, "'redact' must be a filter such as redactor({ ... }); got null"],
  ])('an option that does not fit: %j', (options, message) => {
    expect(wrong(options)).toThrow(`observe: ${message}`);
  });

  test.each(['servce', '__proto__', 'constructor'])('an option that does not exist: %s', (name) => {
    const options = Object.fromEntries([[name, 'x']]);
    expect(wrong(options)).toThrow(`observe: there is no option '${name}', only service, environment, namespace,`);
  });

  test('a handler with a callback, and what is no function', () => {
    const callback = (_event: unknown, _context: unknown, _done: unknown) => undefined;
    const message = 'observe: the handler must be a function of (event, context) that returns a result or promise';
    expect(() => observe(callback)).toThrow(message);
    expect(() => observe(callback)).toThrow('got (_event, _context, _done)');
    expect(() => observe({} as unknown as () => void)).toThrow(message);
    expect(() => observe(undefined as unknown as () => void)).toThrow('got undefined');
  });

  test('but an option that is left undefined counts as left out', () => {
    expect(wrong({ service: undefined })).not.toThrow();
  });
});
