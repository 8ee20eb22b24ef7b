import * as fc from 'fast-check';
import { breadcrumb, capture, log, observe, redactor, setTag, setUser } from '../../../lib/middleware/index';
import { membersOf } from '../../../lib/middleware/log/members';
import { createRuntime, ownRuntime } from '../../../lib/middleware/runtime';
import { captureStdout, lambdaContext } from '../harness';

/** Lambda and CloudWatch Logs cut a line here. */
const MAX_LINE_BYTES = 256 * 1024;

const none = () => false;
const jsonOf = (value: unknown, bytes?: number) => `{${membersOf(ownRuntime(), [{ value }], none, bytes).slice(1)}}`;
const told = (value: unknown) => JSON.parse(jsonOf(value)).value;

/** As arbitraries make no keys such as `__proto__` often enough. */
const keys = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'level', '_aws', ''),
);
const anything = fc.anything({
  key: keys,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});

const trap = (): never => {
  throw new Error('no');
};
const traps = () =>
  new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap, getOwnPropertyDescriptor: trap });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const circle: { a: number; self?: unknown; list?: unknown } = { a: 1 };
circle.self = circle;
circle.list = [circle, { circle }];
const deep = (depth: number): unknown => (depth === 0 ? 'bottom' : { below: deep(depth - 1) });
const endless = {
  *[Symbol.iterator]() {
    for (;;) yield 1;
  },
};

test('what JSON can say reads as JSON.stringify says it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const known = createRuntime(ownRuntime().settings);
      const open = { ...known, settings: { ...known.settings, redact: redactor({ off: true }) } };
      const json = `{${membersOf(open, [{ value }], none).slice(1)}}`;
      expect(json).toBe(JSON.stringify({ value: JSON.parse(JSON.stringify(value)) }));
    }),
  );
});

test.each<[string, unknown, unknown]>([
  ['what is no number', [Number.NaN, Infinity, -Infinity, -0], ['NaN', 'Infinity', '-Infinity', 0]],
  ['big integers', 2n ** 70n, '1180591620717411303424'],
  ['symbols', Symbol('x'), 'Symbol(x)'],
  ['functions', [told, () => 1], ['[function told]', '[function ]']],
  ['what is not there', [undefined, null], [null, null]],
  ['members that are not there', { a: undefined, b: null }, { b: null }],
  ['dates', [new Date(0), new Date(Number.NaN)], ['1970-01-01T00:00:00.000Z', null]],
  [
    'maps',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, new Map()],
      ['__proto__', 3],
    ]),
    JSON.parse('{"a":1,"2":{},"__proto__":3}'),
  ],
  ['sets', new Set([1, new Set(), 'a']), [1, [], 'a']],
  ['patterns', /a"b/gi, '/a"b/gi'],
  ['URLs', new URL('https://example.com/a?b=1'), 'https://example.com/a?b=1'],
  ['buffers', [Buffer.alloc(1_024), new Float64Array(2)], ['[Buffer of 1024 bytes]', '[Float64Array of 16 bytes]']],
  ['null prototypes', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['toJSON', { a: { toJSON: () => ({ b: 1 }) }, c: { toJSON: () => undefined } }, { a: { b: 1 } }],
  [
    'toJSON of itself',
    {
      n: 1,
      toJSON() {
        return this;
      },
    },
    '[circular]',
  ],
  ['circles', circle, { a: 1, self: '[circular]', list: ['[circular]', { circle: '[circular]' }] }],
  ['quotes and controls', 'a"\\\n\u0000\u2028é😀', 'a"\\\n\u0000\u2028é😀'],
  ['keys named __proto__', JSON.parse('{"__proto__":{"admin":true}}'), JSON.parse('{"__proto__":{"admin":true}}')],
])('tells %s', (_title, value, expected) => {
  expect(told(value)).toEqual(expected);
});

test('one object in two places is told twice', () => {
  const one = { a: 1 };
  expect(told({ x: one, y: [one, one] })).toEqual({ x: one, y: [one, one] });
});

test('a lone surrogate becomes an escape, so that the text is valid UTF-8', () => {
  expect(jsonOf('a\ud800')).toBe('{"value":"a\\ud800"}');
});

test('an error tells what it is, with its causes and its own fields', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'E1', retries: 2 });
  const error = Object.assign(new Error('outer', { cause }), { config: { url: 'x' } });
  const { stack, ...rest } = told(error);
  expect(stack).toContain('members.test.ts');
  expect(rest).toMatchObject({ name: 'Error', message: 'outer', config: { url: 'x' } });
  expect(rest.cause).toMatchObject({ name: 'TypeError', message: 'inner', code: 'E1', retries: 2 });
  const many = told(new AggregateError([new Error('a'), 'b'], 'all'));
  expect(many).toMatchObject({ name: 'AggregateError', message: 'all', errors: [{ message: 'a' }, 'b'] });
  error.cause = error;
  expect(told(error).cause).toBe('[circular]');
});

