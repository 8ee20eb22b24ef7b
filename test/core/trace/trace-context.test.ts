import * as fc from 'fast-check';
import { formatBaggage, parseBaggage } from '../../../lib/core/trace/baggage';
import {
  formatTraceparent,
  formatTracestate,
  formatXRayHeader,
  fromXRayTraceId,
  parseTraceparent,
  parseTracestate,
  parseXRayHeader,
  toXRayTraceId,
} from '../../../lib/core/trace/trace-context';
import { anyCharacter } from '../../any-character';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const ROOT = '1-67891233-abcdef012345678912345678';
const XRAY_TRACE = '67891233abcdef012345678912345678';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((id) => /[^0]/.test(id));
const context = fc.record({ traceId: hex(32), parentId: hex(16), sampled: fc.boolean() });

describe('traceparent', () => {
  test('reads the examples of the specification', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, parentId: SPAN, sampled: true });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)).toEqual({ traceId: TRACE, parentId: SPAN, sampled: false });
  });

  // Most are from the test suite of the specification: https://github.com/w3c/trace-context/tree/main/test
  test.each([
    ['no header', undefined],
    ['nothing', ''],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['a version of one digit', `0-${TRACE}-${SPAN}-01`],
    ['a version of three digits', `000-${TRACE}-${SPAN}-01`],
    ['a version that is no number', `.0-${TRACE}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a trace id with capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a long trace id', `00-${TRACE}0-${SPAN}-01`],
    ['a parent id that is no number', `00-${TRACE}-${SPAN.replace('f', '.')}-01`],
    ['flags of one digit', `00-${TRACE}-${SPAN}-1`],
    ['flags of three digits', `00-${TRACE}-${SPAN}-001`],
    ['more than version 00 has', `00-${TRACE}-${SPAN}-01-what`],
    ['a dash more than version 00 has', `00-${TRACE}-${SPAN}-01-`],
    ['two headers in one', `00-${TRACE}-${SPAN}-01,00-${TRACE}-${SPAN}-01`],
    ['a later version without a dash before what is new', `cc-${TRACE}-${SPAN}-01.what`],
    ['a later version that is too short', `cc-${TRACE}-${SPAN}-0`],
  ])('refuses %s', (_title, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  test.each(['', '-', '-what-the-future-will-be-like', '-\n'])('reads what it knows of a later version: %j', (more) => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01${more}`)).toEqual({
      traceId: TRACE,
      parentId: SPAN,
      sampled: true,
    });
  });

  test('reads the one flag that it knows, whatever the others are', () => {
    for (const [flags, sampled] of [
      ['ff', true],
      ['fe', false],
      ['09', true],
      ['02', false],
      ['0b', true],
    ] as const) {
      expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toMatchObject({ sampled });
    }
  });

  test('ignores blanks around it', () => {
    expect(parseTraceparent(` \t00-${TRACE}-${SPAN}-01\t `)).toMatchObject({ traceId: TRACE });
  });

  test('reads what it has written', () => {
    fc.assert(fc.property(context, (parent) => expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent)));
  });
});

