import * as fc from 'fast-check';
import { closest, distance } from '../../lib/core/closest';

const OPTIONS = ['--assembly', '--bindings', '--metric', '--out'];

test.each([
  ['--assmbly', '--assembly'],
  ['--Metric', '--metric'],
  ['--otu', '--out'],
  ['--metrics', '--metric'],
])('%s stands for %s', (word, meant) => {
  expect(closest(word, OPTIONS)).toBe(meant);
});

test.each([['--secret'], ['--o'.repeat(1_000)], ['']])('%j stands for none of them', (word) => {
  expect(closest(word, OPTIONS)).toBeUndefined();
});

test('a word is not taken for one it shares no letter with', () => {
  expect(closest('no', ['at', 'on'])).toBe('on');
  expect(closest('xy', ['at'])).toBeUndefined();
});

test('the closest wins, and the first of equally close ones', () => {
  expect(closest('table', ['cable', 'tables', 'table'])).toBe('table');
  expect(closest('gable', ['table', 'cable'])).toBe('table');
});

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['fial', 'fail', 1],
  ['abcd', 'badc', 2],
])('%j and %j are %d apart', (a, b, apart) => {
  expect(distance(a, b)).toBe(apart);
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 7 });

test('distance is symmetrical, zero only for the same word, and never more than the longer word', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const apart = distance(a, b);
      expect(apart).toBe(distance(b, a));
      expect(apart === 0).toBe(a === b);
      expect(apart).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(apart).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test('one letter changed, added or removed, or two neighbours swapped, is one apart at most', () => {
  fc.assert(
    fc.property(word, word, fc.constantFrom('a', 'z', ''), (head, tail, letter) => {
      expect(distance(`${head}b${tail}`, `${head}${letter}${tail}`)).toBeLessThanOrEqual(1);
      expect(distance(`${head}bz${tail}`, `${head}zb${tail}`)).toBe(1);
    }),
  );
});
