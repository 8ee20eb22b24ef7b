import fc from 'fast-check';
import { createDetector } from '../../../lib/core/anomaly';
import { DAY_POINTS, daily, FIVE_MINUTES_MS, MONDAY_MS, noise, play, type Stream, timeOf } from './streams';

const WEEK_POINTS = 7 * DAY_POINTS;

/** What a stream raises beyond the ordinary one of the same noise. */
function alarmsOf(points: number, stream: Stream, settings = {}): number[] {
  const ordinary = play(points, daily).alarms;
  return play(points, stream, settings).alarms.filter((alarm) => !ordinary.includes(alarm));
}

describe('an ordinary stream', () => {
  test('with a daily wave raises at most one alarm in eight weeks', () => {
    expect(play(8 * WEEK_POINTS, daily).alarms.length).toBeLessThanOrEqual(1);
  });

  test('that is constant raises nothing, also where its mean is not exact in binary', () => {
    expect(play(WEEK_POINTS, () => 7).alarms).toEqual([]);
    expect(play(WEEK_POINTS, () => 0.1 * 3).alarms).toEqual([]);
    expect(play(WEEK_POINTS, () => 0).alarms).toEqual([]);
  });

  test('of the first 180 points raises nothing, whatever comes, and says that it is learning', () => {
    const { results, alarms } = play(200, (index) => (index === 100 || index === 190 ? 1e6 : index % 3));
    expect(alarms).toEqual([190]);
    expect(results.map(({ learning }) => learning).lastIndexOf(true)).toBe(179);
  });
});

describe('a point out of the ordinary', () => {
  const spike: Stream = (index, random, time) => daily(index, random, time) + (index === 5_000 ? 80 : 0);

  test('raises one alarm, which says what was expected and which records it broke by how much', () => {
    const { results } = play(5_001, spike);
    const { why, expected, score, anomalous, ongoing } = results[5_000] as (typeof results)[0];
    expect({ anomalous, ongoing }).toEqual({ anomalous: true, ongoing: true });
    expect(expected).toBeGreaterThan(70);
    expect(expected).toBeLessThan(130);
    expect(why.map(({ feature }) => feature)).toEqual(expect.arrayContaining(['season', 'value', 'ceiling', 'rarity']));
    expect(why.reduce((sum, reason) => sum + reason.score, 0)).toBeCloseTo(score, 12);
    const value = why.find(({ feature }) => feature === 'value');
    expect(value?.ranges).toBeCloseTo(
      ((value?.value ?? 0) - (value?.high ?? 0)) / ((value?.high ?? 0) - (value?.low ?? 0)),
    );
    expect(value?.message).toMatch(
      /^the value is [\d.]+, above its record \([\d.]+ to [\d.]+\), by [\d.]+ times that range$/,
    );
  });

  test('raises one alarm for all its points, and is over after 36 quiet ones', () => {
    const { results } = play(
      5_100,
      (index, random, time) => daily(index, random, time) + (index >= 5_000 && index < 5_010 ? 80 : 0),
    );
    const around = results.slice(4_990);
    expect(around.filter(({ anomalous }) => anomalous)).toHaveLength(1);
    const lastLoud = around.map(({ score }) => score >= 0.2).lastIndexOf(true);
    expect(around.map(({ ongoing }) => ongoing).lastIndexOf(true)).toBe(lastLoud + 36);
  });

  test('that gets four times worse while it lasts raises another alarm', () => {
    const worse =
      (times: number): Stream =>
      (index) =>
        index % 50 === 0 ? 100 : index === 2_001 ? 104 : index === 2_003 ? 104 * times : index % 3;
    expect(play(2_040, worse(1)).alarms.filter((alarm) => alarm > 2_000)).toEqual([2_001]);
    expect(play(2_040, worse(3)).alarms.filter((alarm) => alarm > 2_000)).toEqual([2_001, 2_003]);
  });

  test('of a kind seen weeks before raises an alarm again', () => {
    const twice: Stream = (index, random, time) =>
      daily(index, random, time) + (index === 9_000 || index === 15_000 ? 80 : 0);
    expect(alarmsOf(8 * WEEK_POINTS, twice)).toEqual([9_000, 15_000]);
  });

  test('of a kind that comes every other day soon raises no more', () => {
    const often: Stream = (index, random, time) =>
      daily(index, random, time) + (index > 5_000 && index % 500 === 0 ? 80 : 0);
    const alarms = alarmsOf(8 * WEEK_POINTS, often);
    expect(alarms[0]).toBe(5_500);
    // Nineteen more follow, the largest of which still breaks records.
    expect(alarms.filter((alarm) => alarm > 7_000).length).toBeLessThanOrEqual(3);
  });

  test('in a constant stream raises an alarm, and so does the first value of a stream of zeros', () => {
    expect(play(4_000, (index) => (index >= 3_000 ? 9 : 7)).alarms).toEqual([3_000]);
    const { alarms, results } = play(4_000, (index) => (index === 3_000 ? 5 : 0));
    expect(alarms).toEqual([3_000]);
    expect(results[3_000]?.why[0]?.message).toContain('above its record (always 0)');
  });

  test('that would be usual at another hour is found by the hour of the day', () => {
    const trough = 32.75 * DAY_POINTS;
    const midday: Stream = (index, random, time) => daily(index, random, time) + (index >= trough ? 35 : 0);
    const { results } = play(trough + 1, midday);
    const alarm = results[trough];
    expect(alarm?.anomalous).toBe(true);
    expect(alarm?.why.map(({ feature }) => feature)).not.toContain('value');
  });

  test('is also that a stream stops', () => {
    const stops: Stream = (index, random, time) => (index >= 7_000 && index < 7_100 ? 0 : daily(index, random, time));
    expect(alarmsOf(7_100, stops)).toEqual([7_000]);
  });
});

