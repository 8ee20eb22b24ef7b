import { addCounts, countedBetween, countTimes, type ErrorCounts, keptCounts } from '../../../lib/core/error/counts';
import { rateOf } from '../../../lib/core/error/spike';
import { randomNumbers } from '../../../lib/core/random';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const T0 = Date.UTC(2026, 10, 21);
const NOW = T0 + 10 * HOUR_MS + 30 * MINUTE_MS;

function countsOf(hours: readonly number[], lastFive: number): ErrorCounts {
  const first = Math.floor(NOW / HOUR_MS) - hours.length;
  const past = Object.fromEntries(hours.map((count, index) => [first + index, count]));
  return { minutes: { [Math.floor(NOW / MINUTE_MS)]: lastFive }, hours: past, days: {} };
}
const firstMs = NOW - 24 * HOUR_MS;
const rate = (hours: readonly number[], lastFive: number, from = firstMs) =>
  rateOf(countsOf(hours, lastFive), from, NOW);

test.each<[string, readonly number[], number, number]>([
  ['a rare error', [1, 0, 0, 0, 2], 20, 20],
  ['60 an hour', [60, 60, 60], 21, 20],
  ['240 an hour', [240, 240, 240], 60, 60],
  ['12,000 an hour', [12_000, 12_000, 12_000], 3_000, 3_000],
])('the bound of %s', (_, hours, lastFive, bound) => {
  expect(rate(hours, lastFive)?.bound).toBe(bound);
});

test('one busy hour is no habit, two are', () => {
  expect(rate([12, 12, 12_000, 12], 100)?.expected).toBe(1);
  expect(rate([12, 12_000, 12_000, 12], 100)?.expected).toBe(1_000);
});

test('an error has no habits in its first three full hours', () => {
  expect(rate([], 9_999, NOW - HOUR_MS)).toBeUndefined();
  expect(rate([0, 0], 9_999, NOW - 3 * HOUR_MS)).toBeUndefined();
  expect(rate([0, 0, 0], 9_999, NOW - 4 * HOUR_MS)).toMatchObject({ expected: 0, bound: 20 });
});

test('a month of a daily rhythm is no spike, and five times the busiest rate is one', () => {
  const random = randomNumbers(1);
  let counts: ErrorCounts = { minutes: {}, hours: {}, days: {} };
  let spikes = 0;
  for (let minute = 0; minute < 30 * 1_440; minute += 1) {
    const nowMs = T0 + minute * MINUTE_MS;
    const mean = 2 + 1.9 * Math.sin((2 * Math.PI * minute) / 1_440);
    const times = Array.from({ length: poisson(mean, random) }, () => nowMs);
    counts = keptCounts(addCounts(counts, countTimes(times)), nowMs);
    const found = rateOf(counts, T0, nowMs);
    if (found && found.now > found.bound) spikes += 1;
  }
  expect(spikes).toBe(0);
  const nowMs = T0 + 30 * 1_440 * MINUTE_MS;
  counts = addCounts(counts, countTimes(Array.from({ length: 100 }, () => nowMs)));
  const found = rateOf(counts, T0, nowMs);
  expect(found && found.now > found.bound).toBe(true);
});

test('what is counted of a span is as fine as it is kept', () => {
  const counts = countTimes([
    NOW - MINUTE_MS,
    NOW - 2 * HOUR_MS,
    NOW - 2 * HOUR_MS - 25 * MINUTE_MS,
    NOW - 3 * 24 * HOUR_MS,
  ]);
  const between = (from: number, to: number) => countedBetween(counts, { startMs: NOW - from, endMs: NOW - to }, NOW);
  expect(between(5 * MINUTE_MS, 0)).toBe(1);
  expect(between(5 * MINUTE_MS, 2 * MINUTE_MS)).toBe(0);
  // Hours are whole ones.
  expect(between(2 * HOUR_MS + 10 * MINUTE_MS, 90 * MINUTE_MS)).toBe(2);
  expect(between(5 * 24 * HOUR_MS, 2 * 24 * HOUR_MS)).toBe(1);
});

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
