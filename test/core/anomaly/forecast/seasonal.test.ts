import type { TimePoint } from '../../../../lib/core/anomaly/forecast/points';
import { SEASON_METHODS } from '../../../../lib/core/anomaly/forecast/season-methods';
import { forecastSeasonal, type SeasonalOptions } from '../../../../lib/core/anomaly/forecast/seasonal';
import { DAY_MS, gaussian, HOUR_MS, MINUTE_MS, NOW, pointsOf } from './support';

const forecast = (points: readonly TimePoint[], options: Partial<SeasonalOptions> = {}) =>
  forecastSeasonal(points, { horizon: 24, nowMs: NOW - 1, ...options });
const daily = (at: number) => 50 + 30 * Math.sin(2 * Math.PI * at);
const valuesOf = (found: ReturnType<typeof forecast>) =>
  found.status === 'forecast' ? found.values.map(({ value }) => value) : [];

describe('the methods, by hand', () => {
  const season = { day: 2, week: 4 };
  const run = (name: keyof typeof SEASON_METHODS, history: readonly number[], horizon = 4) => {
    const found = SEASON_METHODS[name](Float64Array.from(history), season, horizon);
    return found && [...found];
  };

  test('same time yesterday, looking behind gaps', () => {
    expect(run('same-time-yesterday', [1, 2, 3, Number.NaN])).toEqual([3, 2, 3, 2]);
    expect(run('same-time-yesterday', [1])).toBeUndefined();
  });

  test('last week plus its drift', () => {
    expect(run('last-week-plus-drift', [1, 2, 3, 4, 11, 12, 13, 14], 6)).toEqual([21, 22, 23, 24, 31, 32]);
  });

  test('last week times the ratio of the last day', () => {
    expect(run('last-week-times-ratio', [1, 2, 3, 4, 2, 4, 6, 8])).toEqual([4, 8, 12, 16]);
    expect(run('last-week-times-ratio', [0, 0, 0, 0, 0, 0, 0, 0])).toBeUndefined();
  });

  test('the shape of a day on a line', () => {
    expect(run('day-shape-on-trend', [0, 2, 10, 12, 20, 22], 4)).toEqual([30, 32, 40, 42]);
    expect(run('day-shape-on-trend', [0, 2, 10, 12])).toBeUndefined();
  });
});

