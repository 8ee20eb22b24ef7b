import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateSlo, SloError, WORKBOOK_RULES } from '../../../lib/core';
import type { EvaluateSloOptions } from '../../../lib/core/slo/evaluate-slo';
import { runVectors } from '../../../scripts/vectors/run';
import { sloAnswer } from '../../../scripts/vectors/slo-answer';
import { sloSeries } from '../../../scripts/vectors/slo-series';

const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;

const repeated = (minutes: number, count: number) => Array.from({ length: minutes }, () => count);
const outage = {
  startMs: START_MS,
  stepSeconds: 60,
  total: repeated(7_260, 100),
  good: [...repeated(5_760, 100), ...repeated(60, 0), ...repeated(1_440, 100)],
};
const evaluate = (options: Partial<EvaluateSloOptions> = {}) =>
  evaluateSlo({ objective: 99.9, window: '30d', series: outage, ...options });

describe('evaluateSlo', () => {
  test('answers SLI, budget, burn rates and firings of a series of good events', () => {
    const { sli, status, budget, burnRates, rules, hoursToExhaustion, remarks } = evaluate();
    expect({ sli, status, hoursToExhaustion }).toEqual({
      sli: Number((1 - 6_000 / 726_000).toPrecision(12)),
      status: 'violated',
      hoursToExhaustion: undefined,
    });
    expect(budget).toMatchObject({ total: 726_000, bad: 6_000, allowedEvents: 726, remainingEvents: -5_274 });
    expect(burnRates['1d']).toBe(0);
    expect(remarks).toEqual({ poisoned: 0, badAboveTotal: 0, goodAboveTotal: 0 });
    const minute = (at: number) => START_MS + at * MINUTE_MS;
    expect(rules).toEqual([
      { id: 'page_fast', severity: 'page', firings: [{ startMs: minute(5_761), endMs: minute(5_825) }] },
      { id: 'page_slow', severity: 'page', firings: [{ startMs: minute(5_763), endMs: minute(5_850) }] },
      { id: 'ticket_fast', severity: 'ticket', firings: [{ startMs: minute(5_765), endMs: minute(5_940) }] },
      { id: 'ticket_slow', severity: 'ticket', firings: [{ startMs: minute(5_765), endMs: minute(6_180) }] },
    ]);
  });

  test('answers the same for bad events', () => {
    const { good, ...series } = outage;
    expect(evaluate({ series: { ...series, bad: good.map((count) => 100 - count) } })).toEqual(evaluate());
  });

  test.each([null, undefined, 'x', []])('refuses %j for options', (options) => {
    expect(() => evaluateSlo(options as never)).toThrow(/^evaluateSlo must be an object of options, got/);
  });

  test('answers of exactly a month that month, to its last minute, and of a minute more the next one', () => {
    const minutes = 31 * 1_440;
    const january = {
      startMs: Date.UTC(2026, 0, 1),
      stepSeconds: 60,
      total: repeated(minutes + 1, 100),
      bad: [...repeated(minutes - 5, 0), ...repeated(5, 100), 7],
    };
    const at = (atMs: number) => evaluate({ window: 'calendar month', series: january, rules: [], atMs });
    expect(at(Date.UTC(2026, 1, 1))).toMatchObject({
      status: 'compliant',
      budget: { total: minutes * 100, bad: 500 },
      projection: { minutesLeft: 0, total: minutes * 100 },
    });
    expect(at(Date.UTC(2026, 1, 1) + MINUTE_MS)).toMatchObject({
      status: 'violated',
      budget: { total: 100, bad: 7 },
      projection: { minutesLeft: 28 * 1_440 - 1 },
    });
  });

  test('looks no further than atMs', () => {
    const { budget, rules } = evaluate({ atMs: START_MS + 5_770 * MINUTE_MS });
    expect(budget.bad).toBe(1_000);
    expect(rules[0]?.firings).toEqual([{ startMs: START_MS + 5_761 * MINUTE_MS }]);
  });

  test('takes other rules, or none, a guard, exclusions, and hourly windows', () => {
    const firings = (options: Partial<EvaluateSloOptions>) =>
      evaluate(options).rules.map((rule) => rule.firings.map(({ startMs }) => (startMs - START_MS) / MINUTE_MS));
    const exclusions = [{ schedule: { expression: 'at(2026-01-09T00:00)', duration: 'PT2H' }, reason: 'move' }];
    expect(firings({ rules: [] })).toEqual([]);
    expect(firings({ rules: WORKBOOK_RULES.slice(0, 1), guard: { minBad: 501 } })).toEqual([[5_766]]);
    expect(firings({ exclusions })).toEqual([[], [], [], []]);
    expect(firings({ hourlyLong: true })).toEqual([[5_761], [5_763], [5_765], [5_820]]);
    expect(evaluate({ alertThresholdPercent: 100, exclusions }).status).toBe('compliant');
  });

  test.each([
    [{ objective: '100' }, "evaluateSlo: 'objective' must be a percentage such as '99.9', got \"100\""],
    [{ window: '12h' }, "evaluateSlo: 'window' must be '7d'"],
    [{ atMs: Number.NaN }, "evaluateSlo: 'atMs' must be a moment in epoch milliseconds, got NaN"],
    [{ guard: { minBad: -1 } }, "evaluateSlo: 'guard.minBad' must be a number of events, 0 or more, got -1"],
    [{ guard: { minimum: 1 } }, "evaluateSlo: 'guard': there is no option 'minimum'"],
    [{ windw: '7d' }, "evaluateSlo: there is no option 'windw'; did you mean 'window'?"],
    [{ guard: { minBad: '5' } }, "evaluateSlo: 'guard.minBad' must be a number of events, 0 or more, got 5"],
    [{ guard: null }, "evaluateSlo: 'guard' must be an object of options, got null"],
    [{ rules: 'workbook' }, "evaluateSlo: 'rules' must be a list of rules, such as WORKBOOK_RULES, got workbook"],
    [
      { alertThresholdPercent: 0 },
      "'alertThresholdPercent' must be a number above 0 and at most 100, such as 80, got 0",
    ],
    [{ exclusions: {} }, "evaluateSlo: 'exclusions' must be a list, such as [{ schedule:"],
    [{ exclusions: [null] }, "evaluateSlo: 'exclusions[0]' must be such as { schedule: { expression: "],
    [{ exclusions: [{ expression: 'cron(0 2 * * *)' }] }, 'got an object of expression'],
    [
      { series: { ...outage, good: [1] } },
      "needs one value a step: 'total' has 7260, 'good' has 1; fill gaps with NaN",
    ],
    [{ series: { ...outage, total: 'many' } }, "a series of events needs 'total' as a list of numbers, got many"],
    [{ series: undefined }, "a series of events needs 'total' as a list of numbers, got undefined"],
    [{ series: { ...outage, good: 5 } }, "a series of events needs 'good' as a list of numbers, got 5"],
  ])('refuses %j', (options, message) => {
    expect(() => evaluate(options as never)).toThrow(SloError);
    expect(() => evaluate(options as never)).toThrow(message);
  });
});

