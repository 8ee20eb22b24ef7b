import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { redactor } from '../../lib/middleware/redact';
import { type SafeJsonOptions, safeJson, safeMembers } from '../../lib/middleware/safe-json';

const told = (value: unknown, options?: SafeJsonOptions) => JSON.parse(safeJson(value, options));
const hidden: SafeJsonOptions = { redactor: redactor() };
const wide: SafeJsonOptions = { maxBytes: 1e9, maxDepth: 1e3, maxKeys: 1e6, maxItems: 1e6, maxText: 1e6 };
const bytesOf = (json: string) => Buffer.byteLength(json);

/** As `jsonValue` makes no keys such as `__proto__` often enough. */
const keys = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '0', ''));
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
  withUnicodeString: true,
});

test('what JSON can say reads as JSON.stringify says it', () => {
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      fc.jsonValue(),
      fc.dictionary(keys, tie('json')),
      fc.array(tie('json')),
      fc.string({ unit: 'binary' }),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      expect(safeJson(value, wide)).toBe(JSON.stringify(value));
    }),
  );
});

test('any value becomes JSON of bounded length', () => {
  fc.assert(
    fc.property(
      anything,
      fc.integer({ min: 13, max: 400 }),
      fc.integer({ min: 0, max: 30 }),
      (value, maxBytes, most) => {
        expect(() => told(value)).not.toThrow();
        const json = safeJson(value, { ...hidden, maxBytes, maxText: most, maxKeys: most, maxItems: most });
        expect(() => JSON.parse(json)).not.toThrow();
        expect(bytesOf(json)).toBeLessThanOrEqual(maxBytes);
      },
    ),
  );
});

function named() {}
class Order {
  readonly id = 1;
  total() {}
}
const circle: unknown[] = [1];
circle.push({ circle });

