import fc from 'fast-check';
import { CourseSurprise } from '../../../lib/core/anomaly/course';
import { ResidualRarity } from '../../../lib/core/anomaly/rarity';
import { RecentPoints } from '../../../lib/core/anomaly/recent-points';
import { RecordBand } from '../../../lib/core/anomaly/record';
import { SeasonalProfile } from '../../../lib/core/anomaly/seasonal';
import { StateReader, StateWriter } from '../../../lib/core/anomaly/state-bytes';
import { randomNumbers } from '../../../lib/core/random';

describe('a record band', () => {
  const warm = () => {
    const band = new RecordBand();
    // 51 points between 0 and 10, a step of 1 at a time.
    for (let index = 0; index <= 50; index += 1) band.novelty(10 - Math.abs((index % 20) - 10));
    return band;
  };

  test('scores a break by its share of the range, less one typical step', () => {
    // 8 above 10, less a step of 1, in ranges of 10: 0.7 / (0.7 + 0.1).
    expect(warm().novelty(18)).toBeCloseTo(0.875, 3);
    expect(warm().novelty(-8)).toBeCloseTo(0.875, 3);
    expect(warm().novelty(11)).toBe(0);
    expect(warm().novelty(10)).toBe(0);
  });

  test('measures by a larger range where it is given one', () => {
    expect(warm().novelty(18, 70)).toBeCloseTo(0.5, 3);
  });

  test('is not blinded by a monster: it moves the record by two ranges', () => {
    const band = warm();
    band.novelty(1e9);
    expect(band.broken).toMatchObject({ value: 1e9, high: 10 });
    expect(band.range).toBeCloseTo(30, 1);
  });

  test('says nothing of its first fifty points, nor of what is missing', () => {
    const band = new RecordBand();
    for (let index = 0; index <= 50; index += 1) expect(band.novelty(index ** 3)).toBe(0);
    expect(band.novelty(undefined)).toBe(0);
    expect(band.novelty(1e9)).toBeGreaterThan(0.9);
  });

  test('of one side knows no new minimum', () => {
    const band = new RecordBand('above');
    for (let index = 0; index <= 60; index += 1) band.novelty(index % 7);
    expect(band.novelty(-100)).toBe(0);
    expect(band.novelty(100)).toBeGreaterThan(0.5);
  });

  test('forgets half of its range in 35,000 points', () => {
    const band = new RecordBand();
    for (let index = 0; index <= 60; index += 1) band.novelty(index % 2 === 0 ? 0 : 100);
    const before = band.range;
    for (let index = 0; index < 34_657; index += 1) band.novelty(50);
    expect(band.range / before).toBeCloseTo(0.5, 2);
  });
});

test('recent points have the lowest, highest and median that sorting gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 150 }), (values) => {
      const recent = new RecentPoints();
      values.forEach((value, index) => {
        recent.push(value);
        const seen = values.slice(0, index + 1);
        const [window, dozen] = [seen.slice(-36), seen.slice(-12).sort((a, b) => a - b)];
        expect(recent.low).toBe(window.length < 36 ? undefined : Math.min(...window));
        expect(recent.high).toBe(window.length < 36 ? undefined : Math.max(...window));
        expect(recent.median).toBe(dozen.length < 12 ? undefined : ((dozen[5] as number) + (dozen[6] as number)) / 2);
      });
    }),
  );
});