describe('the week', () => {
  const isWeekend = (time: number) => [0, 6].includes(new Date(time).getUTCDay());
  const week =
    (isQuiet: (index: number, time: number) => boolean): Stream =>
    (index, random, time) =>
      (isQuiet(index, time) ? 40 : 100) + 20 * Math.sin((2 * Math.PI * index) / DAY_POINTS) + 3 * noise(random);

  test('is learned: after two of them a weekend raises nothing', () => {
    const { alarms } = play(
      8 * WEEK_POINTS,
      week((_, time) => isWeekend(time)),
    );
    expect(alarms.filter((alarm) => alarm > 4 * WEEK_POINTS)).toEqual([]);
  });

  test('makes a Tuesday like a Sunday an anomaly, with what a Tuesday has', () => {
    const holiday = 43 * DAY_POINTS;
    const { results, alarms } = play(
      holiday + DAY_POINTS,
      week((index, time) => isWeekend(time) || index >= holiday),
    );
    expect(alarms.filter((alarm) => alarm > 4 * WEEK_POINTS)).toEqual([holiday]);
    expect(results[holiday]?.expected).toBeGreaterThan(90);
    expect(results[holiday]?.why.map(({ feature }) => feature)).toEqual(['season']);
  });
});

describe('daylight saving', () => {
  /** Busy from 8 to 18 by the clock of Berlin; clocks change on 29 March 2026. */
  const startMs = Date.UTC(2026, 2, 2);
  const officeHours: Stream = (_, random, time) => {
    const hour = new Date(time + (time >= Date.UTC(2026, 2, 29, 1) ? 2 : 1) * 3_600_000).getUTCHours();
    return (hour >= 8 && hour < 18 ? 100 : 20) + 2 * noise(random);
  };
  const seasonal = (options: object) =>
    play(6 * WEEK_POINTS, officeHours, { startMs, options }).results.flatMap(({ score }, index) =>
      index > 27 * DAY_POINTS && score >= 0.2 ? [index] : [],
    );

  test('moves the season with the clock', () => {
    expect(seasonal({ timeZone: 'Europe/Berlin' })).toEqual([]);
    const expected = (timeZone: string) => play(28 * DAY_POINTS, officeHours, { startMs, options: { timeZone } });
    // 8:30 in Berlin on the first Monday of summer time is 6:30 in UTC.
    const monday = (timeZone: string) =>
      expected(timeZone).detector.update(Date.UTC(2026, 2, 30, 6, 30), 100).expected as number;
    expect(monday('Europe/Berlin')).toBeCloseTo(100, 0);
    expect(monday('UTC')).toBeCloseTo(20, 0);
  });
});

