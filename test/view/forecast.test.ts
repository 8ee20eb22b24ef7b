import { forecastCapacity } from '../../lib/core/anomaly/forecast/capacity';
import { forecastSeasonal } from '../../lib/core/anomaly/forecast/seasonal';
import { type TrendReport, trendReport } from '../../lib/core/anomaly/forecast/trend-report';
import { capacityText, nextLines, tellForecast, trendLines } from '../../lib/view/forecast';
import { HOUR_MS, NOW, pointsOf } from '../core/anomaly/forecast/support';

const plain = (_style: string, text: string) => text;
const at = { nowMs: NOW };
const rising = pointsOf(10, HOUR_MS, (days) => 86 + 3.6 * days);
const full = (options: { capacity: number; direction?: 'fills' | 'empties' }, points = rising) =>
  capacityText(forecastCapacity(points, { ...at, ...options }), { ...at, ...options }, plain);

describe('a trend', () => {
  const report: Extract<TrendReport, { status: 'report' }> = {
    ...{ status: 'report', fromMs: NOW - 240 * HOUR_MS, untilMs: NOW, shape: 'trend', direction: 'down' },
    ...{ slopePerDay: -2.5, slopeInterval: { lower: -3, upper: -2 }, probabilityByChance: 0.0312, changePoints: [] },
  };

  test('is told with its direction, its interval and what chance could do', () => {
    expect(trendLines(report)).toEqual([
      'Trend: falls by 2.5 a day in 10 d (-3 to -2 a day; by chance in 3.1 % of cases)',
    ]);
    expect(trendLines({ ...report, slopePerDay: 2.5, probabilityByChance: 1e-9 })[0]).toMatch(
      /^Trend: rises by 2\.5 a day in 10 d \(.*less than 0\.1 % of cases\)$/,
    );
  });

  test('that is none says so', () => {
    expect(trendLines({ ...report, shape: 'flat', slopeInterval: { lower: -0.1, upper: 0.2 } })).toEqual([
      'Trend: none that is more than chance in 10 d (-0.1 to +0.2 a day)',
    ]);
    expect(trendLines(trendReport([], at))).toEqual([
      'Trend: not known, of 12 stretches with points at least there are too few',
    ]);
  });

  test('of levels tells when each began', () => {
    const steps = pointsOf(10, HOUR_MS, (days) => (days < -5 ? 10 : 14) + Math.abs(Math.round(days * 24) % 3));
    const [first, change] = trendLines(trendReport(steps, at));
    expect(first).toBe('Trend: 1 change of its level in 9 d 23 h');
    expect(change).toMatch(/^ {2}2026-02-2[45] \d\d:\d\d UTC {2}from 11 to 15$/);
  });
});

test('the next day is told by its lowest and highest value', () => {
  const daily = pointsOf(10, HOUR_MS, (days) => 100 + 50 * Math.sin(2 * Math.PI * days));
  expect(nextLines(forecastSeasonal(daily, { ...at, horizon: 24 }))).toEqual([
    'Next 1 d: lowest 50 at 18:00, highest 150 at 06:00',
    expect.stringMatching(
      /^ {2}nine of ten values between 50 and 150, as even as the points were; as at the same time yesterday$/,
    ),
  ]);
  const uneven = pointsOf(10, HOUR_MS, (days) => 100 + 50 * Math.sin(2 * Math.PI * days) + Math.sin(997 * days));
  expect(nextLines(forecastSeasonal(uneven, { ...at, horizon: 24 }))[1]).toMatch(/, off by up to \d/);
  expect(nextLines(forecastSeasonal([], { ...at, horizon: 24 }))[0]).toMatch(/^Next day: not known, 2 days of points/);
});

describe('a capacity', () => {
  test('that comes nearer is told in days, with the day and the slope behind it', () => {
    expect(full({ capacity: 100 })).toBe(
      'Capacity 100: full in 3.9 days, about 2026-03-05 (3.5 to 4.3; +3.6 a day (daily p95 of a week), 14 to go)',
    );
  });

  test('that is there, never comes or is not known', () => {
    expect(full({ capacity: 80 })).toBe('Capacity 80: full now, at 85.85 in its last day');
    expect(full({ capacity: 200, direction: 'empties' })).toMatch(
      /^Capacity 200: there now, at .*; but it rises: .*--direction fills$/,
    );
    expect(full({ capacity: 10, direction: 'empties' })).toMatch(/^Capacity 10: does not run out within a year \(/);
    expect(full({ capacity: 1e6 })).toMatch(/^Capacity 1,000,000: does not fill up within a year \(/);
    expect(full({ capacity: 100 }, [])).toBe('Capacity 100: not known, there is no point in the last 28 days');
  });

  test('that may never come says when it comes at the earliest', () => {
    const approaching = { status: 'approaching', daysLeft: 40, slopePerDay: 1, method: 'week', level: 60 } as const;
    const forecast = { ...approaching, interval: { earliest: 12.34 }, why: 'slow' };
    expect(capacityText(forecast, { ...at, capacity: 100 }, plain)).toBe(
      'Capacity 100: full in 40 days, about 2026-04-11 (12 at the earliest; slow)',
    );
  });
});

test('a name that would steer the terminal is made harmless', () => {
  const text = tellForecast(
    {
      told: 'disk\u001b[2J\n.csv',
      nowMs: NOW,
      trend: trendReport([], at),
      next: forecastSeasonal([], { ...at, horizon: 1 }),
    },
    plain,
  );
  expect(text.split('\n').slice(0, 2)).toEqual(['disk[2J .csv', 'as of 2026-03-02 00:00 UTC']);
});
