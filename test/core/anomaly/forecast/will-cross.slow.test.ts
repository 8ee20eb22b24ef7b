import type { TimePoint } from '../../../../lib/core/anomaly/forecast/points';
import { type WillCrossOptions, willCross } from '../../../../lib/core/anomaly/forecast/will-cross';
import { DAY_MS, gaussian, HOUR_MS, MINUTE_MS, NOW, pointsOf } from './support';

const STEP = 5 * MINUTE_MS;
const cross = (points: readonly TimePoint[], options: Partial<WillCrossOptions> = {}) =>
  willCross(points, { threshold: 100, direction: 'above', withinMs: 2 * HOUR_MS, nowMs: NOW, ...options });
/** Crosses so many hours from now. */
const rising = (hours: number) => pointsOf(1, STEP, (at) => 100 + 24 * (at - hours / 24));

describe('willCross', () => {
  test('warns as soon as the line crosses in time, and not before', () => {
    expect(cross(rising(1.5))).toEqual({
      raised: true,
      crossed: false,
      known: true,
      crossesInMs: expect.closeTo(1.5 * HOUR_MS, -6.5),
    });
    expect(cross(rising(2.5))).toEqual({ raised: false, crossed: false, known: true });
  });

  test('a standing warning ends later than it would begin', () => {
    expect(cross(rising(2.5), { raised: true })).toMatchObject({ raised: true });
    expect(cross(rising(3.5), { raised: true })).toMatchObject({ raised: false });
  });

  test('below is above, upside down', () => {
    const falling = rising(1).map(([atMs, value]): TimePoint => [atMs, -value]);
    expect(cross(falling, { threshold: -100, direction: 'below' })).toMatchObject({ raised: true, crossed: false });
    expect(cross(falling, { threshold: -110, direction: 'below' })).toMatchObject({ raised: false });
  });

  test('what is across is told so, by more than one value', () => {
    expect(cross(pointsOf(1, STEP, () => 100))).toEqual({ raised: true, crossed: true, crossesInMs: 0, known: true });
    expect(cross([...pointsOf(1, STEP, () => 50), [NOW, 500]])).toMatchObject({ raised: false, crossed: false });
  });

  test('noise is no slope', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = gaussian(seed);
      expect(cross(pointsOf(1, STEP, () => 92 + 2 * random()))).toMatchObject({ raised: false });
    }
  });

  const morning = (at: number) => 60 + 35 * Math.sin(2 * Math.PI * at);

  test('the rise of every morning is no leak, from the second day on', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const points = pointsOf(4, STEP, (at) => morning(at + hour / 24));
      expect(cross(points)).toMatchObject({ raised: false, known: true });
    }
  });

  test('a leak under a rhythm is seen before it crosses, once', () => {
    const random = gaussian(7);
    const all = pointsOf(6, STEP, (at) => morning(at) + random() + 15 * Math.max(0, at + 2));
    let raised = false;
    const changes: number[] = [];
    let crossedAt: number | undefined;
    for (let at = 3 * 288; at < all.length; at += 1) {
      const nowMs = (all[at] as TimePoint)[0];
      const found = cross(all.slice(0, at + 1), { nowMs, raised });
      if (found.raised !== raised) changes.push(at);
      raised = found.raised;
      if (found.crossed && crossedAt === undefined) crossedAt = at;
    }
    expect(crossedAt).toBeDefined();
    expect(changes.length).toBeLessThanOrEqual(4);
    const leadMinutes = ((crossedAt as number) - (changes[0] as number)) * 5;
    expect(leadMinutes).toBeGreaterThanOrEqual(60);
    expect(leadMinutes).toBeLessThanOrEqual(180);
  });

  test('asks for the capacity where it looks further than a day ahead', () => {
    const disk = pointsOf(14, HOUR_MS, (at) => 90 + 4 * at);
    expect(cross(disk, { withinMs: 4 * DAY_MS })).toMatchObject({ raised: true, crossesInMs: expect.any(Number) });
    expect(cross(disk, { withinMs: 2 * DAY_MS })).toMatchObject({ raised: false });
    expect(cross(disk, { withinMs: 2 * DAY_MS, raised: true })).toMatchObject({ raised: true });
    expect(
      cross(
        pointsOf(14, HOUR_MS, () => 50),
        { withinMs: 2 * DAY_MS, raised: true },
      ),
    ).toEqual({ raised: false, crossed: false, known: true });
    expect(cross([], { withinMs: 2 * DAY_MS, raised: true })).toEqual({ raised: true, crossed: false, known: false });
  });

  test('too few points leave the warning as it was', () => {
    expect(cross([])).toEqual({ raised: false, crossed: false, known: false });
    expect(cross(rising(1).slice(-5), { raised: true })).toEqual({ raised: true, crossed: false, known: false });
    expect(cross(rising(1).map(([atMs]) => [atMs, Number.NaN]))).toMatchObject({ known: false });
  });

  test.each([
    [{ threshold: Number.NaN }, "'threshold' must be a number, got NaN"],
    [{ withinMs: 0 }, "'withinMs' must be a number above 0, got 0"],
    [{ direction: 'fills' as 'above' }, "'direction' must be 'above' or 'below', got 'fills'"],
    [{ confidence: 0 }, "'confidence' must lie between 0 and 1"],
  ])('%j is refused', (options, message) => expect(() => cross([], options)).toThrow(message));
});
