import fc from 'fast-check';
import { escapeHtml, plain, plainBlock } from '../../lib/view/escape';
import { anyCharacter } from '../any-character';

const text = fc.string({ unit: anyCharacter });

describe('escapeHtml', () => {
  test('leaves no character that could begin a tag, an entity or end an attribute', () => {
    fc.assert(
      fc.property(text, (input) => {
        expect(escapeHtml(input).replace(/&(?:amp|lt|gt|quot|#39|#96);/g, '')).not.toMatch(/[&<>"'`]/);
      }),
    );
  });

  test('shows entities in the input as the text they are', () => {
    expect(escapeHtml('&lt; "a" \'b\'')).toBe('&amp;lt; &quot;a&quot; &#39;b&#39;');
  });
});

describe('plain', () => {
  test('turns line breaks and tabs into one space and drops other controls', () => {
    expect(plain('a\r\n\tb\u0000\u0007\u001b[31mc\u2028d')).toBe('a b[31mc d');
  });

  test('drops the characters that reorder text', () => {
    expect(plain('\u202Egnp.exe\u2066x\u200F\u061C')).toBe('gnp.exex');
  });

  test('cuts by code point, never within one, and counts the ellipsis', () => {
    expect(plain('😀😀😀😀', 3)).toBe('😀😀…');
    expect(plain('😀😀😀', 3)).toBe('😀😀😀');
    expect(plain('abc', 0)).toBe('');
  });

  test('keeps to its bound and answers well-formed text for any input', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
        fc.nat(20),
        (input, most) => {
          const result = plain(input, most);
          expect(Array.from(result).length).toBeLessThanOrEqual(most);
          expect(result).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
        },
      ),
    );
  });
});

test('plainBlock keeps line breaks and tabs', () => {
  expect(plainBlock('a\r\nb\rc\n\td\u0000\u2029e')).toBe('a\nb\nc\n\td\ne');
});
