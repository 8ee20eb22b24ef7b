import * as fc from 'fast-check';
import { evaluateAlarm } from '../../../lib/core/alarm/evaluation';
import type { ThresholdSettings } from '../../../lib/core/alarm/threshold';
import type { TimePoint } from '../../../lib/core/anomaly/forecast/points';
import { suggestThreshold, type ThresholdOptions } from '../../../lib/core/anomaly/thresholds';
import { outagesOf } from '../../../lib/core/anomaly/thresholds/outages';
import { episodesOf, type History } from '../../../lib/core/anomaly/thresholds/replay';
import { roundNumbers } from '../../../lib/core/anomaly/thresholds/round-numbers';
import { DAY_MS, gaussian, HOUR_MS, MINUTE_MS, NOW, pointsOf } from './forecast/support';

const STEP = 5 * MINUTE_MS;
const START = NOW - 14 * DAY_MS;
const historyOf = (values: readonly number[]): History => ({
  startMs: 0,
  periodMs: STEP,
  values: Float64Array.from(values),
  excluded: new Uint8Array(values.length),
});
const settings = (over: Partial<ThresholdSettings> = {}): ThresholdSettings => ({
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  periodSeconds: 300,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  treatMissingData: 'missing',
  ...over,
});

describe('episodesOf', () => {
  test('goes to ALARM with the second of three, and back when fewer are left', () => {
    expect(episodesOf(historyOf([0, 9, 0, 9, 0, 0, 9, 9]), settings())).toEqual([
      { first: 3, end: 4 },
      { first: 7, end: 8 },
    ]);
  });

  test('is what the alarm evaluation says of every period', () => {
    const values = fc.array(fc.constantFrom(0, 9, Number.NaN), { maxLength: 40 });
    const modes = fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching');
    fc.assert(
      fc.property(values, modes, fc.integer({ min: 1, max: 3 }), (series, treatMissingData, datapointsToAlarm) => {
        const over = settings({ treatMissingData, datapointsToAlarm });
        let state = 'INSUFFICIENT_DATA' as ReturnType<typeof evaluateAlarm>['state'];
        const inAlarm = series.map((_, period) => {
          const points = Array.from({ length: 5 }, (_value, back) => {
            const value = series[period - 4 + back];
            return { startMs: (period - 4 + back) * STEP, value: Number.isNaN(value) ? undefined : value };
          });
          state = evaluateAlarm(over, points, state).state;
          return state === 'ALARM';
        });
        const found = episodesOf(historyOf(series), over);
        const replayed = series.map((_, period) => found.some(({ first, end }) => period >= first && period < end));
        expect(replayed).toEqual(inAlarm);
      }),
    );
  });
});

describe('roundNumbers', () => {
  test.each([
    [0, 25, false, [0, 1, 2], 27],
    [48, 656, false, [50, 100, 150], 750],
    [0.012, 0.31, false, [0.02, 0.04, 0.06], 0.34],
    [0, 3, true, [0, 1, 2], 5],
    [100, 0, false, [100, 95, 90], -10],
    [-3, 3, false, [-3, -2.5, -2], 4],
  ])('from %d to %d', (from, to, whole, first, last) => {
    const numbers = roundNumbers(from, to, whole);
    expect(numbers.slice(0, 3)).toEqual(first);
    expect(numbers.at(-1)).toBe(last);
  });
});

describe('outagesOf', () => {
  const quiet = Array.from({ length: 1_000 }, (_, index) => 10 + (index % 5));
  const withAt = (at: number, ...values: number[]) => historyOf([...quiet.slice(0, at), ...values, ...quiet.slice(at)]);

  test('are stretches far beyond the usual', () => {
    expect(outagesOf(withAt(500, 200, 300, 13, 250), true, 2)).toEqual([{ first: 500, end: 504 }]);
    expect(outagesOf(withAt(500, -200, -300), false, 2)).toEqual([{ first: 500, end: 502 }]);
  });

  test('are not single values, nor the other side, nor what comes often', () => {
    expect(outagesOf(withAt(500, 200), true, 2)).toEqual([]);
    expect(outagesOf(withAt(500, 200, 300), false, 2)).toEqual([]);
    expect(outagesOf(withAt(500, ...new Array(60).fill(300)), true, 2)).toEqual([]);
    expect(outagesOf(historyOf(new Array(200).fill(0)), true, 1)).toEqual([]);
  });
});