describe('a lasting change', () => {
  const shiftAt =
    (at: number): Stream =>
    (index, random, time) =>
      daily(index, random, time) + (index >= at ? 100 : 0);

  test('of the level raises one alarm and is normal after a day', () => {
    const { results } = play(9_000, shiftAt(5_000));
    expect(alarmsOf(9_000, shiftAt(5_000))).toEqual([5_000]);
    expect(results.slice(5_000 + DAY_POINTS + 36).some(({ ongoing }) => ongoing)).toBe(false);
  });

  test('after a deploy is normal after three hours: a way back is then news', () => {
    const thereAndBack: Stream = (index, random, time) =>
      daily(index, random, time) + (index >= 5_000 && index < 5_150 ? 100 : 0);
    expect(alarmsOf(5_200, thereAndBack, { deploys: [5_000] })).toEqual([5_000, 5_150]);
    expect(alarmsOf(5_200, thereAndBack)).toEqual([5_000]);
  });

  test('that a deploy does not bring leaves everything learned', () => {
    const spike: Stream = (index, random, time) => daily(index, random, time) + (index === 5_200 ? 80 : 0);
    expect(play(9_000, spike, { deploys: [5_000] }).alarms).toEqual(play(9_000, spike).alarms);
  });

  test.each([1_000, 0.001])('of the unit, x%d for good, raises one alarm, and later ones are found', (factor) => {
    const changed: Stream = (index, random, time) =>
      index >= 8_000 ? 0 : daily(index, random, time) * (index >= 5_000 ? factor : 1);
    const alarms = alarmsOf(8_010, changed);
    expect(alarms[0]).toBe(5_000);
    expect(alarms.filter((alarm) => alarm > 5_000 + DAY_POINTS && alarm < 8_000)).toEqual([]);
    expect(alarms.at(-1)).toBe(factor > 1 ? 8_000 : 5_000);
  });
});

describe('sparse streams', () => {
  test('of rare ones among zeros raise little, and a burst raises an alarm', () => {
    const sparse: Stream = (index, random) => (index >= 7_000 && index < 7_030 ? 4 : random() < 0.02 ? 1 : 0);
    const { alarms } = play(7_030, sparse);
    expect(alarms.filter((alarm) => alarm > 1_000)).toEqual([7_000]);
  });

  test('with a point a day are judged too', () => {
    const { alarms } = play(300, (index, random) => (index === 250 ? 50 : 10 + noise(random)), {
      intervalMs: 86_400_000,
    });
    expect(alarms).toContain(250);
    expect(alarms.length).toBeLessThanOrEqual(2);
  });
});

describe('counters', () => {
  /** Counts about 50 a minute, `burst` from point 3,000 on, and starts again every 700 points. */
  const counter = (burst: number): Stream => {
    let total = 0;
    return (index, random) => {
      if (index % 700 === 0) total = 0;
      total += (index >= 3_000 ? burst : 50) + 5 * noise(random);
      return total;
    };
  };

  test('are judged by their rate a second, and resets are no news', () => {
    const settings = { options: { counter: true }, intervalMs: 60_000 };
    const steady = play(3_600, counter(50), settings);
    const doubled = play(3_600, counter(250), settings);
    expect(doubled.alarms.filter((alarm) => !steady.alarms.includes(alarm))[0]).toBe(3_000);
    expect(steady.alarms.filter((alarm) => alarm % 700 < 3)).toEqual([]);
    expect(steady.results[3_599]?.expected).toBeCloseTo(50 / 60, 1);
  });

  test('that jump by more than a number can hold have no rate then, and are judged as before', () => {
    const settings = { options: { counter: true }, intervalMs: 60_000 };
    const jumping = (index: number) => (index < 1_000 ? index * 60 - 1.7e308 : 1.7e308 + index * 1e300);
    const { results } = play(1_002, jumping, settings);
    expect(results[1_000]).toMatchObject({ score: 0, anomalous: false });
    expect(results.every(({ score }) => Number.isFinite(score))).toBe(true);
  });

  test('have no rate at their first point', () => {
    const detector = createDetector({ counter: true });
    expect(detector.update(MONDAY_MS, 1e9)).toMatchObject({ score: 0, anomalous: false });
    expect(detector.update(MONDAY_MS, 1e9).ignored).toBe('duplicate');
  });
});

describe('what a detector does not depend on', () => {
  const streams = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 250, maxLength: 400 });

  test('points to come', () => {
    fc.assert(
      fc.property(streams, fc.nat(249), (values, cut) => {
        const judged = (upTo: number) => {
          const detector = createDetector();
          return values.slice(0, upTo).map((value, index) => detector.update(timeOf(index), value));
        };
        expect(judged(values.length).slice(0, cut)).toEqual(judged(cut));
      }),
      { numRuns: 20 },
    );
  });

  test('the unit: scores are the same for values times a power of two', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: -20, max: 20 }), (values, power) => {
        const scores = (factor: number) => {
          const detector = createDetector();
          return values.map((value, index) => detector.update(timeOf(index), value * factor).score);
        };
        expect(scores(2 ** power)).toEqual(scores(1));
      }),
      { numRuns: 20 },
    );
  });

  test('other detectors', () => {
    const [a, b] = [createDetector(), createDetector()];
    for (let index = 0; index < 500; index += 1) {
      const time = MONDAY_MS + index * FIVE_MINUTES_MS;
      const result = a.update(time, index % 17);
      expect(b.update(time, index % 17)).toEqual(result);
      createDetector().update(time, 1e9);
    }
  });
});
