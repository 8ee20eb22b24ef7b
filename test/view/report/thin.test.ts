import fc from 'fast-check';
import { everyNth, type Point, thinned } from '../../../lib/view/report/thin';

const values = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { freq: 5 }), { maxLength: 400 });
const line = values.map((list) => list.map((value, index): Point => [index * 60_000, value]));

test('keeps a short line as it is', () => {
  const points: Point[] = [
    [0, 1],
    [60, null],
  ];
  expect(thinned(points, 2)).toBe(points);
});

test('keeps the least and the greatest value, a gap if there is one, and the order, in the space it has', () => {
  fc.assert(
    fc.property(line, fc.integer({ min: 3, max: 120 }), (points, most) => {
      const kept = thinned(points, most);
      expect(kept.length).toBeLessThanOrEqual(Math.max(most, 3));
      expect(kept.every((point) => points.includes(point))).toBe(true);
      expect(kept.map(([at]) => at)).toEqual([...kept.map(([at]) => at)].sort((a, b) => a - b));
      const numbers = (list: readonly Point[]) => list.flatMap(([, value]) => (value === null ? [] : [value]));
      expect(Math.max(...numbers(kept))).toBe(Math.max(...numbers(points)));
      expect(Math.min(...numbers(kept))).toBe(Math.min(...numbers(points)));
      expect(kept.some(([, value]) => value === null)).toBe(points.some(([, value]) => value === null));
    }),
  );
});

test('shows a spike of one minute in thirty days', () => {
  const month = Array.from({ length: 43_200 }, (_, index): Point => [index * 60_000, index === 20_001 ? 99 : 1]);
  expect(thinned(month).filter(([, value]) => value === 99)).toEqual([[20_001 * 60_000, 99]]);
});

test('takes every n-th of a long list, the first included', () => {
  expect(everyNth([0, 1, 2, 3, 4], 2)).toEqual([0, 3]);
  expect(everyNth([0, 1], 2)).toEqual([0, 1]);
});
