import fc from 'fast-check';
import { computeStatistic, isStatistic, observationsOf as observe } from '../../../lib/core/signal/statistic';

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.each([
  ['Sum', 12],
  ['Average', 3],
  ['Minimum', 1],
  ['Maximum', 6],
  ['SampleCount', 4],
  ['p0', 1],
  ['p25', 1],
  ['p25.1', 2],
  ['p50', 2],
  ['p75', 3],
  ['p75.0000000001', 6],
  ['p99', 6],
  ['P99.9', 6],
  ['p100', 6],
])('%s of 1, 2, 3, 6', (statistic, expected) => {
  expect(isStatistic(statistic)).toBe(true);
  expect(computeStatistic(statistic, observe([6, 1, 3, 2]))).toBe(expected);
});

test.each(['Sum', 'Average', 'Minimum', 'SampleCount', 'p99'])('%s of nothing is a missing datapoint', (statistic) => {
  expect(computeStatistic(statistic, observe([]))).toBeUndefined();
});

test.each(['sum', 'Median', 'p', 'p1e1', 'Tm99', 'SUM', 'constructor', '__proto__', ''])(
  "'%s' is refused",
  (statistic) => {
    expect(isStatistic(statistic)).toBe(false);
    expect(() => computeStatistic(statistic, observe([1]))).toThrow(
      new Error(
        `statistic '${statistic}' is not known; allowed are Sum, Average, Minimum, Maximum, SampleCount, percentiles ` +
          'such as p99, trimmed statistics such as tm99, TM(10%:90%), WM, TC, TS or PR(:300), and IQM',
      ),
    );
  },
);

test('percentiles that floating point would put one rank too high', () => {
  expect(computeStatistic('p7', observe(oneTo(100)))).toBe(7);
  expect(computeStatistic('p14', observe(oneTo(50)))).toBe(7);
  expect(computeStatistic('p99.9', observe(oneTo(1000)))).toBe(999);
  expect(computeStatistic('p55', observe(oneTo(100)))).toBe(55);
});

test('a percentile is the smallest value with that part of the values at or below it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 0, max: 1000 }),
      (values, tenths) => {
        const enough = (candidate: number) =>
          values.filter((value) => value <= candidate).length * 1000 >= tenths * values.length;
        const naive = Math.min(...values.filter(enough));
        expect(computeStatistic(`p${tenths / 10}`, observe(values))).toBe(naive);
      },
    ),
    { numRuns: 500 },
  );
});

test('simple statistics agree with their definition, in any order of the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 50 }), (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const sum = sorted.reduce((total, value) => total + value, 0);
      for (const given of [values, sorted, [...values].reverse()]) {
        expect(computeStatistic('Sum', observe(given))).toBe(sum);
        expect(computeStatistic('Average', observe(given))).toBe(sum / values.length);
        expect(computeStatistic('Minimum', observe(given))).toBe(sorted[0]);
        expect(computeStatistic('Maximum', observe(given))).toBe(sorted.at(-1));
        expect(computeStatistic('SampleCount', observe(given))).toBe(values.length);
        expect(computeStatistic('p0', observe(given))).toBe(sorted[0]);
        expect(computeStatistic('p100', observe(given))).toBe(sorted.at(-1));
      }
    }),
  );
});

test('percentiles rise with their number and leave the values as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { minLength: 1 }), (values) => {
      const before = [...values];
      const percentiles = ['p1', 'p10', 'p50', 'p90', 'p99.9'].map(
        (statistic) => computeStatistic(statistic, observe(values)) as number,
      );
      for (const [index, value] of percentiles.entries())
        expect(value).toBeGreaterThanOrEqual(percentiles[index - 1] ?? value);
      expect(values).toEqual(before);
    }),
  );
});