describe('suggestThreshold', () => {
  const random = gaussian(1);
  const noise = pointsOf(14, STEP, () => 100 + 5 * random());
  /** Above for a quarter of an hour, at every given day. */
  const withPeaks = (height: number, ...days: number[]): TimePoint[] =>
    noise.map(([atMs, value]) => {
      const peak = days.some((day) => atMs >= START + day * DAY_MS && atMs < START + day * DAY_MS + 15 * MINUTE_MS);
      return [atMs, peak ? height : value];
    });
  const suggest = (points: readonly TimePoint[], options: Partial<ThresholdOptions> = {}) =>
    suggestThreshold(points, {
      direction: 'above',
      periodSeconds: 300,
      datapointsToAlarm: 2,
      evaluationPeriods: 3,
      ...options,
    });
  const suggested = (...args: Parameters<typeof suggest>) => {
    const found = suggest(...args);
    if (found.status !== 'suggested') throw new Error(found.why);
    return found;
  };

  test('is the most sensitive round one that pages no more often than allowed', () => {
    const found = suggested(noise, { current: 104 });
    expect(found.comparison).toBe('GreaterThanThreshold');
    expect(found.weeks).toBe(2);
    expect(found.pagesPerWeek).toBeLessThanOrEqual(0.5);
    const index = found.tried.findIndex(({ threshold }) => threshold === found.threshold);
    expect(found.tried[index - 1]?.pagesPerWeek).toBeGreaterThan(0.5);
    expect(found.threshold).toBeGreaterThan(108);
    expect(found.threshold).toBeLessThan(118);
    expect(found.current?.pagesPerWeek).toBeGreaterThan(20);
    expect(found.usual).toEqual({ median: expect.closeTo(100, 0), p99: expect.closeTo(111.6, 0) });
  });

  test('a larger allowance is more sensitive', () => {
    const thresholds = [0.5, 5, 50].map((pagesPerWeekAtMost) => suggested(noise, { pagesPerWeekAtMost }).threshold);
    expect(thresholds).toEqual([...thresholds].sort((a, b) => b - a));
    expect(new Set(thresholds).size).toBe(3);
  });

  test('below mirrors above', () => {
    const above = suggested(noise);
    const mirrored = noise.map(([atMs, value]): TimePoint => [atMs, 200 - value]);
    const below = suggested(mirrored, { direction: 'below' });
    expect(below.comparison).toBe('LessThanThreshold');
    expect(below.threshold).toBeCloseTo(200 - above.threshold, 6);
    expect(below.pages).toBe(above.pages);
  });

  test('an outage makes no room for the next one', () => {
    const found = suggested(withPeaks(2_000, 3, 9));
    expect(found.threshold).toBe(suggested(noise).threshold);
    expect(found.outages).toEqual([
      { startMs: START + 3 * DAY_MS, endMs: START + 3 * DAY_MS + 15 * MINUTE_MS },
      { startMs: START + 9 * DAY_MS, endMs: START + 9 * DAY_MS + 15 * MINUTE_MS },
    ]);
    expect(found).toMatchObject({ pages: found.outagePages + suggested(noise).pages, outagePages: 2 });
  });

  test('a known incident does not count, nor does its time', () => {
    const peaks = withPeaks(130, 1, 2, 3, 4, 5, 6);
    const exclude = [{ startMs: START + DAY_MS, endMs: START + 7 * DAY_MS }];
    expect(suggested(peaks).threshold).toBeGreaterThan(126);
    const found = suggested(peaks, { exclude });
    expect(found.threshold).toBeLessThan(118);
    expect(found.weeks).toBeCloseTo(8 / 7, 2);
  });

  test('each half is judged by the other', () => {
    const found = suggested(withPeaks(130, 8, 9, 10, 11));
    expect(found.heldOutPagesPerWeek).toBeGreaterThanOrEqual(2);
    expect(suggested(noise.slice(0, 8 * 288)).heldOutPagesPerWeek).toBeDefined();
  });

  test('counts get whole thresholds', () => {
    const errors = pointsOf(14, STEP, (at) => (Math.round(at * 288) % 50 === 0 ? 2 : 0));
    const found = suggested(errors, { datapointsToAlarm: 1, evaluationPeriods: 1 });
    expect(found).toMatchObject({ threshold: 2, pages: 0 });
    expect(found.tried.every(({ threshold }) => Number.isInteger(threshold))).toBe(true);
  });

  test('several points of a period come to the statistic', () => {
    const minutes = pointsOf(10, MINUTE_MS, (at) => (Math.round(at * 1_440) % 5 === 0 ? 60 : 10));
    const medianOf = (statistic: string) => suggest([...minutes, [NOW, 1_000]], { statistic, datapointsToAlarm: 1 });
    expect(medianOf('Maximum')).toMatchObject({ usual: { median: 60 } });
    expect(medianOf('Average')).toMatchObject({ usual: { median: 20 } });
    expect(medianOf('Sum')).toMatchObject({ usual: { median: 100 } });
  });

  test('a sparse metric counts its whole time', () => {
    const sparse = noise.filter((_, index) => index % 10 === 0);
    expect(suggested(sparse, { datapointsToAlarm: 1, evaluationPeriods: 1 }).weeks).toBeCloseTo(2, 1);
  });

  test.each([
    ['nothing', [], {}, '7 days with 100 datapoints are needed; there are 0 days with 0'],
    ['three days', noise.slice(0, 3 * 288), {}, 'there are 3 days with 864'],
    ['a point now and then', noise.filter((_, index) => index % 288 === 0), {}, 'with 14'],
    ['what is left', noise, { exclude: [{ startMs: START, endMs: NOW - DAY_MS }] }, 'without the excluded times'],
  ] as const)('%s is not enough', (_, points, options, why) => {
    expect(suggest(points, options)).toMatchObject({
      status: 'not-enough-data',
      needDays: 7,
      why: expect.stringContaining(why),
    });
  });

  test('what never varies has none', () => {
    expect(suggest(pointsOf(10, STEP, () => 0))).toMatchObject({ status: 'constant', value: 0 });
  });

  test.each([
    [{ direction: 'up' as 'above' }, "'direction' must be one of above, below; got 'up'"],
    [{ periodSeconds: 90 }, "'periodSeconds' must be 10, 20 or 30 seconds, or whole minutes up to 7 days, got 90 s"],
    [{ datapointsToAlarm: 4 }, "'datapointsToAlarm' must be a whole number from 1 to evaluationPeriods (3), got 4"],
    [{ evaluationPeriods: 300 }, 'use at most 288 periods'],
    [{ statistic: 'Mean' }, "'statistic' must be one of CloudWatch, such as Average, Maximum or p99; got 'Mean'"],
    [{ pagesPerWeekAtMost: 0 }, "'pagesPerWeekAtMost' must be a number above 0, got 0"],
    [{ current: Number.NaN }, "'threshold' must be a number, got NaN"],
  ])('%j is refused', (options, message) => expect(() => suggest(noise, options)).toThrow(message));

  test('times in seconds beside milliseconds are refused, not looped over', () => {
    expect(() => suggest([...noise, [NOW / 1_000, 5]])).toThrow(/^the history reaches over \d+ periods of 300 s/);
  });

  test('never suggests what pages more often than allowed, unless it is beyond all values', () => {
    const series = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 200, maxLength: 300 });
    fc.assert(
      fc.property(series, fc.double({ min: 0.1, max: 20, noNaN: true }), (values, pagesPerWeekAtMost) => {
        const points = values.map((value, index): TimePoint => [NOW + index * HOUR_MS, value]);
        const found = suggested(points, { periodSeconds: 3_600, pagesPerWeekAtMost });
        expect((found.pages - found.outagePages) / found.weeks).toBeLessThanOrEqual(pagesPerWeekAtMost);
      }),
      { numRuns: 30 },
    );
  });
});
