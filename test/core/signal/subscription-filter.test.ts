import { compileSubscriptionFilter, type FilteredMessage } from '../../../lib/core/signal/subscription-filter';

const text = (value: string) => ({ type: 'String', value });
const number = (value: string) => ({ type: 'Number', value });
const list = (...values: unknown[]) => ({ type: 'String.Array', value: JSON.stringify(values) });

function accepts(policy: unknown, attributes: NonNullable<FilteredMessage['attributes']>): boolean {
  return compileSubscriptionFilter(policy).accepts({ body: '', attributes });
}

// Policies and messages of the developer guide (string-value-matching, numeric-value-matching, attribute-key-matching).
describe('on attributes', () => {
  test.each<[unknown, NonNullable<FilteredMessage['attributes']>, boolean]>([
    [{ interests: ['rugby', 'tennis'] }, { interests: text('rugby') }, true],
    [{ interests: ['rugby', 'tennis'] }, { interests: list('golf', 'tennis') }, true],
    [{ interests: ['rugby', 'tennis'] }, { interests: text('baseball') }, false],
    [{ interests: ['rugby', 'tennis'] }, { interests: text('Rugby') }, false],
    [{ interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, { interests: text('baseball') }, true],
    [{ interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, { interests: list('rugby', 'baseball') }, true],
    [{ interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, { interests: list('rugby') }, false],
    [{ interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, { other: text('x') }, false],
    [{ event: [{ 'anything-but': { prefix: 'order-' } }] }, { event: text('data-entry') }, true],
    [{ event: [{ 'anything-but': { prefix: 'order-' } }] }, { event: text('order-cancelled') }, false],
    [{ interests: [{ prefix: 'bas' }] }, { interests: text('basketball') }, true],
    [{ interests: [{ suffix: 'ball' }] }, { interests: text('baseball') }, true],
    [{ interests: [{ suffix: 'ball' }] }, { interests: text('rugby') }, false],
    [{ interests: [{ wildcard: '*ball' }] }, { interests: text('baseball') }, true],
    [{ interests: [{ 'equals-ignore-case': 'tennis' }] }, { interests: text('TeNnis') }, true],
    [{ source_ip: [{ cidr: '10.0.0.0/24' }] }, { source_ip: text('10.0.0.255') }, true],
    [{ source_ip: [{ cidr: '10.0.0.0/24' }] }, { source_ip: text('10.1.1.0') }, false],
    [{ price: [{ numeric: ['=', 301.5] }] }, { price: number('3.015e2') }, true],
    [{ price: [{ numeric: ['>', 0, '<=', 150] }] }, { price: number('150') }, true],
    [{ price: [{ numeric: ['>', 0, '<=', 150] }] }, { price: number('150.1') }, false],
    // A String is no number, whatever it looks like.
    [{ price: [{ numeric: ['=', 100] }] }, { price: text('100') }, false],
    [{ price: [100] }, { price: number('100') }, true],
    [{ price: [{ 'anything-but': [100, 500] }] }, { price: number('100.1') }, true],
    [{ store: [{ exists: true }] }, { store: text('fans') }, true],
    [{ store: [{ exists: true }] }, { interests: text('golf') }, false],
    [{ store: [{ exists: false }] }, { interests: text('golf') }, true],
    [{ store: [{ exists: false }] }, { store: text('fans') }, false],
    // "An empty set of attributes results in the filter not matching."
    [{ store: [{ exists: false }] }, {}, false],
    [{ store: ['fans'], price: [1] }, { store: text('fans') }, false],
    [{ store: ['fans'], price: [1] }, { store: text('fans'), price: number('1') }, true],
    [{ $or: [{ store: ['fans'] }, { price: [1] }] }, { price: number('1') }, true],
    [{ $or: [{ store: ['fans'] }, { price: [1] }] }, { price: number('2') }, false],
    [{ flags: [true] }, { flags: list(true, null) }, true],
    [{ picture: [{ exists: true }] }, { picture: { type: 'Binary', value: 'AA==' }, a: text('b') }, false],
    [{ broken: [{ exists: true }] }, { broken: { type: 'String.Array', value: '[' }, a: text('b') }, false],
    [{ size: [{ numeric: ['<', 2] }] }, { size: { type: 'Number.float', value: '1.5' } }, true],
    [{ label: ['a'] }, { label: { type: 'String.label', value: 'a' } }, true],
  ])('%j accepts %j: %s', (policy, attributes, expected) => {
    expect(accepts(policy, attributes)).toBe(expected);
  });
});

describe('on the body', () => {
  test.each<[unknown, string, boolean]>([
    [{ interests: ['rugby'] }, '{"interests":["golf","rugby"]}', true],
    [{ detail: { state: ['ALARM'] } }, '{"detail":{"state":"ALARM"}}', true],
    [{ detail: { state: ['ALARM'] } }, '{"detail":{"state":"OK"}}', false],
    [{ store: [{ exists: false }] }, '{"a":1}', true],
    [{ store: [{ exists: false }] }, 'not JSON', false],
    [{ store: [{ exists: false }] }, '[]', false],
    [{ store: [{ exists: false }] }, '"text"', false],
  ])('%j accepts %s: %s', (policy, body, expected) => {
    expect(compileSubscriptionFilter(policy, 'MessageBody').accepts({ body })).toBe(expected);
  });

  test('attributes play no part', () => {
    const filter = compileSubscriptionFilter({ a: ['b'] }, 'MessageBody');
    expect(filter.accepts({ body: '{}', attributes: { a: text('b') } })).toBe(false);
  });
});

test.each(['MessageAttributes', 'MessageBody'] as const)('an empty policy on %s accepts everything', (scope) => {
  expect(compileSubscriptionFilter({}, scope).accepts({ body: 'no JSON' })).toBe(true);
});

describe('refuses', () => {
  test.each<[string, unknown, string]>([
    [
      'an operator SNS does not have',
      { a: [{ prefx: 'x' }] },
      "Filter policy is not valid at 'a[0]': 'prefx' is no operator",
    ],
    ['a value outside of a list', { a: 'x' }, 'Filter policy is not valid at'],
    ['a list', [], 'Filter policy is not valid at'],
    ['no policy at all', 'x', 'Filter policy is not valid at'],
    ['nested keys on attributes', { a: { b: ['x'] } }, "set FilterPolicyScope to 'MessageBody'"],
    ['six keys', { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }, 'has 6 keys; SNS takes 5 at most'],
    ['too many combinations', { a: new Array(13).fill(1), b: new Array(12).fill(1) }, 'has 156 combinations'],
  ])('%s', (_what, policy, message) => {
    expect(() => compileSubscriptionFilter(policy)).toThrow(message);
  });

  test('150 combinations are fine; deeper keys of a body count more', () => {
    const values = (n: number) => Array.from({ length: n }, (_, index) => index);
    expect(() => compileSubscriptionFilter({ a: values(15), b: values(10) })).not.toThrow();
    expect(() => compileSubscriptionFilter({ x: { a: values(15), b: values(10) } }, 'MessageBody')).toThrow(
      '600 combinations',
    );
  });
});
