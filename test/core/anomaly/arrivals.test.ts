import fc from 'fast-check';
import { createDetector, IGNORED_REASONS } from '../../../lib/core/anomaly';
import { daily, FIVE_MINUTES_MS, MONDAY_MS, noise, play, timeOf } from './streams';

const DAY_MS = 86_400_000;
const NOTHING = Object.fromEntries(IGNORED_REASONS.map((reason) => [reason, 0]));

describe('points that are ignored', () => {
  test.each<[string, number, number, string]>([
    ['a value that is NaN', timeOf(600), Number.NaN, 'not-finite'],
    ['an infinite value', timeOf(600), Number.NEGATIVE_INFINITY, 'not-finite'],
    ['a value that is no number', timeOf(600), '12' as unknown as number, 'not-finite'],
    ['no value', timeOf(600), undefined as unknown as number, 'not-finite'],
    ['no timestamp', Number.NaN, 1, 'no-timestamp'],
    ['a timestamp in microseconds', timeOf(600) * 1_000, 1, 'no-timestamp'],
    ['a timestamp that no calendar has', 1e300, 1, 'no-timestamp'],
    ['a timestamp in seconds', timeOf(600) / 1_000, 1, 'timestamp-in-seconds'],
    ['a timestamp before 1970', -1, 1, 'timestamp-in-seconds'],
    ['a timestamp that came before', timeOf(599), 1, 'duplicate'],
    ['a late point', timeOf(598), 1, 'late'],
    ['a point of ten years ago', timeOf(0) - 3_650 * DAY_MS, 1, 'late'],
    ['a point of the year 2099', Date.UTC(2099, 0), 1, 'far-ahead'],
  ])('%s: they change nothing, and are counted', (_, timestampMs, value, reason) => {
    const { detector } = play(600, daily);
    const untouched = play(600, daily).detector;
    expect(detector.update(timestampMs, value)).toMatchObject({ score: 0, anomalous: false, why: [], ignored: reason });
    expect(detector.ignored).toEqual({ ...NOTHING, [reason]: 1 });
    expect(detector.update(timeOf(600), 400)).toEqual(untouched.update(timeOf(600), 400));
  });

  test('do not end the learning of a stream, nor begin it', () => {
    const detector = createDetector();
    for (let index = 0; index < 500; index += 1) detector.update(timeOf(index), Number.NaN);
    expect(detector.update(timeOf(500), 1).learning).toBe(true);
    expect(detector.toBytes()).toHaveLength(
      (() => {
        const fresh = createDetector();
        fresh.update(timeOf(500), 1);
        // The count of ignored points takes one byte more.
        return fresh.toBytes().length + 1;
      })(),
    );
  });

  test('do not make a stream deaf as its first ones, nor throw, whatever the time zone', () => {
    for (const timeZone of ['UTC', 'Europe/Berlin']) {
      const detector = createDetector({ timeZone });
      for (const timestampMs of [timeOf(0) * 1e3, timeOf(0) * 1e6, 1e300]) detector.update(timestampMs, 1);
      expect(detector.update(timeOf(0), 1).ignored).toBeUndefined();
      expect(detector.ignored).toEqual({ ...NOTHING, 'no-timestamp': 3 });
    }
  });

  test('do not stop the clock: a stray point of the future does not make all others late', () => {
    const { detector } = play(600, daily);
    detector.update(timeOf(10_000_000), 100);
    for (let index = 600; index < 700; index += 1)
      expect(detector.update(timeOf(index), 100)).not.toHaveProperty('ignored', 'late');
    expect(detector.ignored).toEqual({ ...NOTHING, 'far-ahead': 1 });
  });

  test('a silence of months is believed at its second point', () => {
    const { detector } = play(600, daily);
    const later = timeOf(600) + 90 * DAY_MS;
    expect(detector.update(later, 100).ignored).toBe('far-ahead');
    expect(detector.update(later + FIVE_MINUTES_MS, 100).ignored).toBeUndefined();
    expect(detector.update(later + 2 * FIVE_MINUTES_MS, 100).ignored).toBeUndefined();
  });
});

describe('points that are not', () => {
  test('are negative values, zeros, and values of any size', () => {
    for (const scale of [-1, 1e-300, 1e300]) {
      const { alarms, detector } = play(800, (index, random) => (index === 700 ? 50 : 10 + noise(random)) * scale);
      expect(alarms).toContain(700);
      expect(detector.ignored).toEqual(NOTHING);
    }
  });

  test('may come at odd times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e7, noNaN: true }), { minLength: 50, maxLength: 200 }),
        (steps) => {
          const detector = createDetector();
          let time = MONDAY_MS;
          for (const step of steps) {
            time += step;
            expect(detector.update(time, step).ignored).toBeUndefined();
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('after a gap are judged by level and season, not by how they follow what was before it', () => {
    const gap = (hours: number) => {
      const { detector } = play(2_000, (index, random) => 100 + (index % 2) * 20 + noise(random));
      const results = Array.from({ length: 40 }, (_, index) =>
        detector.update(timeOf(2_000 + hours * 12 + index), 100 + (index % 2) * 20),
      );
      return results.flatMap(({ why }) => why.map(({ feature }) => feature));
    };
    for (const hours of [1, 5, 49, 24 * 20]) expect(gap(hours)).toEqual([]);
  });
});

describe('hostile streams', () => {
  test('of any numbers give finite scores from 0 to 7', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 300 }), fc.boolean(), (points, counter) => {
        const detector = createDetector({ counter });
        for (const [offset, value] of points) {
          const { score } = detector.update(MONDAY_MS + Math.abs(offset), value);
          expect(score >= 0 && score <= 7).toBe(true);
        }
        expect(createDetector({ counter }).fromBytes(detector.toBytes()).startedAfresh).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test('of the largest numbers there are do not end in NaN', () => {
    const extremes = [Number.MAX_VALUE, -Number.MAX_VALUE, 0, 5e-324, 1, -1];
    const { results } = play(3_000, (index, random) => extremes[Math.floor(random() * extremes.length)] ?? index);
    expect(results.every(({ score }) => score >= 0 && score <= 7)).toBe(true);
  });
});
