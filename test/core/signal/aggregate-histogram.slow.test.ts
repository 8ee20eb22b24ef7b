import fc from 'fast-check';
import { randomNumbers } from '../../../lib/core/random';
import { MAX_UNIQUE_VALUES, relativeErrorOf, ValueHistogram } from '../../../lib/core/signal/aggregate/value-histogram';

// Shrinking hundreds of numbers takes minutes.
fc.configureGlobal({ endOnFailure: true });

const LIMIT = 2 ** 360;

/** Small integers, durations, and anything CloudWatch takes; often more than 150 different ones. */
const observations = fc.oneof(
  fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 300 }),
  fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 600 }),
  fc.array(fc.double({ min: -LIMIT, max: LIMIT, noNaN: true }), { minLength: 1, maxLength: 600 }),
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 151, maxLength: 600 }),
);
const many = fc.array(fc.double({ min: 0.01, max: 1_000, noNaN: true }), { minLength: 200, maxLength: 500 });

function recorded(values: readonly number[]): ValueHistogram {
  const histogram = new ValueHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** By nearest rank. */
function trueQuantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * values.length - 1e-9) - 1)] as number;
}

describe('whatever is observed', () => {
  test('every observation is counted, in at most 150 different values in order', () => {
    fc.assert(
      fc.property(observations, (values) => {
        const { values: published, counts } = recorded(values).entries();
        expect(sumOf(counts)).toBe(values.length);
        expect(published.length).toBeLessThanOrEqual(MAX_UNIQUE_VALUES);
        expect(published).toEqual([...new Set(published)].sort((a, b) => a - b));
        expect(counts.every((count) => count > 0)).toBe(true);
      }),
    );
  });

  test('minimum and maximum are those observed', () => {
    fc.assert(
      fc.property(observations, (values) => {
        const { values: published } = recorded(values).entries();
        expect(published[0]).toBe(Math.min(...values) + 0);
        expect(published.at(-1)).toBe(Math.max(...values) + 0);
      }),
    );
  });

  test('the sum is that observed, to 1e-9 of the magnitudes', () => {
    fc.assert(
      fc.property(observations, (values) => {
        const magnitude = sumOf(values.map(Math.abs));
        expect(Math.abs(recorded(values).sum - sumOf(values))).toBeLessThanOrEqual(1e-9 * magnitude);
      }),
    );
  });

  test('every quantile is within the stated bound', () => {
    fc.assert(
      fc.property(observations, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const histogram = recorded(values);
        const truth = trueQuantile(values, q);
        const bound = histogram.maxRelativeError * Math.abs(truth) * (1 + 1e-8);
        expect(Math.abs(histogram.quantile(q) - truth)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test('the order makes no difference', () => {
    fc.assert(
      fc.property(many, fc.nat(), (values, seed) => {
        const random = randomNumbers(seed);
        const shuffled = values.map((value) => ({ value, at: random() })).sort((a, b) => a.at - b.at);
        const other = recorded(shuffled.map(({ value }) => value));
        expect(other.bucketLevel).toBe(recorded(values).bucketLevel);
        expect(other.entries().counts).toEqual(recorded(values).entries().counts);
      }),
    );
  });
});

describe('merging', () => {
  test('gives what recording everything in one place gives', () => {
    fc.assert(
      fc.property(observations, observations, (left, right) => {
        const merged = recorded(left);
        merged.merge(recorded(right));
        const together = recorded([...left, ...right]);
        expect(merged.bucketLevel).toBe(together.bucketLevel);
        expect(merged.count).toBe(together.count);
        const bound = 1 + 1e-8;
        const pairs = merged
          .entries()
          .values.map((value, index) => [value, together.entries().values[index] as number]);
        for (const [a, b] of pairs as [number, number][])
          expect(Math.abs(a - b)).toBeLessThanOrEqual(Math.abs(b) * 1e-7 + Number.MIN_VALUE);
        expect(Math.abs(merged.sum - together.sum)).toBeLessThanOrEqual(
          1e-8 * bound * sumOf([...left, ...right].map(Math.abs)),
        );
      }),
    );
  });

  test('what entries and level tell is enough to go on with', () => {
    fc.assert(
      fc.property(many, many, (left, right) => {
        const first = recorded(left);
        const copy = ValueHistogram.from(first.entries(), first.bucketLevel);
        copy.merge(recorded(right));
        const together = recorded([...left, ...right]);
        expect(copy.bucketLevel).toBe(together.bucketLevel);
        expect(copy.entries().counts).toEqual(together.entries().counts);
      }),
    );
  });

  test('a bucketed part makes the whole bucketed, however few values it has', () => {
    const bucketed = ValueHistogram.from({ values: [1, 100], counts: [3, 1] }, 4);
    const whole = recorded([5]);
    whole.merge(bucketed);
    expect(whole.bucketLevel).toBe(4);
    expect(whole.count).toBe(5);
  });
});

describe('values are kept', () => {
  test('as they are up to 150 different ones', () => {
    const histogram = recorded(Array.from({ length: 10_000 }, (_, index) => index % 150));
    expect(histogram.bucketLevel).toBeUndefined();
    expect(histogram.maxRelativeError).toBe(0);
    expect(histogram.quantile(0.5)).toBe(74);
    histogram.record(150);
    expect(histogram.bucketLevel).toBeDefined();
    expect(histogram.count).toBe(10_001);
  });

  test('with the counts given', () => {
    const histogram = new ValueHistogram();
    histogram.record(2, 40);
    histogram.record(-0, 2);
    histogram.record(0);
    expect(histogram.entries()).toEqual({ values: [0, 2], counts: [3, 40] });
    expect(histogram.sum).toBe(80);
  });
});

test('an empty histogram has no values and no quantile', () => {
  const histogram = new ValueHistogram();
  expect(histogram.entries()).toEqual({ values: [], counts: [] });
  expect(histogram.quantile(0.5)).toBeNaN();
  expect([histogram.count, histogram.sum]).toEqual([0, 0]);
});

test.each([
  ['2.2 times the smallest', 2.2, 0],
  ['4.9 times', 4.9, 1],
  ['24 times', 24, 2],
  ['580 times', 580, 3],
  ['3.4e5 times', 3.4e5, 4],
])('values up to %s fit the level the table says', (_, ratio, level) => {
  const histogram = recorded(Array.from({ length: 5_000 }, (_unused, index) => 1.0001 * ratio ** (index / 4_999)));
  expect(histogram.bucketLevel).toBe(level);
  const wider = recorded(Array.from({ length: 5_000 }, (_unused, index) => 1.0001 * (1.15 * ratio) ** (index / 4_999)));
  expect(wider.bucketLevel).toBe(level + 1);
});

test('the bounds of the levels are those the table says', () => {
  const percent = [0, 1, 2, 3, 4, 5].map((level) => Number((100 * relativeErrorOf(level)).toPrecision(2)));
  expect(percent).toEqual([0.54, 1.1, 2.2, 4.4, 9.1, 19]);
});