describe('the surprise of a course', () => {
  test('is low for what always comes, and high for what never came', () => {
    const course = new CourseSurprise();
    let usual = 0;
    for (let index = 0; index < 999; index += 1) usual = course.next([0, 50, 100][index % 3] as number) ?? 0;
    expect(usual).toBeLessThan(0.1);
    expect(course.next(100)).toBeGreaterThan(2);
  });

  test('needs two points before, and forgets them at a gap', () => {
    const course = new CourseSurprise();
    expect([course.next(1), course.next(2), course.next(3)].map((bits) => bits === undefined)).toEqual([
      true,
      true,
      false,
    ]);
    course.interrupt();
    expect([course.next(1), course.next(2), course.next(3)].map((bits) => bits === undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('is in bits: of 16 equally likely bins nearly 4', () => {
    const course = new CourseSurprise();
    const random = randomNumbers(3);
    let sum = 0;
    for (let index = 0; index < 200_000; index += 1) {
      const bits = course.next(random()) ?? 0;
      if (index >= 150_000) sum += bits;
    }
    expect(sum / 50_000).toBeGreaterThan(4);
    expect(sum / 50_000).toBeLessThan(4.5);
  });
});

describe('the rarity of a residual', () => {
  const scoreAfter = (blocks: number, events: readonly number[]) => {
    const rarity = new ResidualRarity();
    const random = randomNumbers(2);
    for (let index = 0; index < 31 + blocks * 48; index += 1)
      rarity.score(events.includes(index) ? 50 : random() - 0.5);
    return rarity.score(50);
  };

  test('is nothing while there is little to compare with, and grows with the blocks that had none', () => {
    expect(scoreAfter(39, [])).toBe(0);
    expect(scoreAfter(41, [])).toBeGreaterThan(0.3);
    expect(scoreAfter(80, [])).toBeGreaterThan(scoreAfter(41, []));
  });

  test('of what came once needs three times as many blocks, however long it lasted', () => {
    const long = Array.from({ length: 20 }, (_, index) => 1_480 + index);
    for (const events of [[1_480], long]) {
      expect(scoreAfter(118, events)).toBe(0);
      expect(scoreAfter(122, events)).toBeGreaterThan(0.3);
    }
  });
});

describe('a seasonal profile', () => {
  test('takes the hour of the week only where it explains more, and is 0 between the two', () => {
    const profile = new SeasonalProfile();
    // Three weeks of days at 10, but Wednesdays at 30.
    for (let hour = 0; hour < 3 * 168; hour += 1) profile.residual(hour, Math.floor(hour / 24) % 7 === 2 ? 30 : 10);
    const tuesday = 3 * 168 + 24;
    expect(profile.residual(tuesday, 10)).toBe(0);
    expect(profile.residual(tuesday + 24, 30)).toBe(0);
    expect(profile.expected).toBe(30);
    expect(profile.residual(tuesday + 25, 40)).toBe(10);
    expect(profile.residual(tuesday + 26, 20)).toBe(0);
    expect(profile.residual(tuesday + 27, 5)).toBeLessThan(-5);
  });

  test('knows nothing of an hour of the day that it has not seen', () => {
    const profile = new SeasonalProfile();
    expect(profile.residual(0, 5)).toBeUndefined();
    expect(profile.residual(1, 5)).toBeUndefined();
    expect(profile.expected).toBeUndefined();
    expect(profile.residual(24, 6)).toBe(1);
    expect(profile.residual(25, 5)).toBe(0);
  });

  test('works before 1970', () => {
    const profile = new SeasonalProfile();
    for (let hour = -100; hour < -52; hour += 1) profile.residual(hour, hour % 24 === -4 ? 9 : 1);
    expect(profile.residual(-52, 9)).toBe(0);
  });
});

test('what is written is read back', () => {
  const counts = fc.array(fc.nat(70_000), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.array(fc.double()), counts, fc.string(), (count, numbers, sparse, text) => {
      const writer = new StateWriter();
      writer.text(text);
      writer.count(count);
      writer.numbers(numbers);
      writer.sparse(sparse, 40);
      const reader = new StateReader(writer.done());
      expect(reader.text()).toBe(text);
      expect(reader.count()).toBe(count);
      expect(reader.numbers(numbers.length)).toEqual(numbers);
      expect(reader.sparse(40)).toEqual(sparse);
      expect(reader.left).toBe(0);
    }),
  );
});
