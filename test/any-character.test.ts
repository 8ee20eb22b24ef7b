import fc from 'fast-check';
import { anyCharacter } from './any-character';

test('is a whole character, and reaches all planes of Unicode', () => {
  const planes = new Set<number>();
  fc.assert(
    fc.property(anyCharacter, (character) => {
      expect([...character]).toHaveLength(1);
      expect(character).not.toMatch(/\p{Cs}/u);
      planes.add((character.codePointAt(0) as number) >> 16);
    }),
    { numRuns: 5_000 },
  );
  expect(planes.size).toBe(17);
});

test.each(['\0', 'a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'])('%j is one', (character) => {
  expect(anyCharacter.canShrinkWithoutContext(character)).toBe(true);
});

test.each(['', 'ab', '\ud800', '\udfff', 7])('%j is none', (value) => {
  expect(anyCharacter.canShrinkWithoutContext(value)).toBe(false);
});
