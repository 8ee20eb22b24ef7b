import * as fc from 'fast-check';
import { fillSeries, STEP_MS } from '../../../../bench/forecast/series';
import { type CapacityOptions, forecastCapacity } from '../../../../lib/core/anomaly/forecast/capacity';
import type { TimePoint } from '../../../../lib/core/anomaly/forecast/points';
import { DAY_MS, gaussian, HOUR_MS, MINUTE_MS, NOW, pointsOf } from './support';

const STEP = 5 * MINUTE_MS;
const forecast = (points: readonly TimePoint[], options: Partial<CapacityOptions> = {}) =>
  forecastCapacity(points, { capacity: 100, nowMs: NOW, ...options });
const linear = (days: number, stepMs = STEP) => pointsOf(days, stepMs, (at) => 80 + 2 * at);

describe('forecastCapacity', () => {
  test('a straight line gets there when it does', () => {
    const found = forecast(linear(28));
    expect(found).toMatchObject({ status: 'approaching', slopePerDay: expect.closeTo(2, 6) });
    expect(found).toHaveProperty('daysLeft', expect.closeTo(10, 1));
    expect(found).toHaveProperty('interval', { earliest: expect.closeTo(9, 1), latest: expect.closeTo(11, 1) });
    expect(found).toHaveProperty('why', expect.stringMatching(/^\+2 a day \(.*\), 20 to go$/));
  });

  test('what empties is what fills, upside down', () => {
    const fills = pointsOf(10, STEP, (at) => 80 + 2 * at);
    const found = forecast(fills);
    const mirrored = forecast(
      fills.map(([atMs, value]) => [atMs, -value]),
      { capacity: -100, direction: 'empties' },
    );
    expect(mirrored).toEqual({ ...found, slopePerDay: -2, level: expect.closeTo(-80, 1), why: expect.any(String) });
    expect(mirrored).toHaveProperty('daysLeft', (found as { daysLeft: number }).daysLeft);
  });

  test('an error budget runs empty at 0', () => {
    const budget = pointsOf(8, HOUR_MS, (at) => 0.3 - 0.1 * at);
    expect(forecast(budget, { capacity: 0, direction: 'empties' })).toMatchObject({
      status: 'approaching',
      daysLeft: expect.closeTo(3, 0),
      slopePerDay: expect.closeTo(-0.1, 6),
    });
  });

  test.each([
    ['falls', (at: number) => 50 - at],
    ['is flat', () => 99],
    ['grows too slowly for a year', (at: number) => 50 + at / 10],
  ])('what %s is steady', (_, valueAt) => {
    expect(forecast(pointsOf(14, STEP, valueAt)).status).toBe('steady');
  });

  test('what is at the capacity has reached it', () => {
    expect(forecast(pointsOf(14, STEP, (at) => 101 + at / 100))).toMatchObject({ status: 'reached', daysLeft: 0 });
  });

  test('a saturating series is not full soon', () => {
    const points = pointsOf(28, STEP, (at) => 85 - 60 * 2 ** (-(at + 28) / 4));
    expect((forecast(points) as { daysLeft: number }).daysLeft).toBeGreaterThan(20);
  });

  test('the rhythm of a day is no growth, and its peaks count', () => {
    const tooth = (at: number) => 70 + 2 * at + 10 * (((at % 1) + 1) % 1);
    const found = forecast(pointsOf(14, STEP, tooth));
    expect(found).toMatchObject({ status: 'approaching', slopePerDay: expect.closeTo(2, 1) });
    expect(found).toHaveProperty('daysLeft', expect.closeTo(10, 0));
  });

  test('a Monday is no leak, once there was a week before it', () => {
    // NOW is a Monday at midnight: half a day later it climbs from the weekend.
    const weekly = (at: number) => (((Math.floor(at) % 7) + 7) % 7 >= 5 ? 20 : 40) + 40 * Math.sin(Math.PI * at) ** 2;
    const points = pointsOf(21, STEP, weekly).map(([atMs, value]): TimePoint => [atMs + DAY_MS / 2, value]);
    expect(forecast(points, { nowMs: NOW + DAY_MS / 2 }).status).toBe('steady');
  });

  test('a faster slope counts within a day and a half', () => {
    const points = pointsOf(20, STEP, (at) => 40 + at + 9 * Math.max(0, at + 1.5));
    const found = forecast(points);
    expect(found).toMatchObject({ method: expect.stringMatching(/three-days|last-day/) });
    expect((found as { daysLeft: number }).daysLeft).toBeLessThan(6);
  });

  test('a clean-up moves the level, and not the slope', () => {
    const cleaned = (at: number) => 95 + 3 * at - (at >= -0.25 ? 60 : 0);
    const found = forecast(pointsOf(14, STEP, cleaned));
    expect(found).toMatchObject({ level: expect.closeTo(35, 0), slopePerDay: expect.closeTo(3, 1) });
    expect(found).toHaveProperty('daysLeft', expect.closeTo(65 / 3, 0));
  });

  test('a counter that begins anew every few days keeps its slope', () => {
    const counter = (at: number) => 10 * ((((at + 1) % 4) + 4) % 4);
    expect(forecast(pointsOf(21, STEP, counter))).toMatchObject({ slopePerDay: expect.closeTo(10, 0) });
  });

  test('gaps, disorder, repeats and what is no number change little', () => {
    const random = gaussian(3);
    const points = linear(21).filter(() => random() < 0.5);
    const hostile: TimePoint[] = [
      ...points.slice(500),
      ...points.slice(0, 500),
      [NOW - HOUR_MS, Number.NaN],
      [Number.NaN, 4],
      [NOW + DAY_MS, 1e9],
      [NOW - 3_650 * DAY_MS, 1e9],
      [NOW / 1_000, 1e9],
    ];
    expect(forecast(hostile)).toHaveProperty('daysLeft', expect.closeTo(10, 0));
    expect(forecast(linear(21).filter(([atMs]) => Math.abs(atMs - NOW + 5 * DAY_MS) > DAY_MS))).toHaveProperty(
      'daysLeft',
      expect.closeTo(10, 0),
    );
  });

  test('one point a day is enough for a week, where it is what the metric has', () => {
    expect(forecast(linear(10, DAY_MS))).toMatchObject({ method: 'week', slopePerDay: expect.closeTo(2, 6) });
  });

  test.each([
    ['nothing', [], 0, 'there is no point in the last 28 days'],
    ['two days', linear(2), 2, 'they begin 2 days ago'],
    ['nothing new', linear(10).filter(([atMs]) => atMs < NOW - 2 * DAY_MS), 0, 'there is no point in the last 2 days'],
    ['a single point', linear(1, DAY_MS), 1, '3 days are needed'],
  ])('%s is not enough', (_, points, haveDays, why) => {
    expect(forecast(points)).toEqual({
      status: 'not-enough-data',
      needDays: 3,
      haveDays: expect.closeTo(haveDays, 1),
      why: expect.stringContaining(why),
    });
  });

  test('three days of hours are enough', () => {
    expect(forecast(linear(3))).toMatchObject({ method: 'three-days', daysLeft: expect.closeTo(10, 0) });
  });

  test.each([
    [{ capacity: Number.NaN }, "'capacity' must be a number, got NaN"],
    [{ nowMs: Number.POSITIVE_INFINITY }, "'nowMs' must be a time in epoch milliseconds, got Infinity"],
    [{ direction: 'up' as 'fills' }, "'direction' must be one of fills, empties; got 'up'"],
    [{ confidence: 1 }, "'confidence' must lie between 0 and 1, both exclusive, such as 0.9; got 1"],
  ])('%j is refused', (options, message) => {
    expect(() => forecast([], options)).toThrow(new RangeError(message));
  });

  test('the interval holds the days left, and any unit gives the same days', () => {
    const slopes = fc.double({ min: 0.5, max: 5, noNaN: true });
    fc.assert(
      fc.property(slopes, fc.constantFrom(1e-6, 1, 1e12), fc.integer({ min: 1, max: 99 }), (slope, unit, seed) => {
        const random = gaussian(seed);
        const points = pointsOf(16, HOUR_MS, (at) => 70 + slope * at + random());
        const found = forecast(points);
        const scaled = forecast(
          points.map(([atMs, value]) => [atMs, value * unit]),
          { capacity: 100 * unit },
        );
        if (found.status !== 'approaching' || scaled.status !== 'approaching') throw new Error(found.status);
        expect(scaled.daysLeft / found.daysLeft).toBeCloseTo(1, 6);
        expect(found.interval.earliest).toBeLessThanOrEqual(found.daysLeft);
        expect(found.interval.latest ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(found.daysLeft);
      }),
      { numRuns: 25 },
    );
  });

  test('does not cry wolf over a sawtooth of the benchmark, and sees its end', () => {
    const { values, fullAt = 0 } = fillSeries('sawtooth', 1);
    const points = Array.from(values, (value, index): TimePoint => [index * STEP_MS, value]);
    const at = (daysLeft: number) => {
      const index = fullAt - daysLeft * 288;
      return forecastCapacity(points.slice(0, index), { capacity: 100, nowMs: index * STEP_MS });
    };
    expect((at(13) as { daysLeft: number }).daysLeft).toBeGreaterThan(8);
    expect((at(3) as { daysLeft: number }).daysLeft).toBeLessThan(4);
  });
});
