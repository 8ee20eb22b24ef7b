import fc from 'fast-check';
import {
  findingText,
  HEALTH_SCALES,
  type HealthInput,
  lookbackSeconds,
  lossOf,
  readingOf,
} from '../../../lib/core/health/health-input';

const input = (given: Partial<HealthInput>): HealthInput => ({
  part: 'errors',
  label: 'requests',
  scale: 'share',
  metric: { namespace: 'Sightline', name: 'Faults', dimensions: {} },
  statistic: 'Average',
  periodSeconds: 300,
  ...given,
});

test.each([
  ['share', 0.005, 0],
  ['share', 0.0525, 0.5],
  ['share', 0.1, 1],
  ['logged', 0.26, 0.5],
  ['budget', 0.25, 0],
  ['budget', 0.125, 0.5],
  ['budget', -3, 1],
  ['burn', 1, 0],
  ['burn', 14.4, 1],
  ['usual', 1.5, 0],
  ['usual', 3.25, 0.5],
  ['limit', 0.8, 0],
  ['limit', 1, 0.5],
  ['limit', 1.2, 1],
] as const)('on the scale %s, %d loses %d', (scale, value, loss) => {
  expect(lossOf({ scale }, value)).toBeCloseTo(loss, 10);
});

test('under a lower limit is as bad as over an upper one', () => {
  expect(lossOf({ scale: 'limit', below: true }, 1.2)).toBe(0);
  expect(lossOf({ scale: 'limit', below: true }, 1)).toBeCloseTo(0.5, 10);
  expect(lossOf({ scale: 'limit', below: true }, 0.8)).toBeCloseTo(1, 10);
});

test('what is not known is no loss and no health', () => {
  for (const scale of HEALTH_SCALES) expect(lossOf({ scale }, Number.NaN)).toBeNaN();
});

test('a loss is between 0 and 1 for every number', () => {
  fc.assert(
    fc.property(fc.constantFrom(...HEALTH_SCALES), fc.double({ noNaN: true }), fc.boolean(), (scale, value, below) => {
      const loss = lossOf({ scale, below }, value);
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(loss).toBeLessThanOrEqual(1);
    }),
  );
});

describe('readingOf', () => {
  test('a ratio is sum by sum of the last quarter of an hour, and a gap in one of them counts as none', () => {
    const ratio = input({ per: { namespace: 'Sightline', name: 'Requests', dimensions: {} } });
    expect(readingOf(ratio, [90, 1, Number.NaN, 2], [100, 10, 30, 20])).toBe(3 / 60);
  });

  test('a ratio of nothing is not known', () => {
    const ratio = input({ per: { namespace: 'Sightline', name: 'Requests', dimensions: {} } });
    expect(readingOf(ratio, [0, 0, 0], [0, 0, 0])).toBeNaN();
    expect(readingOf(ratio, [], [])).toBeNaN();
  });

  test('a level is the median of the last quarter of an hour: one spike is no state', () => {
    expect(readingOf(input({ scale: 'budget' }), [9, 0.5, 0.4, 99])).toBe(0.5);
    expect(readingOf(input({ scale: 'budget' }), [9, Number.NaN, 0.4, 0.2])).toBeCloseTo(0.3, 10);
  });

  test('a limit is told as a part of the threshold', () => {
    expect(readingOf(input({ scale: 'limit', threshold: 80 }), [60, 60, 60])).toBe(0.75);
    expect(readingOf(input({ scale: 'limit', threshold: 80, periodSeconds: 3_600 }), [60, 80, 40])).toBe(0.5);
  });

  test('what is usual is the median of the day before, of which an hour must be there', () => {
    const usual = input({ scale: 'usual' });
    const day = Array.from({ length: 285 }, () => 100);
    expect(readingOf(usual, [...day, 300, 300, 300])).toBe(3);
    expect(readingOf(usual, [...day.slice(0, 11), 300, 300, 300])).toBeNaN();
    expect(readingOf(usual, [...day, Number.NaN, Number.NaN, Number.NaN])).toBeNaN();
  });

  test('what hardly takes any time may take some milliseconds more: nobody notices', () => {
    const usual = input({ scale: 'usual' });
    const loss = (before: number, now: number) =>
      lossOf(usual, readingOf(usual, [...new Array<number>(285).fill(before), now, now, now]));
    expect([loss(0, 0), loss(0, 1), loss(1, 15), loss(2, 12)]).toEqual([0, 0, 0, 0]);
    expect([loss(0, 50), loss(1, 50), loss(100, 500)]).toEqual([1, 1, 1]);
  });
});

test('a day is read to know what is usual, and three periods of everything else', () => {
  expect(lookbackSeconds({ scale: 'usual', periodSeconds: 300 })).toBe(86_400);
  expect(lookbackSeconds({ scale: 'share', periodSeconds: 60 })).toBe(900);
  expect(lookbackSeconds({ scale: 'limit', periodSeconds: 3_600 })).toBe(10_800);
});

test.each([
  ['share', 0.1234, 'requests: 12 % fail'],
  ['logged', 0.5, 'requests: 0.5 for each request'],
  ['budget', 0.08, 'requests: 8 % of the error budget left'],
  ['budget', -0.5, 'requests: the error budget is overspent'],
  ['burn', 6, 'requests: the error budget burns 6 times as fast as planned'],
  ['usual', 2.345, 'requests: 2.3 times what is usual'],
  ['usual', Number.POSITIVE_INFINITY, 'requests: infinitely many times what is usual'],
  ['limit', 1.05, 'requests: at 105 % of its alarm threshold'],
] as const)('%s %d is told as "%s"', (scale, value, text) => {
  expect(findingText(input({ scale }), value)).toBe(text);
});
