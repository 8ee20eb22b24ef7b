import fc from 'fast-check';
import { readRule, WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import { EventCounts } from '../../../lib/core/slo/counts';
import { isFiring, ruleFirings } from '../../../lib/core/slo/firings';
import { parseObjective } from '../../../lib/core/slo/objective';
import { SloError } from '../../../lib/core/slo/slo-error';
import { naiveFirings, type WholeCounts } from './reference';

const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const OBJECTIVE = parseObjective('test', '99.9');
const ANY = { minTotal: 0, minBad: 0 };
const RULES = WORKBOOK_RULES.map((rule) => readRule('test', rule));

const ruleOf = (long: string, short: string, factor: string) =>
  readRule('test', { id: 'rule', severity: 'page', long, short, factor });

/** `[minutes, total, bad]` in a row. */
function series(parts: readonly (readonly [number, number, number])[], stepSeconds = 60): WholeCounts {
  const spread = (at: 1 | 2) => parts.flatMap((part) => Array.from({ length: part[0] }, () => part[at]));
  return { startMs: START_MS, stepSeconds, total: spread(1), bad: spread(2) };
}

/** Minutes of which the ends are the firing's. */
function intervals(counts: EventCounts, rule = RULES[0] as (typeof RULES)[0], guard = ANY, hourlyLong = false) {
  return ruleFirings(counts, rule, OBJECTIVE, guard, { hourlyLong }).map(({ startMs, endMs }) => [
    (startMs - START_MS) / MINUTE_MS - 1,
    endMs === undefined ? undefined : (endMs - START_MS) / MINUTE_MS - 1,
  ]);
}

describe('a rule', () => {
  test('fires while both windows are above factor x budget, and no longer', () => {
    const counts = EventCounts.of(
      series([
        [5760, 100, 0],
        [60, 100, 100],
        [1440, 100, 0],
      ]),
    );
    expect(RULES.map((rule) => intervals(counts, rule))).toEqual([
      [[5760, 5824]],
      [[5762, 5849]],
      [[5764, 5939]],
      [[5764, 6179]],
    ]);
  });

  test('does not fire at exactly its factor, however binary numbers would have it', () => {
    const at = EventCounts.of(series([[120, 10_000, 144]]));
    const above = EventCounts.of(
      series([
        [119, 10_000, 144],
        [1, 10_000, 145],
      ]),
    );
    expect([intervals(at), intervals(above)]).toEqual([[], [[119, undefined]]]);
  });

  test('tells a single event at counts whose products no double holds', () => {
    const total = 3 * 10 ** 14;
    const rule = ruleOf('1h', '5m', '14/15');
    const objective = parseObjective('test', '99.999');
    const firings = (bad: number) =>
      ruleFirings(EventCounts.of(series([[1, total, bad]])), rule, objective, ANY).length;
    expect([firings((total * 14) / 1_500_000), firings((total * 14) / 1_500_000 + 1)]).toEqual([0, 1]);
  });

  test('takes fractional counts at its factor as at it', () => {
    const tenths = (bad: number) => ({
      startMs: START_MS,
      stepSeconds: 60,
      total: Array.from({ length: 90 }, () => 0.1),
      bad: Array.from({ length: 90 }, () => bad),
    });
    expect(intervals(EventCounts.of(tenths(0.1 * 0.0144)))).toEqual([]);
    expect(intervals(EventCounts.of(tenths(0.1 * 0.01440001)))).toEqual([[0, undefined]]);
  });

  test('does not fire without events, even where failures were counted', () => {
    expect(
      intervals(
        EventCounts.of(
          series([
            [30, 0, 0],
            [30, 0, 5],
          ]),
        ),
      ),
    ).toEqual([]);
  });

  test('needs the events and bad events of its guard in the long window only', () => {
    const counts = EventCounts.of(
      series([
        [60, 0, 0],
        [4, 1, 1],
        [60, 0, 0],
      ]),
    );
    expect(intervals(counts, RULES[0], { minTotal: 0, minBad: 4 })).toEqual([[63, 68]]);
    expect(intervals(counts, RULES[0], { minTotal: 4, minBad: 0 })).toEqual([[63, 68]]);
    expect(intervals(counts, RULES[0], { minTotal: 5, minBad: 0 })).toEqual([]);
    expect(intervals(counts, RULES[0], { minTotal: 0, minBad: 5 })).toEqual([]);
  });

  test('sees a window of more than a day once an hour if asked to', () => {
    const counts = EventCounts.of(
      series([
        [5760, 100, 0],
        [60, 100, 100],
        [1440, 100, 0],
      ]),
    );
    expect(RULES.map((rule) => intervals(counts, rule, ANY, true))).toEqual([
      [[5760, 5824]],
      [[5762, 5849]],
      [[5764, 5939]],
      [[5819, 6179]],
    ]);
  });

  test('is not asked about the time after toMs, nor before fromMs', () => {
    const counts = EventCounts.of(
      series([
        [100, 100, 0],
        [30, 100, 100],
        [100, 100, 0],
      ]),
    );
    const at = (minute: number) => START_MS + minute * MINUTE_MS;
    const rule = RULES[0] as (typeof RULES)[0];
    const within = (fromMs: number, toMs: number) => ruleFirings(counts, rule, OBJECTIVE, ANY, { fromMs, toMs });
    expect(within(at(0), at(110))).toEqual([{ startMs: at(101) }]);
    expect(within(at(120), at(230))).toEqual([{ startMs: at(120), endMs: at(135) }]);
    expect(within(at(140), at(230))).toEqual([]);
  });

  test('refuses windows that are no whole number of steps', () => {
    const counts = EventCounts.of(series([[10, 1, 0]], 300));
    expect(intervals(counts)).toEqual([]);
    const firings = () => ruleFirings(counts, ruleOf('1h', '7m', '2'), OBJECTIVE, ANY);
    expect(firings).toThrow(SloError);
    expect(firings).toThrow(
      "the short window of rule 'rule', 7m, is no whole number of steps of 300 s; read the series",
    );
  });

  test('has no firings in an empty series', () => {
    const counts = EventCounts.of(series([]));
    expect(intervals(counts)).toEqual([]);
    expect(isFiring(counts, RULES[0] as (typeof RULES)[0], OBJECTIVE, ANY, START_MS)).toBe(false);
  });
});

describe('good events that come late', () => {
  const late = { startMs: START_MS, stepSeconds: 60, total: [100, 100, 100, 100], good: [100, 98, 102, 100] };

  test('are subtracted from the window that holds both minutes', () => {
    const counts = EventCounts.of(late);
    // 2 of 200 at the second minute; none from the third on.
    expect(intervals(counts, ruleOf('1h', '5m', '9'))).toEqual([[1, 2]]);
  });
});

describe('against rational arithmetic by loops', () => {
  const parts = fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 90 }),
      fc.oneof(fc.constant(0), fc.constantFrom(1, 10, 1_000, 10_000), fc.integer({ min: 0, max: 10 ** 9 })),
      fc.oneof(fc.constantFrom(0, 0, 1, 0.0144, 0.006, 0.001), fc.double({ min: 0, max: 1, noNaN: true })),
    ),
    { minLength: 1, maxLength: 8 },
  );
  const counted = parts.map((all) => all.map(([n, total, share]) => [n, total, Math.round(total * share)] as const));
  const rules = fc.constantFrom(
    ruleOf('1h', '5m', '14.4'),
    ruleOf('2h', '30m', '1'),
    ruleOf('30m', '10m', '14/15'),
    ruleOf('2d', '1h', '0.5'),
  );
  const guards = fc.record({ minTotal: fc.constantFrom(0, 1, 1_000), minBad: fc.constantFrom(0, 1, 50) });

  test('finds the same firings in any series', () => {
    fc.assert(
      fc.property(
        counted,
        rules,
        guards,
        fc.constantFrom('99.9', '99.95', '99', '90', '99.999'),
        fc.constantFrom(60, 300),
        fc.boolean(),
        (all, rule, guard, percent, stepSeconds, hourlyLong) => {
          const whole = series(all, stepSeconds);
          const objective = parseObjective('test', percent);
          const firings = ruleFirings(EventCounts.of(whole), rule, objective, guard, { hourlyLong });
          expect(firings).toEqual(naiveFirings(whole, rule, objective, guard, hourlyLong));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is firing at a moment exactly where a firing covers it', () => {
    fc.assert(
      fc.property(counted, rules, (all, rule) => {
        const counts = EventCounts.of(series(all));
        const firings = ruleFirings(counts, rule, OBJECTIVE, ANY);
        for (let step = 1; step <= counts.steps; step++) {
          const atMs = START_MS + step * MINUTE_MS;
          const covered = firings.some(
            ({ startMs, endMs = Number.POSITIVE_INFINITY }) => startMs <= atMs && atMs < endMs,
          );
          if (isFiring(counts, rule, OBJECTIVE, ANY, atMs) !== covered) throw new Error(`at step ${step}`);
        }
      }),
      { numRuns: 40 },
    );
  });
});