test.each<[string, unknown, unknown]>([
  ['undefined', undefined, null],
  ['undefined members', { a: undefined, b: [undefined, 1], c: null }, { b: [null, 1], c: null }],
  ['holes', Object.assign(Array(2), { 1: 1 }), [null, 1]],
  [
    'no numbers',
    [Number.NaN, Number.POSITIVE_INFINITY, -1 / 0, -0, 1e21, 5e-324],
    ['NaN', 'Infinity', '-Infinity', 0, 1e21, 5e-324],
  ],
  ['bigints', [12n, { n: -(2n ** 70n) }], ['12', { n: '-1180591620717411303424' }]],
  ['functions', [named, () => 1, class A {}], ['[function named]', '[function ]', '[function A]']],
  ['symbols', { s: Symbol('x'), [Symbol('key')]: 1 }, { s: 'Symbol(x)' }],
  ['dates', [new Date(0), new Date(Number.NaN)], ['1970-01-01T00:00:00.000Z', 'Invalid Date']],
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
  ['headers', new Headers({ Accept: 'a/b' }), { accept: 'a/b' }],
  ['search parameters', new URLSearchParams('a=1&b=2'), { a: '1', b: '2' }],
  ['patterns', /a"b/gi, '/a"b/gi'],
  ['URLs', new URL('https://example.com/a?b=1'), 'https://example.com/a?b=1'],
  [
    'buffers',
    [Buffer.alloc(1_024), new Float64Array(2), new ArrayBuffer(7)],
    ['[Buffer 1024 bytes]', '[Float64Array 16 bytes]', '[ArrayBuffer 7 bytes]'],
  ],
  ['what hides its state', [Promise.resolve(1), new WeakMap()], ['[Promise]', '[WeakMap]']],
  ['null prototypes', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['classes', new Order(), { id: 1 }],
  ['toJSON', { a: { toJSON: (key: string) => ({ key }) }, b: { toJSON: () => undefined } }, { a: { key: 'a' } }],
  [
    'toJSON of itself',
    {
      n: 1,
      toJSON() {
        return this;
      },
    },
    { n: 1, toJSON: '[function toJSON]' },
  ],
  ['circles', circle, [1, { circle: '[circular]' }]],
  ['what stands twice without a circle', [circle, circle].map(() => named), ['[function named]', '[function named]']],
  ['quotes and controls', 'a"\\\n\u0000\u2028é😀', 'a"\\\n\u0000\u2028é😀'],
  [
    'another realm',
    runInNewContext('[{a: new Map([[1, new Date(0)]])}, new TypeError("x").message]'),
    [{ a: { 1: '1970-01-01T00:00:00.000Z' } }, 'x'],
  ],
])('tells %s', (_, value, expected) => {
  expect(told(value)).toEqual(expected);
});

test('one object in two places is told twice', () => {
  const one = { a: 1 };
  expect(told({ x: one, y: [one, one] })).toEqual({ x: one, y: [one, one] });
});

test('a lone surrogate becomes an escape, so that the text is valid UTF-8', () => {
  expect(safeJson('a\ud800')).toBe('"a\\ud800"');
  expect(safeJson('😀'.repeat(10), { maxText: 5 })).toBe('"😀😀...[20 characters]"');
});

test('a field named __proto__ is a field', () => {
  const value = JSON.parse('{"__proto__":{"admin":true},"a":1}');
  expect(safeJson(value)).toBe('{"__proto__":{"admin":true},"a":1}');
  expect(safeJson(new Map([['__proto__', { b: 2 }]]))).toBe('{"__proto__":{"b":2}}');
});

test('what throws when read does not keep the rest from being told', () => {
  const trap = () => {
    throw new Error('no');
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const traps = new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap });
  const value = {
    get getter() {
      return trap();
    },
    json: { toJSON: trap },
    revoked: revoked.proxy,
    traps,
    name: Object.defineProperty(() => 1, 'name', { get: trap }),
    tag: {
      get [Symbol.toStringTag]() {
        return trap();
      },
      x: 1,
    },
    map: Object.defineProperty(new Map(), 'size', { get: trap }),
    after: 1,
  };
  const threw = '[threw]';
  expect(told(value)).toMatchObject({
    getter: threw,
    json: threw,
    revoked: threw,
    traps: threw,
    name: threw,
    after: 1,
  });
  expect([told(traps), told(revoked.proxy), `{${safeMembers(traps)}}`]).toEqual([threw, threw, '{"value":"[threw]"}']);
  expect(told(new Proxy({ a: 1 }, {}))).toEqual({ a: 1 });
});

test('an endless descent ends', () => {
  const descend = (): unknown => ({ toJSON: () => ({ next: descend() }) });
  expect(safeJson(descend())).toContain('[Object]');
  const itself: { valueOf(): unknown } = { valueOf: () => itself };
  expect(told(itself)).toEqual({ valueOf: '[function valueOf]' });
  expect(
    told(
      new Set(
        Array(200)
          .fill(0)
          .map((_, index) => index),
      ),
      { maxItems: 2 },
    ),
  ).toEqual([0, 1, '[truncated 198]']);
});

test('an error tells what it is, with its causes and its own fields', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'E1', retries: 2 });
  const error = Object.assign(new Error('outer', { cause }), { config: { url: 'x' }, message: 'outer' });
  const { stack, ...rest } = told(error);
  expect(stack).toContain('safe-json.test.ts');
  expect(rest).toMatchObject({ name: 'Error', message: 'outer', config: { url: 'x' } });
  expect(rest.cause).toMatchObject({ name: 'TypeError', message: 'inner', code: 'E1', retries: 2 });
  const many = told(new AggregateError([new Error('a'), 'b'], 'all'));
  expect(many).toMatchObject({ name: 'AggregateError', message: 'all', errors: [{ message: 'a' }, 'b'] });
  const own = Object.assign(new Error('x'), { toJSON: () => 'lost' });
  expect(told(own)).toMatchObject({ message: 'x' });
  expect(told(runInNewContext('new TypeError("far")'))).toMatchObject({ name: 'TypeError', message: 'far' });
  error.cause = error;
  expect(told(error).cause).toBe('[circular]');
});

describe('secrets', () => {
  test('are hidden by key at any depth, in maps and behind toJSON, but not whether there is one', () => {
    const value = {
      password: 'x',
      user: [{ apiKey: { id: 1 }, pin: 1, hasToken: true, token: null, secret: false, cookie: undefined }],
      map: new Map([['access_token', 'x']]),
      at: { toJSON: () => ({ token: 7 }) },
    };
    expect(safeJson(value, hidden)).toBe(
      '{"password":"[redacted]","user":[{"apiKey":"[redacted]","pin":1,"hasToken":true,"token":null,"secret":false}],' +
        '"map":{"access_token":"[redacted]"},"at":{"token":"[redacted]"}}',
    );
  });

  test('are hidden in texts: messages and stacks of errors, URLs, keys, numbers', () => {
    const error = new Error('no postgres://u:geheim@db/x');
    const value = {
      error,
      url: new URL('https://u:geheim@h/?token=geheim'),
      card: 4111111111111111,
      at: 1760000000000,
    };
    const json = safeJson({ ...value, [`ghp_${'a1'.repeat(18)}`]: 1 }, hidden);
    expect(json).not.toMatch(/geheim|4111|ghp_/);
    expect(JSON.parse(json)).toMatchObject({
      url: 'https://[redacted]@h/?token=[redacted]',
      card: '[redacted]',
      at: 1760000000000,
    });
  });

  test('are known although the text is cut in their midst', () => {
    const json = safeJson(`${'a '.repeat(20)}password=${'x'.repeat(9_000)}`, { ...hidden, maxText: 60 });
    expect(json).toBe(`"${'a '.repeat(20)}password=[redacted]"`);
    expect(safeJson(`${'a '.repeat(5)}4111111111111111`, { ...hidden, maxText: 20 })).toBe(
      `"${'a '.repeat(5)}[redacted]"`,
    );
  });
});