describe('tracestate', () => {
  test('keeps the order, and leading blanks of a value; empty members are none', () => {
    expect(parseTracestate('rojo=00f067aa0ba902b7 ,,\t , congo= t61rcWkgMzE,1a-_*/@b=~')).toEqual([
      ['rojo', '00f067aa0ba902b7'],
      ['congo', ' t61rcWkgMzE'],
      ['1a-_*/@b', '~'],
    ]);
  });

  test.each([
    ['no header', undefined],
    ['nothing', ''],
    ['a key with capitals', 'a=1,FOO=1'],
    ['a key with a blank', 'a=1,foo =1'],
    ['a key that begins with a dash', '-foo=1'],
    ['no key', 'a=1,=1'],
    ['no value', 'foo='],
    ['no equals sign', 'a=1,foo'],
    ['two equals signs', 'foo=bar=baz'],
    ['a value that is not ASCII', 'foo=\u00fc'],
    ['a tab in a value', 'foo=a\tb'],
    ['a key twice', 'foo=1,bar=2,foo=1'],
    ['a key of 257 characters', `${'z'.repeat(257)}=1`],
    ['a value of 257 characters', `foo=${'v'.repeat(257)}`],
    ['33 members', Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(',')],
  ])('is void with %s', (_title, header) => {
    expect(parseTracestate(header)).toEqual([]);
  });

  test('takes 32 members, and keys and values of 256 characters', () => {
    const longest = `${'z'.repeat(256)}=${'v'.repeat(256)}`;
    const others = Array.from({ length: 31 }, (_, index) => `k${index}=1`);
    expect(parseTracestate([longest, ...others].join(','))).toHaveLength(32);
  });

  test('passes on at most 512 characters: members above 128 go first, then those at the end', () => {
    const member = (key: string, length: number) => [key, 'v'.repeat(length - key.length - 1)] as const;
    const keys = (header: string) => parseTracestate(header).map(([key]) => key);
    const long = [member('a', 128), member('b', 129), member('c', 128), member('d', 128)];
    expect(keys(formatTracestate(long))).toEqual(['a', 'c', 'd']);
    const short = ['a', 'b', 'c', 'd'].map((key) => member(key, 128));
    expect(keys(formatTracestate(short))).toEqual(['a', 'b', 'c']);
    const fitting = [...short.slice(0, 3), member('d', 125)];
    expect(formatTracestate(fitting)).toHaveLength(512);
  });

  test('reads what it has written', () => {
    const chars = (from: string, minLength: number, maxLength: number) =>
      fc.array(fc.constantFrom(...from), { minLength, maxLength }).map((picked) => picked.join(''));
    const key = chars('abcxyz019', 1, 8);
    const value = chars(' !~abcXYZ09;:"', 0, 6).map((text) => `${text}x`);
    const members = fc.uniqueArray(fc.tuple(key, value), { maxLength: 30, selector: ([name]) => name });
    fc.assert(
      fc.property(members, (state) => {
        expect(parseTracestate(formatTracestate(state))).toEqual(state);
      }),
    );
  });
});

describe('baggage', () => {
  test('reads members with blanks, properties and encoded values', () => {
    expect(parseBaggage('userId = Am%C3%A9lie ;ttl=60; hop , tier=gold,empty=,a=b=c')).toEqual([
      { key: 'userId', value: 'Amélie', properties: 'ttl=60; hop' },
      { key: 'tier', value: 'gold' },
      { key: 'empty', value: '' },
      { key: 'a', value: 'b=c' },
    ]);
  });

  test('leaves malformed members out and keeps the others', () => {
    expect(parseBaggage('=1,k ey=1,key,,\u00fc=1,a="x",b=x y,c=x\\,good=1')).toEqual([{ key: 'good', value: '1' }]);
  });

  test('puts U+FFFD where the encoded bytes are no UTF-8, and leaves a lone per cent sign', () => {
    expect(parseBaggage('a=x%FFy,b=%E4%B8,c=100%,d=%zz,e=%ED%A0%80').map(({ value }) => value)).toEqual([
      'x\ufffdy',
      '\ufffd',
      '100%',
      '%zz',
      '\ufffd\ufffd\ufffd',
    ]);
  });

  test('reads 180 members and 8,192 bytes, no half members', () => {
    const many = Array.from({ length: 200 }, (_, index) => `k${index}=1`).join(',');
    expect(parseBaggage(many).map(({ key }) => key)).toEqual(many.match(/k\d+/g)?.slice(0, 180));
    const large = `a=${'1'.repeat(4_093)},b=${'2'.repeat(4_094)}`;
    expect(large).toHaveLength(8_192);
    expect(parseBaggage(large)).toHaveLength(2);
    expect(parseBaggage(`${large},c=3`)).toHaveLength(2);
    expect(parseBaggage(`${large}2`)).toHaveLength(1);
  });

  test('writes at most 180 members and 8,192 bytes, and nothing that is not allowed', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ key: `k${index}`, value: '' }));
    expect(parseBaggage(formatBaggage(many))).toHaveLength(180);
    const mixed = [
      { key: 'large', value: '\u00fc'.repeat(1_366) },
      { key: 'larger', value: 'x'.repeat(1_000_000) },
      { key: 'no key', value: '1' },
      { key: 'a', value: '1', properties: 'x\r\ny' },
      { key: 'b', value: '1', properties: 'x,y=1' },
      { key: 'half', value: '\ud800' },
    ];
    expect(formatBaggage(mixed)).toBe('half=%EF%BF%BD');
  });

  test('reads what it has written', () => {
    const key = fc.stringMatching(/^[!#$%&'*+.^_`|~a-zA-Z\d-]{1,8}$/);
    const value = fc.string({ unit: anyCharacter, maxLength: 12 });
    const properties = fc.option(fc.stringMatching(/^[a-z][a-z=;0-9]{0,7}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.record({ key, value, properties }), { maxLength: 20 }), (members) => {
        expect(parseBaggage(formatBaggage(members))).toEqual(members);
      }),
    );
  });

  test('keeps a hostile key a key', () => {
    const read = parseBaggage('__proto__=1,constructor=2').map(({ key, value }) => [key, value]);
    expect(Object.keys(Object.fromEntries(read))).toEqual(['__proto__', 'constructor']);
  });
});

