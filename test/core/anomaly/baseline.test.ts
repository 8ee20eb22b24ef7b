import fc from 'fast-check';
import { createMeanDeviationBaseline } from '../../../lib/core/anomaly';

function judged(values: readonly number[], options = {}) {
  const baseline = createMeanDeviationBaseline(options);
  return values.map((value) => baseline.update(value));
}

describe('mean +- k sigma', () => {
  test('judges a value by those before it', () => {
    const results = judged([1, 3, 1, 3, 8]);
    expect(results.slice(0, 2)).toEqual([
      { score: 0, anomalous: false },
      { score: 0, anomalous: false },
    ]);
    expect(results[4]).toEqual({ score: 6, anomalous: true, expected: 2 });
    expect(judged([1, 3, 1, 3, 8], { sensitivity: 6 })[4]).toMatchObject({ score: 6, anomalous: false });
  });

  test('any change of what was constant is infinitely far', () => {
    expect(judged([5, 5, 5, 5.001])[3]).toMatchObject({ score: Number.POSITIVE_INFINITY, anomalous: true });
    expect(judged([5, 5, 5, 5])[3]).toMatchObject({ score: 0, anomalous: false });
  });

  test('forgets what is older than the window', () => {
    expect(judged([1_000, ...new Array(100).fill(5), 6])[101]).toMatchObject({ anomalous: true, expected: 5 });
    expect(judged([1_000, ...new Array(99).fill(5), 6])[100]).toMatchObject({ anomalous: false });
  });

  test('ignores what is not finite', () => {
    expect(judged([1, 3, Number.NaN, Number.POSITIVE_INFINITY, 1, 3, 8])[6]).toMatchObject({ score: 6 });
  });

  test('has the same mean and deviation as adding the window up each time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 3, maxLength: 300 }),
        fc.integer({ min: 2, max: 50 }),
        fc.constantFrom(0, 1e9),
        (integers, window, offset) => {
          const values = integers.map((value) => value + offset);
          const result = judged(values, { window }).at(-1);
          const before = values.slice(0, -1).slice(-window);
          const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
          const deviation = Math.sqrt(before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / before.length);
          expect(result?.expected).toBeCloseTo(mean, 5);
          const distance = Math.abs((values.at(-1) as number) - mean);
          if (deviation > 1) expect(result?.score).toBeCloseTo(distance / deviation, 4);
        },
      ),
    );
  });

  test.each([
    [{ sensitivity: 0.05 }, /0.1 to 10, got 0.05/],
    [{ sensitivity: 11 }, /got 11/],
    [{ window: 1 }, /whole number from 2/],
  ])('%j is refused', (options, message) => {
    expect(() => createMeanDeviationBaseline(options)).toThrow(message);
  });
});