describe('bounds', () => {
  test('tell what was left out', () => {
    expect(told({ a: 1, b: 2, c: 3 }, { maxKeys: 2 })).toEqual({ a: 1, b: 2, '[truncated]': 1 });
    expect(
      told(
        new Map([
          ['a', 1],
          ['b', 2],
          ['c', 3],
        ]),
        { maxKeys: 1 },
      ),
    ).toEqual({ a: 1, '[truncated]': 2 });
    expect(told([1, 2, 3], { maxItems: 0 })).toEqual(['[truncated 3]']);
    expect(told({ a: { b: [{}] }, c: [1] }, { maxDepth: 2 })).toEqual({ a: { b: '[Array]' }, c: [1] });
    expect(told('x'.repeat(1_048_576), { maxText: 3 })).toBe('xxx...[1048576 characters]');
    expect(told(Array(4_294_967_295))).toHaveLength(101);
  });

  test('hold for the whole, in bytes', () => {
    const big = (text: string) => ({ first: 1, list: Array(90).fill({ text }), last: text });
    for (const text of ['x'.repeat(1e6), 'é😀'.repeat(3e5), '\u0000\ud800'.repeat(1e5), 'short']) {
      for (const maxBytes of [13, 60, 1_000, 16_384]) {
        expect(bytesOf(safeJson(big(text), { maxBytes }))).toBeLessThanOrEqual(maxBytes);
        expect(bytesOf(safeJson(text, { maxBytes }))).toBeLessThanOrEqual(maxBytes);
      }
    }
    expect(told(big('x'.repeat(1e6)), { maxBytes: 300 })).toMatchObject({ first: 1, '[truncated]': 1 });
  });

  test('leave as much of a text as fits', () => {
    for (const text of ['x', 'é', '\n', '\u0000']) {
      const json = safeJson(text.repeat(8_000), { maxBytes: 4_000 });
      expect(bytesOf(json)).toBeGreaterThan(3_800);
      expect(json).toContain('...[8000 characters]"');
    }
  });
});

describe('members', () => {
  test('are the object without its braces', () => {
    expect(safeMembers({ orderId: '1', n: 2, no: undefined })).toBe('"orderId":"1","n":2');
    expect(['', '', '', '']).toEqual([{}, undefined, null, { a: undefined }].map((fields) => safeMembers(fields)));
  });

  test('of what has none are called value, of an error error', () => {
    expect(safeMembers('{text}')).toBe('"value":"{text}"');
    expect(safeMembers([1])).toBe('"value":[1]');
    expect(JSON.parse(`{${safeMembers(new Error('x'))}}`).error).toMatchObject({ name: 'Error', message: 'x' });
  });

  test('do not take reserved names, and lose no field by that', () => {
    const reserved = new Set(['level', 'message']);
    const fields = { level: 1, _level: 2, __level: 3, message: { level: 4 }, other: 5 };
    expect(safeMembers(fields, { reserved })).toBe(
      '"___level":1,"_level":2,"__level":3,"_message":{"level":4},"other":5',
    );
    expect(safeMembers({ toJSON: () => ({ level: 1 }) }, { reserved })).toBe('"_level":1');
  });

  test('fit with any fields in any line', () => {
    fc.assert(
      fc.property(fc.dictionary(keys, anything), (fields) => {
        const text = safeMembers(fields, { ...hidden, reserved: new Set(['0', '']) });
        const line = JSON.parse(`{"level":"INFO"${text && ','}${text}}`);
        expect(line.level).toBeDefined();
        expect([Object.hasOwn(line, '0'), Object.hasOwn(line, '')]).toEqual([false, false]);
      }),
    );
  });
});
