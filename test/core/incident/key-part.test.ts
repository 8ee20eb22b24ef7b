import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { keyPart } from '../../../lib/core/incident/table';
import { anyCharacter } from '../../any-character';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a long name becomes its hash, once: what is hashed already stays', () => {
  const hashed = keyPart('x'.repeat(251), sha256);
  expect(hashed).toBe(`~${sha256('x'.repeat(251))}`);
  expect(keyPart(hashed, sha256)).toBe(hashed);
  expect(keyPart('x'.repeat(250), sha256)).toBe('x'.repeat(250));
});

test('what separates parts is escaped, and nothing else looks like a hash', () => {
  expect(keyPart('a#b%c~d', sha256)).toBe('a%23b%25c%7ed');
  expect(keyPart(`~${'0'.repeat(63)}`, sha256)).toBe(`%7e${'0'.repeat(63)}`);
});

test('two names have one key only if they are one name', () => {
  const names = fc.string({ unit: anyCharacter, maxLength: 300 }).filter((name) => !/^~[0-9a-f]{64}$/.test(name));
  fc.assert(
    fc.property(names, names, (a, b) => {
      expect(keyPart(a, sha256) === keyPart(b, sha256)).toBe(a === b);
      expect(keyPart(a, sha256)).not.toContain('#');
    }),
  );
});
