import fc from 'fast-check';

/** Halves of surrogate pairs, which are no characters. */
const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10ffff;

/**
 * Any character of Unicode, for `fc.string({ unit: anyCharacter })`: what fast-check calls 'binary', without the table of
 * a million characters that it makes of it in each test file.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.integer({ min: 0, max: LAST - SURROGATES.count }).map(
  (index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count),
  (character) => indexOf(character),
);

/** For shrinking. Throws for what is no single character, as fast-check asks. */
function indexOf(character: unknown): number {
  const point = typeof character === 'string' ? character.codePointAt(0) : undefined;
  if (point === undefined || String.fromCodePoint(point) !== character) throw new Error('no single character');
  if (point < SURROGATES.first) return point;
  if (point < SURROGATES.first + SURROGATES.count) throw new Error('half of a surrogate pair');
  return point - SURROGATES.count;
}
