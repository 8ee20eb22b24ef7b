import fc from 'fast-check';
import { countsOfCounter } from '../../../lib/core/slo/counter';
import { type CountSeries, EventCounts } from '../../../lib/core/slo/counts';
import { countSlices, type SliceRule } from '../../../lib/core/slo/slices';
import { SloError } from '../../../lib/core/slo/slo-error';

const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const series = (total: readonly unknown[], bad: readonly unknown[], stepSeconds = 60) =>
  ({ startMs: START_MS, stepSeconds, total, bad }) as CountSeries;
const all = (counts: EventCounts) => counts.between(counts.startMs, counts.endMs);

describe('counts of events', () => {
  test('sum up any stretch, without its end, as far as the series goes', () => {
    const counts = EventCounts.of(series([1, 2, 4, 8], [0, 1, 0, 2]));
    const at = (minute: number) => START_MS + minute * MINUTE_MS;
    expect(counts.between(at(1), at(3))).toEqual({ total: 6, bad: 1 });
    expect(counts.between(at(-9), at(1))).toEqual({ total: 1, bad: 0 });
    expect(counts.between(at(3), at(99))).toEqual({ total: 8, bad: 2 });
    expect(counts.between(at(3), at(1))).toEqual({ total: 0, bad: 0 });
    expect(counts.between(at(0.5), at(1.5))).toEqual({ total: 2, bad: 1 });
    expect(counts.endMs).toBe(at(4));
  });

  test('take what is missing as 0', () => {
    const counts = EventCounts.of(series([10, Number.NaN, null, undefined], [Number.NaN, 0, null, undefined]));
    expect([all(counts), counts.remarks.poisoned]).toEqual([{ total: 10, bad: 0 }, 0]);
  });

  test.each([-1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, 1e300, '5', {}, 5n, true])(
    'leave out a step that is poisoned by %p',
    (poison) => {
      const counts = EventCounts.of(series([10, poison, 10, 10], [1, 0, poison, 1]));
      expect([all(counts), counts.remarks.poisoned]).toEqual([{ total: 20, bad: 2 }, 2]);
    },
  );

  test('say where more failed than there was, and never let a window have more bad events than events', () => {
    const counts = EventCounts.of(series([2, 8], [5, 0]));
    expect(all(counts)).toEqual({ total: 10, bad: 5 });
    expect(counts.between(START_MS, START_MS + MINUTE_MS)).toEqual({ total: 2, bad: 2 });
    expect(counts.remarks).toEqual({ poisoned: 0, badAboveTotal: 1, goodAboveTotal: 0 });
  });

  test('subtract good events from all over the window, so that late ones are made up for', () => {
    const counts = EventCounts.of({
      startMs: START_MS,
      stepSeconds: 60,
      total: [10, 10, 10],
      good: [8, 12, Number.NaN],
    });
    const minutes = (from: number, to: number) =>
      counts.between(START_MS + from * MINUTE_MS, START_MS + to * MINUTE_MS);
    expect([minutes(0, 1), minutes(0, 2), minutes(1, 2), minutes(0, 3)].map(({ bad }) => bad)).toEqual([2, 0, 0, 10]);
    expect(counts.remarks.goodAboveTotal).toBe(1);
  });

  test('are exact beyond 2^53 in all, and next to large ones', () => {
    const huge = 2 ** 53 - 1;
    const counts = EventCounts.of(series([huge, huge, huge, 7], [0, 0, 0, 1]));
    expect(counts.between(START_MS + 3 * MINUTE_MS, counts.endMs)).toEqual({ total: 7, bad: 1 });
  });

  test('lose nothing of fractions to the sums before them', () => {
    const counts = EventCounts.of(
      series(
        Array.from({ length: 43_200 }, () => 0.1),
        new Float64Array(43_200) as never,
      ),
    );
    const five = counts.between(counts.endMs - 5 * MINUTE_MS, counts.endMs);
    expect(Math.abs(five.total - 0.5)).toBeLessThan(1e-15);
  });

  test('leave out excluded steps, at once or later', () => {
    const excluded = (atMs: number) => atMs === START_MS + MINUTE_MS;
    const counts = series([1, 2, 4], [1, 1, 0]);
    expect(all(EventCounts.of(counts, { excluded }))).toEqual({ total: 5, bad: 1 });
    expect(all(EventCounts.of(counts).without(excluded))).toEqual({ total: 5, bad: 1 });
  });

  test('of any whole numbers are the sums by hand', () => {
    const steps = fc.array(fc.tuple(fc.nat(1e9), fc.nat(1e9)), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.nat(40), fc.nat(40), (pairs, from, to) => {
        const counts = EventCounts.of(
          series(
            pairs.map(([a]) => a),
            pairs.map(([, b]) => b),
          ),
        );
        const [within, total] = [
          pairs.slice(from, Math.max(from, to)),
          (at: 0 | 1) => (sum: number, p: [number, number]) => sum + p[at],
        ];
        const expected = { total: within.reduce(total(0), 0), bad: within.reduce(total(1), 0) };
        expect(counts.between(START_MS + from * MINUTE_MS, START_MS + to * MINUTE_MS)).toEqual({
          total: expected.total,
          bad: Math.min(expected.bad, expected.total),
        });
      }),
    );
  });

  test.each([
    [series([1], [1, 2]), "needs one value a step: 'total' has 1, 'bad' has 2; fill gaps with NaN"],
    [series([1], [1], 0), "needs 'stepSeconds' as a whole number above 0, such as 60, got 0"],
    [series([1], [1], 1.5), "needs 'stepSeconds' as a whole number above 0, such as 60, got 1.5"],
    [{ ...series([1], [1]), startMs: Number.NaN }, "needs 'startMs' in milliseconds, got NaN"],
    [{ ...series([1], [1]), good: [1] }, "needs exactly one of 'bad' and 'good', got both"],
    [{ ...series([1], [1]), bad: undefined }, "needs exactly one of 'bad' and 'good', got none"],
  ])('refuse a series that cannot be one (%#)', (refused, message) => {
    expect(() => EventCounts.of(refused)).toThrow(new SloError(`a series of events ${message}`));
  });
});

