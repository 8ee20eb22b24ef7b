import fc from 'fast-check';
import { readFrontMatter } from '../../lib/core/front-matter';

// No types come with it; the readings of a YAML parser that others wrote.
const { safeLoad } = require('js-yaml') as { safeLoad: (text: string) => unknown };

const valuesOf = (yaml: string) => readFrontMatter(`---\n${yaml}\n---\nbody`).values;

test('maps and lists, by indentation and in brackets, with and without quotes', () => {
  const text = `---
# above
name: restart-checkout   # behind
empty: ''
count: 10
share: 0.5
on_call: true
"quoted key": "a: b # c\\n\\"d\\""
single: 'it''s'
match:
  service: [checkout, 'pay: ments', 3]
  tags: { tier: one, more: [a, { b: false }] }
list:
- plain text, with a comma
-   "[x]"
- { id: FaultRate, severity: high }
deep:
    deeper:
        deepest: end
---
# Body
---
rest`;
  expect(readFrontMatter(text)).toEqual({
    values: {
      name: 'restart-checkout',
      empty: '',
      count: 10,
      share: 0.5,
      on_call: true,
      'quoted key': 'a: b # c\n"d"',
      single: "it's",
      match: { service: ['checkout', 'pay: ments', 3], tags: { tier: 'one', more: ['a', { b: false }] } },
      list: ['plain text, with a comma', '[x]', { id: 'FaultRate', severity: 'high' }],
      deep: { deeper: { deepest: 'end' } },
    },
    body: '# Body\n---\nrest',
  });
  expect(readFrontMatter(text.replaceAll('\n', '\r\n')).values).toEqual(readFrontMatter(text).values);
});

test.each([
  ['name: yes', "line 2: 'yes' can mean several things in YAML; put it in quotes"],
  ['a: 1\nversion: 1.2.3', "line 3: '1.2.3' can mean several things"],
  ['date: 2026-01-05', "'2026-01-05' can mean several things"],
  ['octal: 012', 'put it in quotes'],
  ['time: 09:30', 'put it in quotes'],
  ['a: &anchor x', 'put it in quotes'],
  ['a: *alias', 'put it in quotes'],
  ['a: !!js/function "x"', 'put it in quotes'],
  ['a: |\n  text', 'put it in quotes'],
  ['a: b: c', 'put it in quotes'],
  ['a: "b', 'a quote is not closed'],
  ['a: "b" c', "'c' is more than one value"],
  ['a: [b', "']' is missing"],
  ['a: [b}', "']' or ',' is missing"],
  ['a: {b}', "expected 'name: value' in the brackets"],
  ['a:', "line 2: 'a' has no value"],
  ['just a text', "line 2: expected 'name: value', got 'just a text'"],
  ['\ta: b', 'line 2: indent with spaces, not with tabs'],
  ['a: b\n   c: d', "line 3: 'c: d' is not indented as the lines above"],
  ['a:\n- b: c', "write a map in a list as '- { name: value }'"],
  ['- a', "a front matter is made of 'name: value' lines"],
  [`a: ${'['.repeat(5_000)}`, 'at most 20 levels are read'],
  ['a: x\uD800', 'put it in quotes'],
  ['a: "\uD800"', 'a quote is not closed'],
  ['a: x\u202E\u0007', 'put it in quotes'],
  [`a: ${'x'.repeat(81_920)}: y`, 'put it in quotes'],
])('refuses %j, with its line', (yaml, message) => {
  expect(() => valuesOf(yaml)).toThrow(message);
});

test('a name that every object inherits is a name like any other', () => {
  const values = valuesOf('__proto__: { polluted: true }\nconstructor: x');
  expect(Object.keys(values)).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

describe('whatever is read, another YAML parser reads the same', () => {
  const agree = (yaml: string) => {
    let values: unknown;
    try {
      values = valuesOf(yaml);
    } catch {
      return false;
    }
    expect(values).toEqual(safeLoad(yaml));
    return true;
  };

  test('of lines made of parts', () => {
    const scalar = fc.oneof(
      fc.constantFrom(
        'checkout',
        'a b',
        '*-FaultRate-*',
        "'*'",
        '"x\\ty"',
        '12',
        '-0.5',
        'true',
        'no',
        '1e3',
        '~',
        '#x',
      ),
      fc.constantFrom(
        'a: b',
        'a #b',
        'a#b',
        ':a',
        'a:',
        '- a',
        '-a',
        '?',
        '? a',
        '@a',
        '%a',
        'x]',
        'y, z',
        '0x1F',
        '.5',
        '.',
      ),
      fc.constantFrom(
        '1_000',
        '190:20:30',
        'https://a.example/b?c=d#e',
        "it's",
        'say "x"',
        '= a',
        '<<',
        '--- a',
        '&',
        '[]',
      ),
      fc.string({ maxLength: 8 }),
    );
    const value = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.array(scalar, { maxLength: 2 }).map((items) => `{ ${items.map((item, at) => `k${at}: ${item}`).join(', ')} }`),
      fc
        .array(scalar, { minLength: 1, maxLength: 3 })
        .map((items) => `\n${items.map((item) => `  - ${item}`).join('\n')}`),
      scalar.map((item) => `\n  inner: ${item}\n  more: ${item} # said`),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        if (agree(values.map((each, at) => `key${at}: ${each}`).join('\n'))) read += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  test('of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1:-#[]{},\'" \n?|>&*!.~') }), (yaml) => {
        agree(`a: ${yaml}`);
      }),
      { numRuns: 5_000 },
    );
  });
});
