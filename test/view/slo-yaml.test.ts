import fc from 'fast-check';
import { Decimal, type DocumentMapping, type DocumentValue } from '../../lib/core/slo/open-slo/document';
import { toYaml } from '../../lib/view/slo/yaml';
import { anyCharacter } from '../any-character';

// Comes with Jest: an independent reader is worth more than one of ours.
const { safeLoadAll } = require('js-yaml') as { safeLoadAll: (text: string) => unknown[] };

const HOSTILE = [
  ...[
    '',
    ' ',
    '~',
    'null',
    'Null',
    'yes',
    'No',
    'on',
    'y',
    'true',
    'TRUE',
    '.inf',
    '.nan',
    'NaN',
    '0x1f',
    '012',
    '1e3',
    '1_000',
  ],
  ...[
    '2024-01-01',
    '12:30:00',
    '- a',
    '# b',
    'a # b',
    'a: b',
    '&a',
    '*a',
    '!!js/function',
    '%TAG',
    '@a',
    '`a`',
    '|',
    '>',
    '?',
  ],
  ...[
    '---',
    '...',
    '"',
    "'",
    '\\',
    '{a}',
    '[a]',
    'a\nb',
    'a\r\nb',
    '\t',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u202e',
    '<<',
    '=',
  ],
  ...['__proto__', 'constructor', '日本', '😀', 'a'.repeat(1_000)],
];

test.each(HOSTILE)('%j is read as the text that it is', (text) => {
  const document = { [text]: text, list: [text, [text], { [text]: text }] };
  expect(safeLoadAll(toYaml([document]))).toEqual([document]);
});

test('what is printed neither steers a terminal nor reorders its line', () => {
  expect(toYaml([{ text: '\u001b[31m\u202e\u0085' }])).toBe('---\ntext: "\\u001b[31m\\u202e\\u0085"\n');
});

test('decimals are written digit by digit, and keys without a value not at all', () => {
  const text = toYaml([
    { target: new Decimal('0.9999999999999999999'), count: 3, none: undefined, empty: {}, list: [] },
  ]);
  expect(text).toBe('---\ntarget: 0.9999999999999999999\ncount: 3\nempty: {}\nlist: []\n');
});

test('whatever texts stand in it, YAML is read as what was written', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: anyCharacter }), fc.string());
  const { mapping } = fc.letrec<{ value: DocumentValue; mapping: DocumentMapping }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.boolean(),
      fc.integer(),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('mapping'),
    ),
    mapping: fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(fc.array(mapping, { minLength: 1, maxLength: 3 }), (documents) => {
      expect(plainJson(safeLoadAll(toYaml(documents)))).toBe(plainJson(documents));
    }),
  );
});

function plainJson(value: unknown): string {
  return JSON.stringify(value);
}