describe('counts of a counter', () => {
  test('are its increments; it may begin anew, miss readings and show nonsense', () => {
    const readings = [5, 7, Number.NaN, 12, 3, -1, Number.POSITIVE_INFINITY, 4, 0];
    expect([...countsOfCounter(readings)]).toEqual([0, 2, Number.NaN, 5, 3, Number.NaN, Number.NaN, 1, 0]);
  });

  test('of no readings are none', () => {
    expect([...countsOfCounter([])]).toEqual([]);
  });
});

describe('slices of time', () => {
  const rule = { sliceSeconds: 60, comparison: 'LessThanOrEqualToThreshold', threshold: 1, missing: 'ignore' } as const;
  const slices = (values: readonly unknown[], over: Partial<SliceRule> = {}, stepSeconds = 60) => {
    const { total, bad } = countSlices(values as number[], { ...rule, ...over }, stepSeconds);
    return [[...total], [...bad]];
  };

  test('are good while the comparison holds', () => {
    expect(slices([1, 1.01, 0])).toEqual([
      [1, 1, 1],
      [0, 1, 0],
    ]);
    expect(slices([1, 2], { comparison: 'GreaterThanThreshold' })).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });

  test('are bad if their worst step is, and count in their last one', () => {
    expect(slices([0, 9, 0, 0, 0], { sliceSeconds: 120 })).toEqual([
      [0, 1, 0, 1, 0],
      [0, 1, 0, 0, 0],
    ]);
  });

  test.each([
    ['good', [1, 1], [0, 1]],
    ['bad', [1, 1], [1, 1]],
    ['ignore', [0, 1], [0, 1]],
  ] as const)('without data are %s', (missing, total, bad) => {
    const values = [Number.NaN, null, Number.POSITIVE_INFINITY, 9];
    const [totals, bads] = slices(values, { missing, sliceSeconds: 120 });
    expect([totals, bads]).toEqual([
      [0, total[0], 0, total[1]],
      [0, bad[0], 0, bad[1]],
    ]);
  });

  test('must be made of whole steps', () => {
    expect(() => slices([1], {}, 300)).toThrow(SloError);
    expect(() => slices([1], { sliceSeconds: 90 }, 60)).toThrow('slices of 90 s are not made of whole steps of 60 s');
  });
});
