import fc from 'fast-check';
import { timelineFromItem, timelineItem } from '../../../lib/core/incident/item/timeline-item';
import { imageOf, itemFromImage, type StreamImage } from '../../../lib/core/incident/stream-image';
import { entryOf } from '../../adapters/samples';
import { anyCharacter } from '../../any-character';

const sha256 = () => '0'.repeat(64);
const KEYS = { pk: { S: 'INC#i-1' }, sk: { S: 'TL#1' } };

/**
 * As the documentation of DynamoDB's streams writes an image, with every type that the table holds:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html
 */
test('reads a documented image', () => {
  const image: StreamImage = {
    ...KEYS,
    atTs: { N: '1767603900000' },
    ratio: { N: '-1.5e-3' },
    paged: { BOOL: false },
    nothing: { NULL: true },
    acks: { L: [{ M: { by: { S: 'alice' }, ts: { N: '1' } } }, { L: [] }] },
    actor: { M: { type: { S: 'user' }, id: { S: '' } } },
  };
  expect(itemFromImage(image)).toEqual({
    pk: 'INC#i-1',
    sk: 'TL#1',
    atTs: 1_767_603_900_000,
    ratio: -0.0015,
    paged: false,
    nothing: null,
    acks: [{ by: 'alice', ts: 1 }, []],
    actor: { type: 'user', id: '' },
  });
});

test('a timeline entry comes back as it was stored', () => {
  const entry = entryOf({ text: '\u202eevil\u0000 🛒 "', actor: { type: 'user', id: '__proto__' } });
  expect(timelineFromItem(itemFromImage(imageOf(timelineItem(entry, sha256))))).toEqual(entry);
});

test('whatever an item holds comes back', () => {
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: anyCharacter }),
      fc.double({ noDefaultInfinity: true, noNaN: true }).filter((number) => !Object.is(number, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'S', 'M')), tie('value'), {
        maxKeys: 4,
      }),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(fc.string(), plain), (attributes) => {
      const item = { ...attributes, pk: 'INC#i', sk: 'TL#1' };
      expect(itemFromImage(JSON.parse(JSON.stringify(imageOf(item))))).toEqual(item);
    }),
  );
});

test('names of prototypes are names like any other', () => {
  const image = JSON.parse(
    '{"pk":{"S":"a"},"sk":{"S":"b"},"m":{"M":{"__proto__":{"M":{"polluted":{"BOOL":true}}}}}}',
  ) as StreamImage;
  const { m } = itemFromImage(image) as { readonly m?: object };
  expect(Object.keys(m ?? {})).toEqual(['__proto__']);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('attributes that are not defined are left out, as the table leaves them out', () => {
  expect(imageOf({ a: undefined, b: '' })).toEqual({ b: { S: '' } });
});

test.each<[string, unknown, RegExp]>([
  ['no image', undefined, /must have the texts 'pk' and 'sk'; the stream's view must be NEW_AND_OLD_IMAGES/],
  ['keys of another type', { pk: { N: '1' }, sk: { S: 'b' } }, /must have the texts 'pk' and 'sk'/],
  ['a set', { ...KEYS, tags: { SS: ['a'] } }, /'tags' of a stream image must be one of .* got {"SS":\["a"\]}/],
  ['two types', { ...KEYS, a: { S: 'a', N: '1' } }, /'a' of a stream image/],
  ['no type', { ...KEYS, a: {} }, /'a' of a stream image .* got {}/],
  ['no attribute', { ...KEYS, a: null }, /'a' of a stream image .* got null/],
  ['a number that is none', { ...KEYS, a: { N: 'NaN' } }, /'a' of a stream image/],
  ['a number as a number', { ...KEYS, a: { N: 1 } }, /'a' of a stream image/],
  ['an empty number', { ...KEYS, a: { N: ' ' } }, /'a' of a stream image/],
  ['a map that is a list', { ...KEYS, a: { M: [] } }, /'a' of a stream image/],
  [
    'trouble deep inside',
    { ...KEYS, a: { M: { b: { L: [{ S: 'x' }, { B: 'eA==' }] } } } },
    /'a\.b\.1' of a stream image/,
  ],
])('%s is refused', (_, image, message) => {
  expect(() => itemFromImage(image as StreamImage)).toThrow(message);
});

test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, () => {}])('a table holds no %p', (value) => {
  expect(() => imageOf({ list: [value] })).toThrow(/^The incident table holds texts, numbers, booleans, null/);
});