test('what throws when it is read does not keep the rest from being told', () => {
  const value = {
    get getter() {
      return trap();
    },
    json: { toJSON: trap },
    revoked: revoked(),
    traps: traps(),
    name: Object.defineProperty(() => 1, 'name', { get: trap }),
    map: Object.defineProperty(new Map(), 'size', { get: trap }),
    error: Object.defineProperty(new Error('x'), 'message', { get: trap }),
    list: [1, traps(), 2],
    view: Object.defineProperty(new Uint8Array(1), 'constructor', { get: trap }),
    after: 1,
  };
  const threw = '[threw]';
  expect(told(value)).toMatchObject({
    getter: threw,
    json: threw,
    revoked: threw,
    traps: threw,
    name: threw,
    map: threw,
    error: { name: 'Error', message: threw },
    list: [1, threw, 2],
    view: threw,
    after: 1,
  });
});

test.each<[string, unknown]>([
  ['a typed array', Object.defineProperty(new Uint8Array(1), 'constructor', { value: { name: '"},"a":{"' } })],
  ['a set', Object.defineProperty(new Set([1]), 'size', { value: '9"' })],
  ['a map', Object.defineProperty(new Map([[1, 1]]), 'size', { value: Number.POSITIVE_INFINITY })],
  ['a map without an end', Object.defineProperty(new Map(), Symbol.iterator, { value: () => [[1, 2]].values() })],
  ['a list without an end', Object.defineProperty([1], Symbol.iterator, { value: endless[Symbol.iterator] })],
])('%s that lies about itself makes no bad JSON', (_title, value) => {
  expect(Object.keys(JSON.parse(jsonOf({ value, after: 1 })).value)).toEqual(['value', 'after']);
});

