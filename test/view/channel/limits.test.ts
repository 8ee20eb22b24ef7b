import fc from 'fast-check';
import { cut, cutEscaped, jsonBytes, withDetailsThatFit } from '../../../lib/view/channel/limits';

describe('cutting', () => {
  test.each([
    ['abcd', 4, 'abcd'],
    ['abcd', 3, 'ab…'],
    ['abcd', 1, '…'],
    ['a😀b', 3, 'a…'],
    ['😀😀', 4, '😀😀'],
    ['😀😀', 3, '😀…'],
    ['', 1, ''],
  ])('%j at %i is %j', (text, max, expected) => {
    expect(cut(text, max)).toBe(expected);
  });

  test('keeps as much as fits of what grows by escaping', () => {
    const escaped = (character: string) => (character === '&' ? '&amp;' : character);
    expect(cutEscaped('&&', 10, escaped)).toBe('&amp;&amp;');
    expect(cutEscaped('&&', 9, escaped)).toBe('&amp;…');
    expect(cutEscaped('&&', 5, escaped)).toBe('…');
  });

  test('never makes a lone surrogate, and never a longer text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const short = cut(text, max);
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short).not.toMatch(/\p{Cs}/u);
        if (text.length <= max) expect(short).toBe(text);
        else expect(text.startsWith(short.slice(0, -1))).toBe(true);
      }),
    );
  });
});

test('a payload is measured in bytes', () => {
  expect(jsonBytes({ text: '€😀"' })).toBe(Buffer.byteLength('{"text":"€😀\\""}'));
});

describe('details', () => {
  const build = (details: readonly string[]) => `message ${details.join('')}`;

  test('are left out from the end until all fits', () => {
    expect(withDetailsThatFit(['a', 'b', 'c'], build, (text) => text.length <= 10)).toBe('message ab');
  });

  test('are all left out where none fits, and the message stays', () => {
    expect(withDetailsThatFit(['a'], build, () => false)).toBe('message ');
  });
});
