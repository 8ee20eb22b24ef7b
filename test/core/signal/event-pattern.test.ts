import * as fc from 'fast-check';
import { compileEventPattern, EventPatternError } from '../../../lib/core/signal/event-pattern';
import vectors from '../../vectors/event-patterns.json';

function matches(pattern: unknown, event: object): boolean {
  return compileEventPattern(pattern).matches(event);
}

describe('the vectors captured from EventBridge', () => {
  const cases = vectors.cases as { name: string; pattern: unknown; event: object; expect: string }[];
  test.each(cases)('$name', ({ pattern, event, expect: expected }) => {
    if (expected === 'invalid') expect(() => compileEventPattern(pattern)).toThrow(EventPatternError);
    else expect(matches(pattern, event)).toBe(expected === 'match');
  });
});

describe('operators', () => {
  test.each<[unknown, unknown, boolean]>([
    ['x', 'x', true],
    ['x', 'X', false],
    ['', '', true],
    [5, 5.0, true],
    [5, '5', false],
    [null, null, true],
    [null, false, false],
    [null, '', false],
    [true, true, true],
    [true, 'true', false],
    ['10.0.0.1', '10.0.0.01', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    [{ exactly: 'x' }, 'x', true],
    [{ prefix: '' }, 'x', true],
    [{ prefix: 'a' }, 5, false],
    [{ prefix: { 'equals-ignore-case': 'EVENTB' } }, 'EventBridge', true],
    [{ suffix: '.png' }, 'a.png', true],
    [{ suffix: { 'equals-ignore-case': '.PNG' } }, 'a.png', true],
    [{ suffix: '' }, null, false],
    [{ 'equals-ignore-case': '' }, '', true],
    [{ 'equals-ignore-case': 'a' }, null, false],
    [{ 'anything-but': 'x' }, 'x', false],
    [{ 'anything-but': 'x' }, 5, true],
    [{ 'anything-but': 0 }, 0, false],
    [{ 'anything-but': 0 }, '0', true],
    [{ 'anything-but': ['a', 'b'] }, null, true],
    [{ 'anything-but': { prefix: ['a', 'b'] } }, 'back', false],
    [{ 'anything-but': { 'equals-ignore-case': 'a' } }, 'A', false],
    [{ 'anything-but': { wildcard: '*/lib/*' } }, 'x/lib/y', false],
    [{ numeric: ['=', 3.018e2] }, 301.8, true],
    [{ numeric: ['>', 0, '<=', 5] }, 5, true],
    [{ numeric: ['>', 0, '<=', 5] }, 0, false],
    [{ numeric: ['>=', -1, '<', 5] }, -1, true],
    [{ numeric: ['<', 5] }, null, false],
    [{ exists: true }, null, true],
    [{ exists: true }, '', true],
    [{ exists: false }, '', false],
    [{ exists: true }, {}, false],
    [{ exists: true }, { a: 1 }, false],
    [{ exists: false }, { a: 1 }, true],
    [{ exists: true }, [], false],
    [{ exists: false }, [], true],
    [{ exists: true }, [[], [1]], true],
    [{ cidr: '10.0.0.5/24' }, '10.0.0.1', true],
    [{ cidr: '10.0.0.0/7' }, '11.255.0.1', true],
    [{ cidr: '10.0.0.0/31' }, '10.0.0.2', false],
    [{ cidr: '0.0.0.0/0' }, '255.1.2.3', true],
    [{ cidr: '0.0.0.0/0' }, '::1', false],
    [{ cidr: '::/0' }, '1.2.3.4', false],
    [{ cidr: '2001:db8::/32' }, '2001:0db8:1::5', true],
    [{ wildcard: 'a*b*c' }, 'abbc', true],
    [{ wildcard: 'a*b*c' }, 'acb', false],
    [{ wildcard: '*' }, '', true],
    [{ wildcard: '' }, 'x', false],
    [{ wildcard: 'a\\*\\\\*' }, 'a*\\b', true],
    [{ wildcard: 'a\\*' }, 'ab', false],
  ])('%j on %j: %s', (expected, value, answer) => expect(matches({ a: [expected] }, { a: value })).toBe(answer));

  test('an array matches if one of its values does, nested or not', () => {
    expect(matches({ a: ['x', 1] }, { a: ['y', 1] })).toBe(true);
    expect(matches({ a: ['x'] }, { a: [['y'], ['x']] })).toBe(true);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, { a: ['x', 'y'] })).toBe(true);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, { a: ['x', 'x'] })).toBe(false);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, {})).toBe(false);
  });

  test('alternatives may be about absence too', () => {
    const pattern = { a: { b: [{ 'anything-but': 'x' }, { exists: false }] } };
    expect(matches(pattern, { a: { c: 1 } })).toBe(true);
    expect(matches(pattern, { a: { b: 'x' } })).toBe(false);
    expect(matches(pattern, {})).toBe(true);
  });
});

