import fc from 'fast-check';
import { forecastCapacity } from '../../../../lib/core/anomaly/forecast/capacity';
import type { TimePoint } from '../../../../lib/core/anomaly/forecast/points';
import { forecastSeasonal } from '../../../../lib/core/anomaly/forecast/seasonal';
import { trendReport } from '../../../../lib/core/anomaly/forecast/trend-report';
import { willCross } from '../../../../lib/core/anomaly/forecast/will-cross';
import { suggestThreshold } from '../../../../lib/core/anomaly/thresholds';
import { DAY_MS, HOUR_MS, NOW } from './support';

const LARGEST = 2 ** 360;
const VALUES = [0, -0, 1, 5e-324, 1e16, LARGEST, -LARGEST, Number.MAX_VALUE, -1e308, Number.NaN, Infinity, -Infinity];
/** In seconds, of ten years ago, of the future, and none. */
const TIMES = [NOW / 1_000, NOW - 3_650 * DAY_MS, NOW + DAY_MS, NOW * 1_000, Number.NaN, -1];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
  fc.constantFrom(...VALUES),
);

/** Ten days of hours, some of them at odd times. */
const points: fc.Arbitrary<TimePoint[]> = fc
  .array(fc.tuple(fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(...TIMES)), value), {
    minLength: 100,
    maxLength: 240,
  })
  .map((all) =>
    all.map(([odd, one], index): TimePoint => [odd === 0 ? NOW - (all.length - index) * HOUR_MS : odd, one]),
  );

function notFinite(told: unknown, path = ''): string[] {
  if (typeof told === 'number') return Number.isFinite(told) ? [] : [`${path} is ${told}`];
  if (typeof told !== 'object' || told === null) return [];
  return Object.entries(told).flatMap(([name, inner]) => notFinite(inner, `${path}.${name}`));
}

test('whatever values and times there are, nothing that is told is no number', () => {
  fc.assert(
    fc.property(points, (given) => {
      const within = given.filter(([atMs]) => atMs <= NOW && atMs > NOW - 20 * DAY_MS);
      const told = {
        capacity: forecastCapacity(given, { capacity: 1_000, nowMs: NOW }),
        season: forecastSeasonal(given, { horizon: 24, nowMs: NOW }),
        trend: trendReport(given, { nowMs: NOW }),
        soon: willCross(given, { threshold: 200, direction: 'above', withinMs: 6 * HOUR_MS, nowMs: NOW }),
        later: willCross(given, { threshold: 200, direction: 'below', withinMs: 3 * DAY_MS, nowMs: NOW }),
        threshold: suggestThreshold(within, { direction: 'above', periodSeconds: 3_600 }),
      };
      expect(notFinite(told)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
