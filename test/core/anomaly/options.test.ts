import { createDetector, type DetectorOptions, THRESHOLDS } from '../../../lib/core/anomaly';
import { play, timeOf } from './streams';

describe('the options of a detector', () => {
  test.each<[unknown, RegExp]>([
    [{ treshold: 1 }, /there is no option 'treshold'; did you mean 'threshold'\?/],
    [{ threshold: 'strict' }, /'threshold' must be 'standard', 'lowFalsePositives', 'lowFalseNegatives', or a number/],
    [{ threshold: 0 }, /a number above 0 and at most 7, got 0/],
    [{ threshold: 8 }, /got 8/],
    [{ threshold: Number.NaN }, /got NaN/],
    [{ threshold: 'toString' }, /got 'toString'/],
    [{ timeZone: 'Europe/Berln' }, /there is no time zone 'Europe\/Berln'; did you mean 'Europe\/Berlin'\?/],
    [{ timeZone: 5 }, /'timeZone' must be a name/],
    [{ counter: 'yes' }, /'counter' must be true or false, got "yes"/],
    [{ intervalSeconds: 0 }, /'intervalSeconds' must be a number above 0, got 0; leave it out to learn it/],
    [{ intervalSeconds: Number.POSITIVE_INFINITY }, /got Infinity/],
    [null, /pass an object of options, got null/],
  ])('%j is refused with what is allowed', (options, message) => {
    expect(() => createDetector(options as DetectorOptions)).toThrow(message);
  });

  test('a deploy needs a time', () => {
    expect(() => createDetector().noteDeploy(Number.NaN)).toThrow(/the time of the deploy in milliseconds/);
  });

  test('thresholds decide what is anomalous, not what scores', () => {
    const stream = (index: number, random: () => number) => random() + (index === 900 ? 0.3 : 0);
    const scores = (threshold: DetectorOptions['threshold']) => play(1_000, stream, { options: { threshold } });
    expect(scores(7).results.map(({ score }) => score)).toEqual(scores('standard').results.map(({ score }) => score));
    expect(scores(7).alarms).toEqual([]);
    expect(scores(0.01).alarms.length).toBeGreaterThan(scores('standard').alarms.length - 1);
    expect(THRESHOLDS.lowFalseNegatives).toBeLessThan(THRESHOLDS.standard);
    expect(THRESHOLDS.standard).toBeLessThan(THRESHOLDS.lowFalsePositives);
  });

  test('a known interval decides from the first point on what a gap is', () => {
    const afterGap = (options: DetectorOptions) => {
      const detector = createDetector(options);
      for (let index = 0; index < 20; index += 1) detector.update(timeOf(index), index % 2);
      // A gap of 4 hours: 48 points of five minutes, 4 of an hour.
      detector.update(timeOf(67), 0);
      return detector.toBytes().length;
    };
    // Before the gap there are twenty recent points to keep, after it one.
    expect(afterGap({ intervalSeconds: 3_600 }) - afterGap({ intervalSeconds: 300 })).toBeGreaterThan(100);
    expect(afterGap({})).toBe(afterGap({ intervalSeconds: 300 }));
  });
});
