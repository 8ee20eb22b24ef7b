import * as fc from 'fast-check';
import { normalWidth } from '../../../../lib/core/anomaly/forecast/intervals';
import { mannKendall } from '../../../../lib/core/anomaly/forecast/mann-kendall';
import { median, quantile } from '../../../../lib/core/anomaly/forecast/order-statistics';
import { usablePoints, usualStep } from '../../../../lib/core/anomaly/forecast/points';
import { theilSen } from '../../../../lib/core/anomaly/forecast/theil-sen';

describe('theilSen', () => {
  const line = (ys: readonly number[]) => theilSen(ys.map((y, x) => ({ x, y })));

  test('is the median of all pairwise slopes', () => {
    // By hand: -.15 -.13 -.08 -.07 -.0575 -.055 -.045 -.0333 .01 .04
    const found = line([1.26, 1.27, 1.12, 1.16, 1.03]);
    expect(found?.slope).toBeCloseTo(-0.05625, 12);
    // Var S = 5 * 4 * 15 / 18 = 16.67, C = 1.645 * 4.08 = 6.7: ranks 2 and 9 of 10.
    expect(found?.slopeInterval.lower).toBeCloseTo(-0.13, 12);
    expect(found?.slopeInterval.upper).toBeCloseTo(0.01, 12);
  });

  test('is the exact line where there is one, whatever wild points say', () => {
    const ys = Array.from({ length: 20 }, (_, x) => (x % 4 === 1 ? 1e9 : 3 * x - 7));
    expect(line(ys)).toMatchObject({ slope: 3, scatter: 0 });
    expect(line(ys)?.at(100)).toBe(293);
  });

  test('takes no slope across groups, and stands on the last one', () => {
    const points = [1, 2, 3, 0, 1, 2].map((y, x) => ({ x, y, group: x < 3 ? 0 : 1 }));
    const found = theilSen(points);
    expect(found?.slope).toBe(1);
    expect(found?.at(6)).toBe(3);
  });

  test('equal values have a slope of none, and no doubt about it', () => {
    expect(line([5, 5, 5, 5])).toMatchObject({ slope: 0, slopeInterval: { lower: 0, upper: 0 } });
  });

  test('is nothing without two different times', () => {
    expect(theilSen([])).toBeUndefined();
    expect(
      theilSen([
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ]),
    ).toBeUndefined();
  });

  test('refuses more points than it can pair', () => {
    expect(() => line(new Array(401).fill(0))).toThrow('a Theil-Sen line takes 400 points at most, got 401');
  });

  test('the slope moves with the scale of the values, and not with their level', () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }), (ys, level, scale) => {
        const plain = line(ys);
        const moved = line(ys.map((y) => scale * y + level));
        expect(moved?.slope).toBeCloseTo(scale * (plain?.slope ?? Number.NaN), 6);
        expect(plain?.slopeInterval.lower).toBeLessThanOrEqual(plain?.slope as number);
        expect(plain?.slopeInterval.upper).toBeGreaterThanOrEqual(plain?.slope as number);
      }),
    );
  });
});

test.each([
  [0.9, 1.6449],
  [0.95, 1.96],
  [0.99, 2.5758],
])('normalWidth of %d is %d', (confidence, width) => expect(normalWidth(confidence)).toBeCloseTo(width, 2.9));

describe('mannKendall', () => {
  test('ten rising values are no chance', () => {
    // S = 45, Var S = 10 * 9 * 25 / 18 = 125: z = 44 / 11.18 = 3.935
    const rising = Array.from({ length: 10 }, (_, index) => index);
    expect(mannKendall(rising, new Array(10).fill(0))).toBeCloseTo(8.3e-5, 6);
  });

  test('equal values and two values tell nothing', () => {
    expect(mannKendall([1, 1, 1, 1], [0, 0, 0, 0])).toBe(1);
    expect(mannKendall([1, 2], [0, 0])).toBe(1);
  });

  test('values that hang together are worth less', () => {
    const rising = Array.from({ length: 20 }, (_, index) => index);
    const together = rising.map((index) => (index < 10 ? 1 : -1));
    const alone = rising.map((index) => (index % 2 === 0 ? 1 : -1));
    expect(mannKendall(rising, together)).toBeGreaterThan(mannKendall(rising, alone) * 100);
  });
});

describe('points', () => {
  test('are put in order, the last of one time wins, and what is no number is left out', () => {
    const points = [
      [30, 3],
      [10, 1],
      [20, Number.NaN],
      [10, 9],
      [Number.NaN, 4],
      [40, Number.POSITIVE_INFINITY],
      [99, 5],
    ] as const;
    expect(usablePoints(points, 10, 50)).toEqual([
      [10, 9],
      [30, 3],
    ]);
  });

  test('usualStep is the median step', () => {
    expect(
      usualStep([
        [0, 0],
        [5, 0],
        [10, 0],
        [100, 0],
      ]),
    ).toBe(5);
    expect(usualStep([])).toBe(0);
  });

  test('median and quantile', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
    expect([quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.51), quantile([], 0.5)]).toEqual([2, 3, Number.NaN]);
  });
});
