import fc from 'fast-check';
import { acceptableText, truncateUtf8 } from '../../../lib/adapters/aws/text-limits';
import { anyCharacter } from '../../any-character';

const anyText = () => fc.string({ unit: anyCharacter, maxLength: 60 });

test('a truncated text fits, begins the text, and wastes less than one character', () => {
  fc.assert(
    fc.property(anyText(), fc.integer({ min: 3, max: 100 }), (text, maxBytes) => {
      const cut = truncateUtf8(text, maxBytes);
      if (Buffer.byteLength(text) <= maxBytes) return expect(cut).toBe(text);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
      expect(Buffer.byteLength(cut)).toBeGreaterThan(maxBytes - 4);
      return expect(text.startsWith(cut.slice(0, -3)) && cut.endsWith('...')).toBe(true);
    }),
  );
});

test('an acceptable text stays as it is; line breaks, tabs and emoji are acceptable', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const once = acceptableText(text);
      expect(acceptableText(once)).toBe(once);
      expect(once).toHaveLength(text.length);
    }),
  );
  expect(acceptableText('a\tb\r\n🛒支')).toBe('a\tb\r\n🛒支');
});
