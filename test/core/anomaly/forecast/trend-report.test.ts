import { segmentsOf } from '../../../../lib/core/anomaly/forecast/change-point';
import type { TimePoint } from '../../../../lib/core/anomaly/forecast/points';
import { type TrendOptions, trendReport } from '../../../../lib/core/anomaly/forecast/trend-report';
import { DAY_MS, gaussian, HOUR_MS, MINUTE_MS, NOW, pointsOf } from './support';

const report = (points: readonly TimePoint[], options: Partial<TrendOptions> = {}) =>
  trendReport(points, { nowMs: NOW, ...options });

describe('segmentsOf', () => {
  const noisy = (count: number, levelAt: (index: number) => number, seed = 1) => {
    const random = gaussian(seed);
    return Array.from({ length: count }, (_, index) => levelAt(index) + random());
  };

  test('finds where the level changed', () => {
    const found = segmentsOf(noisy(200, (index) => (index < 80 ? 0 : index < 150 ? 6 : 2)));
    expect(found.map(({ start, end }) => [start, end])).toEqual([
      [0, 80],
      [80, 150],
      [150, 200],
    ]);
    expect(found[1]?.level).toBeCloseTo(6, 0);
  });

  test('does not take noise, or values that hang together, for changes', () => {
    let found = 0;
    for (let seed = 1; seed <= 50; seed += 1) {
      let value = 0;
      const wandering = noisy(200, () => 0, seed).map((noise) => (value = 0.7 * value + noise));
      found += segmentsOf(noisy(200, () => 0, seed + 100)).length - 1;
      found += segmentsOf(wandering).length > 1 ? 1 : 0;
    }
    expect(found).toBeLessThanOrEqual(3);
  });

  test('one wild value changes no level', () => {
    const values = noisy(100, () => 0);
    values[50] = 1e9;
    expect(segmentsOf(values)).toHaveLength(1);
  });

  test('a step without any noise is found, equal values have none', () => {
    expect(segmentsOf([1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9]).map(({ start }) => start)).toEqual([0, 6]);
    expect(segmentsOf(new Array(50).fill(3))).toEqual([{ start: 0, end: 50, level: 3 }]);
    expect(segmentsOf([])).toHaveLength(1);
  });

  test('finds no more changes than allowed, and refuses what would take too long', () => {
    const stairs = noisy(100, (index) => 20 * Math.floor(index / 20));
    expect(segmentsOf(stairs, { maxChanges: 2 })).toHaveLength(3);
    expect(() => segmentsOf(new Array(401).fill(0))).toThrow('400 values at most, got 401');
  });
});

describe('trendReport', () => {
  test('a line is a trend, with its slope a day', () => {
    const random = gaussian(1);
    const found = report(pointsOf(30, HOUR_MS, (at) => 100 + 2 * at + random()));
    expect(found).toMatchObject({
      shape: 'trend',
      direction: 'up',
      changePoints: [],
      slopePerDay: expect.closeTo(2, 1),
    });
    if (found.status !== 'report') throw new Error(found.status);
    expect(found.slopeInterval.lower).toBeGreaterThan(0);
    expect(found.probabilityByChance).toBeLessThan(1e-6);
    expect(found.untilMs - found.fromMs).toBe(30 * DAY_MS - HOUR_MS);
  });

  test('what grows all day has no rhythm: a week of it is one line', () => {
    const found = report(pointsOf(7, 5 * MINUTE_MS, (at) => 100 - 11.52 * at));
    expect(found).toMatchObject({ shape: 'trend', direction: 'down', changePoints: [] });
    if (found.status !== 'report') throw new Error(found.status);
    expect(found.slopePerDay).toBeCloseTo(-11.52, 2);
  });

  test('its slope is that of its days, with a rhythm and with every other day missing', () => {
    const growing = (at: number) => 3 * at + 20 * Math.sin(2 * Math.PI * at);
    const whole = pointsOf(14, HOUR_MS, growing);
    const gappy = whole.filter((_, index) => Math.floor(index / 24) % 2 === 0);
    for (const points of [whole, gappy]) {
      expect(report(points)).toMatchObject({ shape: 'trend', slopePerDay: expect.closeTo(3, 0) });
    }
  });

  test('falling is down', () => {
    expect(report(pointsOf(10, HOUR_MS, (at) => -at))).toMatchObject({ shape: 'trend', direction: 'down' });
  });

  test('a rhythm alone is flat', () => {
    const found = report(pointsOf(14, HOUR_MS, (at) => 50 + 30 * Math.sin(2 * Math.PI * at)));
    expect(found).toMatchObject({ shape: 'flat', direction: 'none', changePoints: [] });
  });

  test('a new level within a rhythm is a step, told when it came', () => {
    const found = report(pointsOf(20, HOUR_MS, (at) => 50 + 5 * Math.sin(2 * Math.PI * at) + (at >= -6 ? 40 : 0)));
    if (found.status !== 'report') throw new Error(found.status);
    expect(found.shape).toBe('steps');
    expect(found.changePoints).toHaveLength(1);
    const [change] = found.changePoints;
    expect(Math.abs((change?.atMs ?? 0) - (NOW - 6 * DAY_MS))).toBeLessThanOrEqual(3 * HOUR_MS);
    expect((change?.after ?? 0) - (change?.before ?? 0)).toBeCloseTo(40, 0);
  });

  test('equal values are flat', () => {
    expect(report(pointsOf(5, HOUR_MS, () => 7))).toMatchObject({
      shape: 'flat',
      slopePerDay: 0,
      probabilityByChance: 1,
    });
  });

  test('looks as far back as it is told', () => {
    const points = pointsOf(30, HOUR_MS, (at) => (at < -10 ? -at : 10 + at / 5));
    expect(report(points, { withinMs: 9 * DAY_MS })).toMatchObject({ direction: 'up' });
    expect(report(points)).toMatchObject({ direction: 'down' });
  });

  test('a few points are not enough', () => {
    expect(report(pointsOf(1, 3 * HOUR_MS, (at) => at))).toEqual({
      status: 'not-enough-data',
      havePoints: 8,
      needPoints: 12,
    });
    expect(report([])).toMatchObject({ status: 'not-enough-data', havePoints: 0 });
  });

  test('many points take no more than a few', () => {
    const found = report(pointsOf(60, 60_000, (at) => at));
    expect(found).toMatchObject({ shape: 'trend', slopePerDay: expect.closeTo(1, 2) });
  });

  test.each([
    [{ nowMs: Number.NaN }, "'nowMs' must be a time"],
    [{ withinMs: 0 }, "'withinMs' must be a number above 0, got 0"],
  ])('%j is refused', (options, message) => expect(() => report([], options)).toThrow(message));
});