describe('the X-Ray header', () => {
  test.each([
    `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5`,
    `Lineage=a87bd80c:1|68fd508a:5;Sampled=1;Parent=53995c3f42cd8ad8;Root=${ROOT}`,
    ` root=${ROOT} ; parent = 53995c3f42cd8ad8;Self=1-67891234-12456789abcdef012345678;sampled=1;lineage=a87bd80c:1|68fd508a:5;`,
  ])('reads %s', (header) => {
    expect(parseXRayHeader(header)).toEqual({
      traceId: XRAY_TRACE,
      parentId: '53995c3f42cd8ad8',
      sampled: true,
      lineage: 'a87bd80c:1|68fd508a:5',
    });
  });

  test.each<[string, object]>([
    ['', { sampled: undefined, parentId: undefined, lineage: undefined }],
    [';Sampled=0', { sampled: false }],
    [';Sampled=?', { sampled: undefined }],
    [';Sampled=yes', { sampled: undefined }],
    [';Parent=53995C3F42CD8AD8', { parentId: undefined }],
    [';Parent=0000000000000000', { parentId: undefined }],
    [';Lineage=a\r\nx: 1', { lineage: undefined }],
    [';__proto__=1;toString=2', { traceId: XRAY_TRACE }],
  ])('with its root and %j tells what is sure', (more, expected) => {
    expect(parseXRayHeader(`Root=${ROOT}${more}`)).toMatchObject(expected);
  });

  test.each([
    undefined,
    '',
    'Root=',
    'Sampled=1',
    `Self=${ROOT}`,
    `Root=${ROOT}0`,
    `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)}`,
  ])('without a valid root is none: %s', (header) => {
    expect(parseXRayHeader(header)).toBeUndefined();
  });

  test('reads what it has written', () => {
    const lineage = fc.option(fc.stringMatching(/^[\da-f]{1,8}:\d\|[\da-f]{1,8}:\d$/), { nil: undefined });
    const parentId = fc.option(hex(16), { nil: undefined });
    const sampled = fc.option(fc.boolean(), { nil: undefined });
    fc.assert(
      fc.property(fc.record({ traceId: hex(32), parentId, sampled, lineage }), (header) => {
        expect(parseXRayHeader(formatXRayHeader(header))).toEqual(header);
      }),
    );
  });

  test('writes the id of a trace in its own way', () => {
    expect(toXRayTraceId(XRAY_TRACE)).toBe(ROOT);
    expect(fromXRayTraceId(ROOT)).toBe(XRAY_TRACE);
    expect(fromXRayTraceId(XRAY_TRACE)).toBeUndefined();
    fc.assert(fc.property(hex(32), (id) => expect(fromXRayTraceId(toXRayTraceId(id))).toBe(id)));
  });
});

const PARSERS = [parseTraceparent, parseTracestate, parseBaggage, parseXRayHeader, fromXRayTraceId];

test('no text makes a parser throw', () => {
  const pieces = fc.constantFrom(
    '00-',
    TRACE,
    SPAN,
    '-01',
    '=',
    ',',
    ';',
    '%',
    '%C3',
    '%ZZ',
    ' ',
    '\t',
    'Root=',
    ROOT,
    '\ud800',
  );
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.array(pieces).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (header) => {
      for (const parse of PARSERS) expect(() => parse(header)).not.toThrow();
    }),
  );
});

test('texts made to be slow are only as slow as they are long', () => {
  // A parser whose time grows with the square of the length would need minutes for one of these.
  const parts = [' ', '\t', ',', ';', '=', '%', '%41', 'a', 'a=', 'a=1,', ' ,', ' ;', '0', '-', 'Root=', 'a= ', 'a=b;'];
  for (const part of parts) {
    const text = part.repeat(200_000 / part.length);
    for (const header of [text, `a${text}`, `a=${text}\n`, `cc-${TRACE}-${SPAN}-01-${text}`]) {
      for (const parse of PARSERS) parse(header);
    }
  }
});