describe('the SLO vectors', () => {
  const file = join(__dirname, '../../vectors/slo.json');
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Record<string, unknown>[] };

  test('have the SLI, budget, status and episodes that evaluateSlo answers', () => {
    for (const vector of cases) {
      const expected = vector.expected as Record<string, Record<string, { episodes: number }>>;
      const guard = vector.guard as { min_bad?: number } | undefined;
      const result = evaluateSlo({
        objective: vector.objective_percent as string,
        window: vector.slo_window as string,
        series: sloSeries(vector),
        rules: (vector.rules as []).map((rule: object) => ({ severity: 'page', ...rule }) as never),
        guard: { minBad: guard?.min_bad },
        alertThresholdPercent: vector.alert_threshold_percent as number | undefined,
      });
      expect([result.sli, result.budget.remaining, result.status]).toEqual([
        expected.sli,
        expected.budget_remaining,
        expected.status,
      ]);
      const episodes = Object.fromEntries(result.rules.map(({ id, firings }) => [id, firings.length]));
      expect(episodes).toEqual(
        Object.fromEntries(Object.entries(expected.rules ?? {}).map(([id, rule]) => [id, rule.episodes])),
      );
    }
  });

  test('pass, each of them', () => {
    const result = runVectors(join(__dirname, '../../vectors')).results.find(({ file }) => file === 'slo.json');
    expect(result).toMatchObject({ tally: { passed: 12, failed: 0, notAsserted: 0 }, failures: [], notes: [] });
  });

  test('of other shapes are read, too', () => {
    const vector = {
      objective_percent: 99.9,
      slo_window: '90d',
      series: [
        {
          repeat: 2,
          of: [
            { repeat: 3, of: [{ minutes: 2, total: 10, bad: 1 }] },
            { minutes: 1, total: null },
          ],
        },
        { minutes: 4, missing: true },
      ],
      rules: [{ id: 'r', long: '1h', short: '5m', factor: 14.4 }],
      guard: { min_total: 200 },
      forecast: { period: '30d', lookback: '1d' },
      expected: { burn_rates: [{ minute: 17, '5m': null, '12h': 100 }] },
    };
    expect(sloAnswer(vector)).toMatchObject({
      minutes: 18,
      window_total: 120,
      window_bad: 12,
      rules: { r: { fires: false } },
      burn_rates: [{ '5m': null, '12h': 100 }],
      forecast: { projected_total: 288_000 },
    });
    expect(sloAnswer({ ...vector, series: [] })).toMatchObject({ sli: null, status: 'no_data', forecast: null });
  });

  test.each([
    [{ series: [{ minutes: 1, total: 1, bad: 0, worse: 1 }] }, "nobody looks at 'worse' of 'series'"],
    [{ guard: { min_good: 1 } }, "nobody looks at 'min_good' of 'guard'"],
    [{ series: [{ repeat: 1e9, of: [{ minutes: 1, total: 1, bad: 0 }] }] }, "'series' has more than 1000000 minutes"],
  ])('with cells inside that nobody reads are refused: %j', (cells, message) => {
    expect(() => sloAnswer({ ...cases[0], ...cells })).toThrow(message);
  });
});