describe('forecastSeasonal', () => {
  test('goes on with a day, from two days on', () => {
    const found = forecast(pointsOf(4, HOUR_MS, daily));
    expect(found).toMatchObject({ status: 'forecast', stepMs: HOUR_MS });
    for (const [hour, value] of valuesOf(found).entries()) expect(value).toBeCloseTo(daily(hour / 24), 6);
  });

  test('begins after now, one step apart', () => {
    const found = forecast(pointsOf(4, HOUR_MS, daily), { horizon: 3 });
    expect(found).toHaveProperty('values.0.atMs', NOW);
    expect(found).toHaveProperty('values.2.atMs', NOW + 2 * HOUR_MS);
    const late = forecast(pointsOf(4, HOUR_MS, daily), { horizon: 3, nowMs: NOW + 5 * HOUR_MS });
    expect(late).toHaveProperty('values.0.atMs', NOW + 6 * HOUR_MS);
    expect(late).toHaveProperty('values.0.value', expect.closeTo(daily(6 / 24), 6));
  });

  test('knows weekends after three weeks', () => {
    const isWeekend = (at: number) => ((Math.floor(at) % 7) + 7) % 7 >= 5;
    const weekly = (atMs: number) => (isWeekend((atMs - NOW) / DAY_MS) ? 20 : daily((atMs - NOW) / DAY_MS));
    // NOW is a Monday: five days later Saturday is ahead.
    const nowMs = NOW + 5 * DAY_MS;
    const points = Array.from({ length: 28 * 24 }, (_, hour): TimePoint => {
      const atMs = nowMs - (hour + 1) * HOUR_MS;
      return [atMs, weekly(atMs)];
    });
    const found = forecast(points, { nowMs: nowMs - 1 });
    expect(found).toHaveProperty('method', expect.stringMatching(/^last-week/));
    for (const value of valuesOf(found)) expect(value).toBeCloseTo(20, 6);
  });

  test('goes on with a trend', () => {
    const found = forecast(
      pointsOf(14, HOUR_MS, (at) => daily(at) + 10 * at + 300),
      { horizon: 48 },
    );
    expect(valuesOf(found)[47]).toBeCloseTo(daily(47 / 24) + 10 * (47 / 24) + 300, 0);
  });

  test('any step will do, gaps and nonsense too', () => {
    const random = gaussian(1);
    const points = pointsOf(10, 5 * MINUTE_MS, daily).filter(() => random() < 0.5);
    const found = forecast([[NOW - DAY_MS, Number.NaN], ...points], { horizon: 288 });
    for (const [step, value] of valuesOf(found).entries()) expect(Math.abs(value - daily(step / 288))).toBeLessThan(3);
  });

  test('three of four values lie in intervals of 75 %, more or less', () => {
    const random = gaussian(2);
    const points = pointsOf(30, HOUR_MS, (at) => daily(at) + random());
    let inside = 0;
    for (let back = 1; back <= 8; back += 1) {
      const nowMs = NOW - back * DAY_MS;
      const found = forecast(
        points.filter(([atMs]) => atMs < nowMs),
        { nowMs: nowMs - 1, confidence: 0.75 },
      );
      if (found.status !== 'forecast') throw new Error(found.why);
      const truth = new Map(points);
      inside += found.values.filter(({ atMs, lower, upper }) => {
        const value = truth.get(atMs) as number;
        return value >= lower && value <= upper;
      }).length;
    }
    expect(inside / (8 * 24)).toBeGreaterThan(0.65);
    expect(inside / (8 * 24)).toBeLessThan(0.9);
  });

  test('what was never negative stays so, and intervals widen beyond what was tried', () => {
    const random = gaussian(4);
    const found = forecast(
      pointsOf(10, HOUR_MS, () => Math.abs(random())),
      { horizon: 24 * 20 },
    );
    if (found.status !== 'forecast') throw new Error(found.why);
    expect(Math.min(...found.values.map(({ lower }) => lower))).toBe(0);
    const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;
    expect(width(found.values.at(-1) as never)).toBeGreaterThan(width(found.values[0] as never));
  });

  test('the back-test is told, the best first', () => {
    const found = forecast(pointsOf(28, HOUR_MS, daily));
    if (found.status !== 'forecast') throw new Error(found.why);
    expect(found.backTest.map(({ method }) => method).sort()).toEqual(Object.keys(SEASON_METHODS).sort());
    expect(found.backTest[0]?.method).toBe(found.method);
    const errors = found.backTest.map(({ meanAbsoluteError }) => meanAbsoluteError);
    expect(errors).toEqual([...errors].sort((a, b) => a - b));
  });

  test.each([
    ['nothing', []],
    ['a point', [[NOW - HOUR_MS, 1]] as TimePoint[]],
    ['a day', pointsOf(1, HOUR_MS, daily)],
  ])('%s is not enough', (_, points) => {
    expect(forecast(points)).toMatchObject({ status: 'not-enough-data', needDays: 2 });
  });

  test.each([
    [{ horizon: 0 }, "'horizon' must be a whole number of steps from 1 to 10000, got 0"],
    [{ horizon: 1.5 }, 'got 1.5'],
    [{ stepMs: -1 }, "'stepMs' must be a number above 0, got -1"],
    [{ nowMs: Number.NaN }, "'nowMs' must be a time in epoch milliseconds, got NaN"],
  ])('%j is refused', (options, message) => {
    expect(() => forecast([], options)).toThrow(message);
  });
});