describe('fields below arrays', () => {
  const both = { d: { a: [1], b: [2] } };

  test('must match in the same element', () => {
    expect(matches(both, { d: [{ a: 1, b: 2 }] })).toBe(true);
    expect(matches(both, { d: [{ a: 1 }, { b: 2 }] })).toBe(false);
    expect(
      matches(both, {
        d: [
          { a: 1, b: 1 },
          { a: 2, b: 2 },
          { a: 1, b: 2 },
        ],
      }),
    ).toBe(true);
  });

  test('must match in the same element at each level', () => {
    const pattern = { u: { n: ['x'], t: { k: ['c'], v: ['b'] } } };
    expect(matches(pattern, { u: [{ n: 'x', t: [{ k: 'c', v: 'b' }] }] })).toBe(true);
    expect(matches(pattern, { u: [{ n: 'x', t: [{ k: 'c' }, { v: 'b' }] }] })).toBe(false);
    expect(matches(pattern, { u: [{ n: 'x' }, { t: { k: 'c', v: 'b' } }] })).toBe(false);
    expect(matches({ d: { a: [1], b: [2] } }, { d: [[{ a: 1 }, { b: 2 }], [{ a: 1, b: 2 }]] })).toBe(true);
  });

  test('are free beside other arrays', () => {
    const pattern = { t: [1], u: { a: [1] }, v: { b: [2] } };
    expect(matches(pattern, { t: [0, 1], u: [{ a: 0 }, { a: 1 }], v: [{ b: 2 }, { b: 3 }] })).toBe(true);
  });

  test('are absent by the element that earlier fields have settled on', () => {
    const pattern = { d: { a: [{ exists: true }], b: [{ exists: false }] } };
    expect(matches(pattern, { d: [{ a: 1, b: 2 }] })).toBe(false);
    expect(matches(pattern, { d: [{ a: 1, b: 2 }, { a: 1 }] })).toBe(true);
    expect(matches({ d: { b: [{ exists: false }] } }, { d: [{ a: 1 }, { b: 1 }] })).toBe(false);
  });

  test('are compared by their dotted path', () => {
    expect(matches({ 'a.b': [1] }, { a: [{ b: 1 }] })).toBe(true);
    expect(matches({ a: { b: [1], c: [2] } }, { 'a.b': 1, a: { c: 2 } })).toBe(true);
    expect(matches({ a: { '': { b: [1] } } }, { a: { '': { b: 1 } } })).toBe(true);
    expect(matches({ '': [1] }, { '': 1 })).toBe(true);
  });

  test('agree with a search through all elements', () => {
    const leaf = fc.constantFrom(1, 2, 3);
    const item = fc.record(
      { a: leaf, b: leaf, c: fc.array(fc.record({ x: leaf, y: leaf }, { requiredKeys: [] }), { maxLength: 3 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), leaf, leaf, leaf, (items, a, x, y) => {
        const expected = items.some((one) => one.a === a && (one.c ?? []).some((two) => two.x === x && two.y === y));
        expect(matches({ l: { a: [a], c: { x: [x], y: [y] } } }, { l: items })).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('$or', () => {
  const pattern = { source: ['s'], $or: [{ m: ['a'] }, { t: ['b'], $or: [{ x: [1] }, { y: [2] }] }] };

  test('takes one of its alternatives, with everything beside it', () => {
    expect(matches(pattern, { source: 's', m: 'a' })).toBe(true);
    expect(matches(pattern, { source: 's', t: 'b', y: 2 })).toBe(true);
    expect(matches(pattern, { source: 's', t: 'b' })).toBe(false);
    expect(matches(pattern, { m: 'a' })).toBe(false);
    expect(matches({ detail: { $or: [{ a: [1] }, { b: [{ exists: false }] }] } }, { detail: { b: 1 } })).toBe(false);
  });

  test('that makes more than 1,000 combinations is refused', () => {
    const choice = { $or: Array.from({ length: 11 }, (_, index) => ({ [`k${index}`]: [1] })) };
    expect(() => compileEventPattern({ a: choice, b: choice, c: choice })).toThrow('combinations');
    expect(() => compileEventPattern({ $or: Array.from({ length: 100_000 }, () => ({ a: [1] })) })).toThrow(
      'combinations',
    );
  });
});

describe('what is not an event pattern', () => {
  test.each<[unknown, string]>([
    [undefined, ''],
    ['{"a":[1]}', ''],
    [[], ''],
    [{}, ''],
    [{ a: {} }, 'a'],
    [{ a: [] }, 'a'],
    [{ a: 'x' }, 'a'],
    [{ a: null }, 'a'],
    [{ a: { b: [['x']] } }, 'a.b[0]'],
    [{ a: [{}] }, 'a[0]'],
    [{ a: ['x', { prefix: 'a', suffix: 'b' }] }, 'a[1]'],
    [{ a: [{ PREFIX: 'a' }] }, 'a[0]'],
    [{ a: [{ prefix: 1 }] }, 'a[0]'],
    [{ a: [{ prefix: { suffix: 'x' } }] }, 'a[0]'],
    [{ a: [{ suffix: ['x'] }] }, 'a[0]'],
    [{ a: [{ 'equals-ignore-case': ['x'] }] }, 'a[0]'],
    [{ a: [{ exists: 'true' }] }, 'a[0]'],
    [{ a: [{ 'anything-but': null }] }, 'a[0]'],
    [{ a: [{ 'anything-but': [] }] }, 'a[0]'],
    [{ a: [{ 'anything-but': ['x', 1] }] }, 'a[0]'],
    [{ a: [{ 'anything-but': [true] }] }, 'a[0]'],
    [{ a: [{ 'anything-but': { numeric: ['=', 1] } }] }, 'a[0]'],
    [{ a: [{ 'anything-but': { suffix: ['a', ''] } }] }, 'a[0]'],
    [{ a: [{ 'anything-but': { wildcard: '**' } }] }, 'a[0]'],
    [{ a: [{ numeric: [] }] }, 'a[0]'],
    [{ a: [{ numeric: ['>', '5'] }] }, 'a[0]'],
    [{ a: [{ numeric: ['<', 5, '>', 0] }] }, 'a[0]'],
    [{ a: [{ numeric: ['>', 5, '<', 5] }] }, 'a[0]'],
    [{ a: [{ numeric: ['=', 5, '<', 9] }] }, 'a[0]'],
    [{ a: [{ numeric: ['!=', 5] }] }, 'a[0]'],
    [{ a: [{ cidr: '10.0.0.0/32' }] }, 'a[0]'],
    [{ a: [{ cidr: '::/128' }] }, 'a[0]'],
    [{ a: [{ cidr: '10.0.0.256/8' }] }, 'a[0]'],
    [{ a: [{ cidr: 8 }] }, 'a[0]'],
    [{ a: [{ wildcard: 'a**' }] }, 'a[0]'],
    [{ a: [{ wildcard: 'a\\b' }] }, 'a[0]'],
    [{ a: [{ wildcard: 'a\\' }] }, 'a[0]'],
    [{ a: [{ wildcard: '*:*:*:*:*:event-bus/*' }] }, 'a'],
    [{ a: ['bif', 'tif', 'png', 'svs'].map((end) => ({ wildcard: `*/datasync/*.${end}` })) }, 'a'],
    [{ $or: [{ a: [1] }] }, '$or'],
    [{ a: { $or: { b: [1] } } }, 'a.$or'],
    [{ $or: [{ a: [1] }, 5] }, '$or[1]'],
    [{ $or: [{ a: [1] }, {}] }, ''],
    [{ $or: [{ prefix: ['a'] }, { b: [1] }] }, 'prefix'],
    [{ $or: [{ a: { numeric: [1] } }, { b: [1] }] }, 'a.numeric'],
  ])('%j is refused at %j', (pattern, path) => {
    expect(() => compileEventPattern(pattern)).toThrow(expect.objectContaining({ name: 'EventPatternError', path }));
  });
});

describe('any input', () => {
  test('compiles or is refused with an EventPatternError; matching never throws', () => {
    const operator = fc.constantFrom(
      'prefix',
      'suffix',
      'anything-but',
      'numeric',
      'cidr',
      'wildcard',
      'exists',
      '$or',
      'a',
      '__proto__',
    );
    const pattern = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('a', '*', 1, null, true, '>'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(operator, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.oneof(pattern, fc.anything()), fc.oneof(pattern, fc.jsonValue()), (text, event) => {
        try {
          compileEventPattern(text).matches(event as object);
        } catch (error) {
          expect(error).toBeInstanceOf(EventPatternError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a pattern made from an event matches that event', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const event = fc.letrec<{ object: object }>((tie) => ({
      object: fc.dictionary(
        fc.string().filter((key) => key !== '$or'),
        fc.oneof({ maxDepth: 3 }, leaf, tie('object') as fc.Arbitrary<never>),
        { minKeys: 1, maxKeys: 4 },
      ),
    })).object;
    fc.assert(
      fc.property(event, (sample) => {
        expect(matches(patternOf(sample), sample)).toBe(true);
      }),
    );
  });

  test('members called like inherited ones are fields as any other', () => {
    const event = JSON.parse('{"__proto__":{"a":1},"constructor":"x"}') as object;
    expect(matches(JSON.parse('{"__proto__":{"a":[1]},"constructor":["x"]}'), event)).toBe(true);
    expect(matches({ constructor: [{ exists: false }], toString: [{ exists: false }] }, {})).toBe(true);
    expect(matches(JSON.parse('{"__proto__":{"toString":[{"exists":true}]}}'), {})).toBe(false);
  });

  test('hostile patterns and events finish', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => ({ a: 1, b: index, c: [{ d: index }] }));
    expect(matches({ l: { a: [1], b: [19_999], c: { d: [19_998] } } }, { l: items })).toBe(false);
    expect(matches({ l: { a: [1] }, m: { a: [1] }, n: { a: [2] } }, { l: items, m: items, n: items })).toBe(false);
    expect(matches({ a: [{ wildcard: 'a*a*a*a*b' }] }, { a: 'a'.repeat(200_000) })).toBe(false);
    const deepArray = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as object;
    expect(matches({ a: [1] }, { a: deepArray })).toBe(false);
    const deepObject = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as object;
    expect(matches({ a: { b: [1] } }, deepObject)).toBe(false);
    expect(() => compileEventPattern(deepObject)).toThrow('nested too deep');
    expect(() => compileEventPattern({ a: [{ wildcard: 'ab*'.repeat(200) }] })).toThrow(EventPatternError);
  });
});

/** Keys are copied as own members, `__proto__` too. */
function patternOf(event: object): object {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => {
      const fields = typeof value === 'object' && value !== null;
      const empty = fields && Object.keys(value as object).length === 0;
      return [key, empty ? [{ exists: false }] : fields ? patternOf(value as object) : [value]];
    }),
  );
}