describe('bounds', () => {
  test('tell what was left out', () => {
    expect(told('x'.repeat(1_048_576))).toBe(`${'x'.repeat(8_192)}...[1048576 characters]`);
    expect(told('😀'.repeat(10_000))).toBe(`${'😀'.repeat(4_096)}...[20000 characters]`);
    expect(told(Array(4_294_967_295))).toEqual([...Array(100).fill(null), '[4294967295 items]']);
    expect(told(new Set(Array(200).keys()))).toHaveLength(101);
    expect(told(new Map(Array.from({ length: 150 }, (_, n) => [n, n])))).toMatchObject({ 0: 0, 99: 99, '[cut]': 50 });
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n]));
    expect(told(wide)).toMatchObject({ k99: 99, '[cut]': 9_900 });
    expect(told(wide)).not.toHaveProperty('k100');
    expect(told(deep(7))).toEqual(deep(7));
    expect(JSON.stringify(told(deep(50)))).toContain('"[deep]"');
    expect(told({ ['k'.repeat(1_000_000)]: 1 })).toEqual({ [`${'k'.repeat(256)}...[1000000 characters]`]: 1 });
  });

  test.each<[string, unknown]>([
    ['long texts', Array(90).fill('x'.repeat(8_000))],
    ['texts that grow sixfold', Array(90).fill('\u0001'.repeat(8_000))],
    ['texts of three bytes a letter', Array(90).fill('語'.repeat(8_000))],
    ['long names', Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${n}${'\u0001'.repeat(300)}`, n]))],
    ['many values', Array(100).fill(Array(100).fill(Array(100).fill(Math.PI)))],
    ['wide cycles', Array.from({ length: 50 }, () => ({ circle, again: [circle, circle] }))],
  ])('hold for the whole, in bytes: %s', (_title, value) => {
    for (const bytes of [1_000, 32_768]) {
      const json = jsonOf(value, bytes);
      JSON.parse(json);
      expect(Buffer.byteLength(json)).toBeLessThan(bytes * 1.2 + 300);
    }
  });

  test('let no list be read further than it is told', () => {
    let reads = 0;
    const row = () => Object.defineProperty({}, 'a', { enumerable: true, get: () => reads++ });
    jsonOf(Array.from({ length: 100 }, () => Array.from({ length: 100 }, row)));
    expect(reads).toBeLessThan(1_000);
  });

  test('an endless descent ends', () => {
    const descend = (): unknown => ({ toJSON: () => ({ next: descend() }) });
    expect(jsonOf(descend())).toContain('[deep]');
  });
});

describe('several objects', () => {
  const read = (...sources: unknown[]) =>
    JSON.parse(`{"first":0${membersOf(ownRuntime(), sources, (name) => name === 'level')}}`);

  test('become one, of two with one name the later counts', () => {
    expect(read({ a: 1, b: 1 }, undefined, { b: 2, c: 2 }, null, { c: 3 })).toEqual({ first: 0, a: 1, b: 2, c: 3 });
    expect(read({ a: 1, error: 'x' }, { error: undefined })).toEqual({ first: 0, a: 1 });
  });

  test('give way to names that are taken, in the outermost object only', () => {
    expect(read({ level: 1, inner: { level: 2 } })).toEqual({ first: 0, _level: 1, inner: { level: 2 } });
    expect(read({ toJSON: () => ({ level: 1 }) })).toEqual({ first: 0, _level: 1 });
    expect(read(new Map([['level', 1]]))).toEqual({ first: 0, _level: 1 });
  });

  test('that are none are told as value', () => {
    expect(read('{text}')).toEqual({ first: 0, value: '{text}' });
    expect(read([1])).toEqual({ first: 0, value: [1] });
    expect([read({}), read(undefined), read({ a: undefined })]).toEqual([{ first: 0 }, { first: 0 }, { first: 0 }]);
    expect([read(traps()), read(revoked())]).toEqual(Array(2).fill({ first: 0, value: '[threw]' }));
    expect(read({ a: 1 }, traps())).toEqual({ first: 0, a: 1, value: '[threw]' });
  });

  test('share their bounds', () => {
    const big = (name: string) => ({ [name]: Array(4).fill('x'.repeat(8_000)) });
    expect(Buffer.byteLength(membersOf(ownRuntime(), [big('a'), big('b'), big('c')], none))).toBeLessThan(40_000);
  });
});

describe('with everything on', () => {
  let stdout: ReturnType<typeof captureStdout>;
  beforeEach(() => {
    stdout = captureStdout();
  });
  afterEach(() => stdout.restore());

  /** Says whatever it is given by every door. */
  async function sayAll(value: never, text: never, redact: never, throws: boolean) {
    const handler = observe(
      async (_event: unknown, _context: unknown) => {
        log.append(value);
        setUser(value);
        setTag(text, value);
        breadcrumb(text, value);
        log.trace('held');
        log.trace(text, value);
        log.debug(text, value);
        log.child(value).child(text).info(text, value);
        log.warn(text, text);
        log.error(text, { error: value, value } as never);
        capture(value, { tags: value, severity: text });
        capture(text, value);
        if (throws) throw value;
        return value;
      },
      { service: 's', release: '1', logLevel: 'DEBUG', redact },
    );
    await handler(value, lambdaContext()).catch(() => undefined);
    await new Promise(process.nextTick);
    const lines = stdout.writes.join('').trimEnd().split('\n');
    stdout.writes.length = 0;
    return lines;
  }

  function check(lines: readonly string[], count = 7) {
    expect(lines.length).toBeGreaterThanOrEqual(count);
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThan(MAX_LINE_BYTES);
      const document = JSON.parse(line);
      expect(document).toMatchObject({
        service: 's',
        level: expect.stringMatching(/^[A-Z]+$/),
        message: expect.any(String),
      });
      expect('_aws' in document).toBe('Requests' in document);
    }
  }

  test('every line is one line of valid JSON, whatever is said, and nothing throws', async () => {
    const filters = fc.constantFrom(
      undefined,
      redactor({ personalData: true }),
      { redactText: (text: string) => text },
      { isSecretKey: trap, redactText: trap },
    );
    await fc.assert(
      fc.asyncProperty(
        anything,
        fc.oneof(anything, fc.string()),
        filters,
        fc.boolean(),
        async (value, text, redact, throws) => {
          check(await sayAll(value as never, text as never, redact as never, throws));
        },
      ),
      { numRuns: 300 },
    );
  });

  const long = (text: string) => text.repeat(Math.ceil(1_048_576 / text.length));
  const huge = (text: string) => {
    const error = new Error(long(text), { cause: new Error(long(text), { cause: new Error(long(text)) }) });
    return Object.assign(error, {
      [long(text)]: 1,
      list: Array(100).fill(long(text)),
      code: long(text),
      stack: long(text),
    });
  };
  test.each<[string, unknown]>([
    ['a text of 1 MB', long('x')],
    ['a text of 1 MB of controls', long('\u0001')],
    ['an error of 1 MB texts', huge('x')],
    ['an error of 1 MB texts of controls', huge('\u0001')],
    ['an error of 1 MB texts of lone surrogates', huge('\ud800')],
    ['an error of 1 MB texts of three bytes a letter', huge('語')],
    ['10,000 keys', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`key${n}`, { n }]))],
    ['a list of 4 billion', Array(4_294_967_295)],
    ['a circle', circle],
    ['a depth of 5,000', deep(5_000)],
    ['traps', traps()],
    ['a revoked proxy', revoked()],
    ['a symbol', Symbol('x')],
    ['nothing', null],
  ])('every line is bounded: %s', async (_title, value) => {
    for (const throws of [true, false]) {
      const text = typeof value === 'string' ? value : 'text';
      check(await sayAll(value as never, text as never, undefined as never, throws));
    }
  });

  test('twenty breadcrumbs as long as they get, a large error and large fields fit in a line', async () => {
    const fields = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`${n}`, long('\u0001')]));
    const handler = observe(
      async () => {
        log.append(fields);
        for (let n = 0; n < 25; n++) breadcrumb(long('\u0001'), fields);
        capture(huge('\u0001'), { tags: fields as never });
        throw huge('\u0001');
      },
      { service: 's' },
    );
    await handler().catch(() => undefined);
    check(stdout.writes.join('').trimEnd().split('\n'), 2);
  });
});
