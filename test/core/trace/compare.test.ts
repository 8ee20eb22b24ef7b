import { type Random, randomNumbers } from '../../../lib/core/random';
import { compareRequests, percentileBound } from '../../../lib/core/trace/compare';
import { coverageOf } from '../../../lib/core/trace/coverage';
import { rankSum, upperTail } from '../../../lib/core/trace/rank-sum';
import { requestCost } from '../../../lib/core/trace/request-cost';

/** Latencies have long tails: log-normal, the median at `medianMs`. */
function latencies(count: number, medianMs: number, random: Random): number[] {
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return medianMs * Math.exp(0.6 * normal);
  });
}

const requests = (durationsMs: readonly number[], faults = 0) => ({ durationsMs, faults });

describe('the test of ranks', () => {
  // By hand: U = 23 of 25, its mean 12.5, its variance 25/12 * (11 - 12/90), so z = (10.5 - 0.5) / 4.7581.
  test('counts ties half, and corrects for them', () => {
    const { superiority, pLarger } = rankSum([1, 2, 3, 4, 5], [4, 5, 6, 7, 8]);
    expect(superiority).toBe(23 / 25);
    expect(pLarger).toBeCloseTo(0.01779, 5);
  });

  test('of equal values tells nothing', () => {
    expect(rankSum([5, 5, 5], [5, 5])).toEqual({ superiority: 0.5, pLarger: 1, pSmaller: 1 });
    expect(rankSum([], [1])).toEqual({ superiority: 0.5, pLarger: 1, pSmaller: 1 });
  });

  test.each([
    [0, 0.5],
    [1.6448536, 0.05],
    [-1.6448536, 0.95],
    [4.2648908, 1e-5],
    [6, 9.8659e-10],
  ])('of %p, the upper tail of the normal distribution is %p', (z, tail) => {
    expect(upperTail(z) / tail).toBeCloseTo(1, 4);
  });
});

describe('requests before and after a deploy', () => {
  const random = randomNumbers(7);

  test.each([
    ['half as slow again', 80, 120, 'slower'],
    ['a third faster', 120, 80, 'faster'],
    ['hardly slower', 80, 84, 'no change'],
    ['twice as slow, of a millisecond', 1, 2, 'no change'],
  ])('%s', (_, before, after, verdict) => {
    expect(
      compareRequests(requests(latencies(150, before, random)), requests(latencies(150, after, random))).verdict,
    ).toBe(verdict);
  });

  test('a tail that got slower is told, though most requests did not', () => {
    const before = latencies(200, 80, random);
    const after = before.map((ms, index) => (index % 5 === 0 ? ms * 10 : ms));
    expect(compareRequests(requests(before), requests(after))).toMatchObject({ verdict: 'slower tail' });
  });

  test('more faults come first, and one in a hundred is chance', () => {
    const steady = latencies(150, 80, random);
    expect(compareRequests(requests(steady, 1), requests(steady, 30)).verdict).toBe('failing');
    expect(compareRequests(requests(steady, 0), requests(steady, 4)).verdict).toBe('no change');
    expect(compareRequests(requests(steady, 30), requests(steady, 1)).verdict).toBe('no change');
  });

  test('of too few nothing is claimed, however bad they are', () => {
    const result = compareRequests(requests(latencies(29, 10, random)), requests(latencies(150, 1_000, random), 150));
    expect(result).toMatchObject({ verdict: 'too few', pValue: 1, before: { count: 29 }, after: { count: 150 } });
    expect(compareRequests(requests([]), requests([])).verdict).toBe('too few');
  });

  test('the effect is told: how likely a request is slower than before', () => {
    const { superiority, pValue } = compareRequests(
      requests(latencies(100, 80, random)),
      requests(latencies(100, 160, random)),
    );
    expect(superiority).toBeGreaterThan(0.7);
    expect(superiority).toBeLessThan(0.9);
    expect(pValue).toBeLessThan(1e-5);
  });

  test('where nothing changed, 2,000 comparisons raise no alarm', () => {
    const verdicts = Array.from({ length: 2_000 }, (_, index) => {
      const count = 30 + (index % 5) * 40;
      return compareRequests(requests(latencies(count, 80, random), 1), requests(latencies(count, 80, random), 2))
        .verdict;
    });
    expect(verdicts.filter((verdict) => verdict !== 'no change')).toEqual([]);
  });

  test('of 200 slow-downs by half with 150 requests a side, at least four in five are found', () => {
    const found = Array.from({ length: 200 }, () =>
      compareRequests(requests(latencies(150, 80, random)), requests(latencies(150, 120, random))),
    );
    expect(found.filter(({ verdict }) => verdict === 'slower').length).toBeGreaterThanOrEqual(160);
  });
});

describe('bounds of a percentile', () => {
  const hundred = Array.from({ length: 400 }, (_, index) => index + 1);
  test('hold it between them, by the order of the values alone', () => {
    expect(percentileBound(hundred, 90, -3.1)).toBe(341);
    expect(percentileBound(hundred, 90, 3.1)).toBe(380);
  });
  test('are not known of few values', () => {
    expect(percentileBound(hundred.slice(0, 50), 90, 3.1)).toBeUndefined();
    expect(percentileBound([], 90, 3.1)).toBeUndefined();
  });
});

test('coverage is the traced share of requests, per service and of all that is known', () => {
  const ref = (service: string) => ({ service, environment: 'prod' });
  const { services, percent } = coverageOf({ startMs: 0, endMs: 1 }, [
    { ...ref('a'), traced: 50, requests: 1_000 },
    { ...ref('b'), traced: 12, requests: 10 },
    { ...ref('c'), traced: 7 },
    { ...ref('d'), traced: 0, requests: 0 },
  ]);
  expect(services.map((one) => [one.service, one.percent])).toEqual([
    ['a', 5],
    ['b', 100],
    ['c', undefined],
    ['d', undefined],
  ]);
  expect(percent).toBeCloseTo(5.94, 2);
  expect(coverageOf({ startMs: 0, endMs: 1 }, []).percent).toBeUndefined();
});

test('a request costs its time and itself', () => {
  // 100 ms of 512 MB on arm64: 50,000 GB-seconds a million.
  expect(requestCost(100, { memoryMb: 512 })).toEqual({
    usdForTime: expect.closeTo(0.66667, 4),
    usdPerMillion: expect.closeTo(0.86667, 4),
  });
  expect(requestCost(0.2, { memoryMb: 1_024, architecture: 'x86_64' }).usdForTime).toBeCloseTo(0.0166667, 6);
  expect(() => requestCost(1, { memoryMb: 1 }, { region: '', currency: '', asOf: '', prices: [] })).toThrow(
    "must have 'lambda.gbs.arm'",
  );
});
