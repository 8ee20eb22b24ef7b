import fc from 'fast-check';
import {
  compileStatistic,
  computeStatistic,
  isStatistic,
  type Observations,
  observationsOf,
  percentileOf,
} from '../../../lib/core/signal/statistic';

const tens = observationsOf([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);

/** What PutMetricData calls a statistic set: no values. */
function statisticSet(count: number, sum: number, minimum: number, maximum: number): Observations {
  return { count, sum, minimum, maximum };
}

test.each([
  ['tm90', 50],
  ['TM(:90%)', 50],
  ['TM(10%:90%)', 55],
  ['TM(90%:)', 100],
  ['TM(20:50)', 40],
  ['TM(80:)', 95],
  ['TM(:20)', 15],
  ['TM(100:)', undefined],
  ['tc90', 9],
  ['TC(20:50)', 3],
  ['TC(100:)', 0],
  ['ts90', 450],
  ['TS(80%:)', 190],
  ['TS(20:50)', 120],
  ['TS(100:)', 0],
  ['wm90', 54],
  ['WM(10%:90%)', 55],
  ['WM(35:80)', 56.5],
  ['PR(:30)', 30],
  ['PR(20:50)', 30],
  ['PR(50:)', 50],
  ['IQM', 55],
  ['TM(0%:100%)', 55],
  ['tm100', 55],
])('%s of 10, 20, ... 100', (statistic, expected) => {
  expect(isStatistic(statistic)).toBe(true);
  expect(computeStatistic(statistic, tens)).toBe(expected);
});

test('an observation on the edge of a percentage is kept: tm99 is the mean of what p99 is the maximum of', () => {
  const fifty = observationsOf(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(computeStatistic('p99', fifty)).toBe(50);
  expect(computeStatistic('tc99', fifty)).toBe(50);
  expect(computeStatistic('TC(1%:99%)', fifty)).toBe(50);
  expect(computeStatistic('TC(2%:98%)', fifty)).toBe(48);
});

test.each([
  ['TM(50%:10%)', 'nothing lies between its bounds; the lower bound, first, must be less than the upper one'],
  ['TM(50:50)', 'nothing lies between its bounds; the lower bound, first, must be less than the upper one'],
  ['TM(100%:)', 'nothing lies between its bounds; the lower bound, first, must be less than the upper one'],
  ['TM(:0%)', 'nothing lies between its bounds; the lower bound, first, must be less than the upper one'],
  ['TM(10%:500)', 'one bound is a percentage and the other a value; give both with % or both without'],
  ['TM(:)', 'both bounds are open; give at least one, such as TM(:95%) or TM(150:)'],
  ['TM(:101%)', "bound '101%' is more than 100%; percentages are between 0% and 100%"],
  ['TM(-1:5)', "bound '-1' is not a number; bounds are numbers of 0 or more with at most 10 decimals"],
  ['TM( 1:5)', "bound ' 1' is not a number; bounds are numbers of 0 or more with at most 10 decimals"],
  [
    'TM(1:0.12345678901)',
    "bound '0.12345678901' is not a number; bounds are numbers of 0 or more with at most 10 decimals",
  ],
  ['PR(10%:90%)', 'percentile rank takes values of the metric, not percentages; write bounds such as PR(:300)'],
  ['tm(10%:90%)', "'tm' has bounds in parentheses; write TM(10%:90%)"],
  ['TM99', 'one number without parentheses goes with small letters; write tm99'],
  ['tm0', 'tm0 keeps nothing; give a percentage above 0'],
  ['p101', 'its number is not allowed; give a percentage from 0 to 100 with at most 10 decimals'],
  ['p-1', 'its number is not allowed; give a percentage from 0 to 100 with at most 10 decimals'],
  ['p99.', 'its number is not allowed; give a percentage from 0 to 100 with at most 10 decimals'],
  ['tm99.12345678901', 'its number is not allowed; give a percentage from 0 to 100 with at most 10 decimals'],
])("'%s' is refused with the reason", (statistic, reason) => {
  expect(isStatistic(statistic)).toBe(false);
  expect(() => compileStatistic(statistic)).toThrow(new Error(`statistic '${statistic}' is not valid: ${reason}`));
});

test.each(['XX(1:2)', 'TM(1:2', 'TM(1)', 'TM(1:2:3)', 'pr90', 'iqm', 'TM(1:2) '])("'%s' is not known", (statistic) => {
  expect(() => compileStatistic(statistic)).toThrow(`statistic '${statistic}' is not known`);
});

test('the percentile of a statistic is a fraction, without the noise of floating point', () => {
  expect(percentileOf('p99.9')).toBe(0.999);
  expect(percentileOf('p50')).toBe(0.5);
  expect(percentileOf('p7')).toBe(0.07);
  expect(percentileOf('p0')).toBe(0);
  expect(percentileOf('P100')).toBe(1);
  for (const other of ['tm99', 'IQM', 'Sum', 'p101', '']) expect(percentileOf(other)).toBeUndefined();
});

describe('where the values are not known', () => {
  const needsValues = ['p50', 'tm90', 'TM(1:5)', 'wm90', 'tc90', 'ts90', 'PR(:5)', 'IQM'];

  test.each(needsValues)('%s of a statistic set of different values is missing', (statistic) => {
    expect(computeStatistic(statistic, statisticSet(3, 12, 2, 6))).toBeUndefined();
    expect(computeStatistic('Average', statisticSet(3, 12, 2, 6))).toBe(4);
  });

  test('a statistic set of one value, or of equal values, stands for these values', () => {
    expect(computeStatistic('p99', statisticSet(1, 5, 5, 5))).toBe(5);
    expect(computeStatistic('TC(4:5)', statisticSet(3, 15, 5, 5))).toBe(3);
    expect(computeStatistic('ts50', statisticSet(4, 20, 5, 5))).toBe(10);
    expect(computeStatistic('p50', statisticSet(3, 0.1 + 0.1 + 0.1, 0.1, 0.1))).toBe(0.1);
  });

  test('a sum that equal values cannot have gives no values', () => {
    expect(computeStatistic('p99', statisticSet(3, 16, 5, 5))).toBeUndefined();
  });

  test.each(needsValues)('%s is missing where a value is negative', (statistic) => {
    expect(computeStatistic(statistic, observationsOf([-1, 2, 3]))).toBeUndefined();
    expect(computeStatistic('Minimum', observationsOf([-1, 2, 3]))).toBe(-1);
  });
});

describe('values with counts', () => {
  const weighted = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5 })), {
    minLength: 1,
    maxLength: 20,
  });
  const statistics = [
    ...['Sum', 'SampleCount', 'p0', 'p33.3', 'p99', 'tm90', 'TM(10%:77.7%)', 'tc75', 'TC(5:20)', 'TS(25%:)'],
    ...['WM(20%:80%)', 'WM(5:20)', 'PR(5:20)', 'IQM', 'TM(5:20)'],
  ];

  test('equal the values written out', () => {
    fc.assert(
      fc.property(weighted, fc.constantFrom(...statistics), (pairs, statistic) => {
        const compact = observationsOf(
          pairs.map(([value]) => value),
          pairs.map(([, count]) => count),
        );
        const raw = observationsOf(pairs.flatMap(([value, count]) => Array.from({ length: count }, () => value)));
        const [actual, expected] = [compact, raw].map((observations) => computeStatistic(statistic, observations));
        if (expected === undefined) expect(actual).toBeUndefined();
        else expect(actual).toBeCloseTo(expected, 9);
      }),
      { numRuns: 500 },
    );
  });

  test('may have fractions and zeros; a value that counts 0 times still is an extreme', () => {
    const observations = observationsOf([1, 2, 9], [0.5, 1.5, 0]);
    expect(observations).toMatchObject({ count: 2, sum: 3.5, minimum: 1, maximum: 9 });
    expect(computeStatistic('p20', observationsOf([1, 2], [0.5, 1.7]))).toBe(1);
    expect(computeStatistic('p50', observations)).toBe(2);
    expect(computeStatistic('p100', observations)).toBe(2);
  });

  test('need a count for each value, 0 or more', () => {
    expect(() => observationsOf([1, 2], [1])).toThrow('there are 2 values and 1 counts; give one count for each value');
    expect(() => observationsOf([1], [-1])).toThrow('count -1 is not allowed');
    expect(() => observationsOf([1], [Number.NaN])).toThrow('count NaN is not allowed');
  });
});

test('trimmed sum is trimmed mean times trimmed count', () => {
  const bounds = fc.constantFrom('(10%:90%)', '(33.3%:)', '(:66.6%)', '(5:25)', '(10:)', '(:20)');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1 }), bounds, (values, range) => {
      const observations = observationsOf(values);
      const [mean = 0, count = 0, sum = 0] = ['TM', 'TC', 'TS'].map((name) =>
        computeStatistic(name + range, observations),
      );
      expect(sum).toBeCloseTo(mean * count, 6);
    }),
  );
});

test('percentile rank has no noise of floating point', () => {
  const hundred = observationsOf(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(computeStatistic('PR(:7)', hundred)).toBe(7);
});

test('a large count keeps ranks exact', () => {
  const observations = observationsOf([1, 2], [9_999_999_999, 1]);
  expect(computeStatistic('p99.99999999', observations)).toBe(1);
  expect(computeStatistic('p99.9999999999', observations)).toBe(2);
});
