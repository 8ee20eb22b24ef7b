import fc from 'fast-check';
import { WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import { EventCounts } from '../../../lib/core/slo/counts';
import type { SloDefinition } from '../../../lib/core/slo/definition';
import { hoursToExhaustion, project } from '../../../lib/core/slo/forecast';
import { measureSlo } from '../../../lib/core/slo/measure';
import { parseObjective } from '../../../lib/core/slo/objective';
import { SloError } from '../../../lib/core/slo/slo-error';
import { episodes } from '../../../lib/core/slo/violations';
import { parseSloWindow } from '../../../lib/core/slo/window';

const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const OBJECTIVE = parseObjective('test', '99.9');

const DEFINITION: SloDefinition = {
  schemaVersion: 1,
  name: 'Availability',
  service: 'checkout',
  environment: 'prod',
  kind: 'availability',
  description: '99.9 % of the requests succeed.',
  objective: '99.9',
  window: '30d',
  alertThresholdPercent: 80,
  indicator: { budgeting: 'events', queries: [] },
  rules: WORKBOOK_RULES,
  minTotal: 1,
  minBad: 1,
  exclusions: [],
  namespace: 'Sightline',
  tier: 2,
};

function counts(parts: readonly (readonly [number, number, number])[], stepSeconds = 60): EventCounts {
  const spread = (at: 1 | 2) => parts.flatMap((part) => Array.from({ length: part[0] }, () => part[at]));
  return EventCounts.of({ startMs: START_MS, stepSeconds, total: spread(1), bad: spread(2) });
}

const steady = counts([[21_600, 10_000, 6]]);

describe('a measurement', () => {
  test('is the window, its forecast and its rules at a moment', () => {
    expect(measureSlo(DEFINITION, steady, steady.endMs)).toEqual({
      schemaVersion: 1,
      slo: 'checkout/prod/Availability',
      atMs: steady.endMs,
      status: 'compliant',
      total: 216_000_000,
      bad: 129_600,
      sli: 0.9994,
      budgetEvents: 216_000,
      budgetRemaining: 0.4,
      budgetRemainingEvents: 86_400,
      budgetRemainingMinutes: 8.64,
      burnRates: { '5m': 0.6, '30m': 0.6, '1h': 0.6, '2h': 0.6, '6h': 0.6, '1d': 0.6, '3d': 0.6 },
      lastHour: { total: 600_000, bad: 360 },
      firing: [],
      violations24h: 0,
      projection: {
        minutesLeft: 21_600,
        total: 432_000_000,
        bad: 259_200,
        sli: 0.9994,
        budgetRemaining: 0.4,
        usedOfProjected: 0.3,
      },
      hoursToExhaustion: 480,
    });
  });

  test('has no more to say without data than that there are none', () => {
    const none = measureSlo(DEFINITION, counts([]), START_MS);
    expect(none).toMatchObject({ status: 'no_data', total: 0, budgetRemaining: 1, burnRates: {}, violations24h: 0 });
    expect(['sli', 'projection', 'hoursToExhaustion'].filter((name) => name in none)).toEqual([]);
  });

  test('of a moment in the past knows nothing of what came later', () => {
    const parts = [
      [300, 100, 0],
      [30, 100, 100],
    ] as const;
    const later = counts([...parts, [600, 100, 50]]);
    const atMs = START_MS + 330 * MINUTE_MS;
    expect(measureSlo(DEFINITION, later, atMs)).toEqual(measureSlo(DEFINITION, counts(parts), atMs));
  });

  test('names the rules that fire, and counts a severity once however many of its rules fire', () => {
    const outage = measureSlo(
      DEFINITION,
      counts([
        [5_760, 100, 0],
        [60, 100, 100],
      ]),
      START_MS + 5_820 * MINUTE_MS,
    );
    expect(outage.firing).toEqual(['page_fast', 'page_slow', 'ticket_fast', 'ticket_slow']);
    // One page, one ticket.
    expect(outage.violations24h).toBe(2);
  });

  test('counts what began in the last 24 hours, not what began before', () => {
    const outage = counts([
      [5_760, 100, 0],
      [60, 100, 100],
      [2_880, 100, 0],
    ]);
    const violations = (minutes: number) =>
      measureSlo(DEFINITION, outage, START_MS + (5_761 + minutes) * MINUTE_MS).violations24h;
    expect([0, 4, 1_439, 1_440, 1_443, 1_444].map(violations)).toEqual([1, 2, 2, 1, 1, 0]);
  });

  test('counts each outage of its own', () => {
    const twice = [
      [5_760, 100, 0],
      [20, 100, 100],
      [400, 100, 0],
      [20, 100, 100],
    ] as const;
    const measured = measureSlo(
      { ...DEFINITION, rules: WORKBOOK_RULES.slice(0, 2) },
      counts(twice),
      START_MS + 6_200 * MINUTE_MS,
    );
    expect(measured.violations24h).toBe(2);
  });

  test('a rule of tickets fires and counts as a violation once it has as many bad events as tickets wait for', () => {
    const guarded = { ...DEFINITION, minBadOfTickets: 5 };
    const coldStarts = (bad: number) => counts([[1, 100, bad]]);
    const firing = (bad: number) => {
      const measured = measureSlo(guarded, coldStarts(bad), coldStarts(bad).endMs);
      return [measured.firing, measured.violations24h];
    };
    expect(firing(1)).toEqual([['page_slow'], 1]);
    expect(firing(4)).toEqual([['page_fast', 'page_slow'], 1]);
    expect(firing(5)).toEqual([['page_fast', 'page_slow', 'ticket_fast', 'ticket_slow'], 2]);
  });

  test('leaves out what is excluded', () => {
    const maintenance = {
      schedule: { expression: 'cron(0 2 * * *)', duration: 'PT1H' },
      reason: 'nightly load',
    };
    const nights = counts([
      [120, 100, 0],
      [60, 100, 100],
      [60, 100, 1],
    ]);
    const measured = measureSlo({ ...DEFINITION, exclusions: [maintenance] }, nights, nights.endMs);
    expect(measured).toMatchObject({ total: 18_000, bad: 60 });
  });

  test('widens windows to whole steps where data are coarse', () => {
    const rules = [{ id: 'seven', severity: 'page', long: '50m', short: '7m', factor: '2' }] as const;
    const coarse = counts(
      [
        [10, 100, 0],
        [1, 100, 100],
        [3, 100, 0],
      ],
      300,
    );
    const firing = (step: number) => measureSlo({ ...DEFINITION, rules }, coarse, START_MS + step * 300_000).firing;
    expect([10, 11, 12, 13].map((step) => firing(step).length)).toEqual([0, 1, 1, 0]);
  });

  test('of a calendar month begins with it', () => {
    const january = counts([
      [26 * 1_440, 100, 100],
      [3 * 1_440, 100, 0],
      [1_440, 100, 1],
    ]);
    const month = { ...DEFINITION, window: 'calendar month' };
    // From 5 January, 00:00, on: 1 February is the 28th day.
    const measured = measureSlo(month, january, january.endMs);
    expect(measured).toMatchObject({ total: 3 * 144_000, bad: 1_440 });
    expect(measured.projection).toMatchObject({ minutesLeft: 25 * 1_440 });
  });

  test('refuses a definition by its name', () => {
    const measure = () => measureSlo({ ...DEFINITION, objective: '100' }, steady, steady.endMs);
    expect(measure).toThrow(SloError);
    expect(measure).toThrow("checkout/prod/Availability: 'objective' must be a percentage");
  });
});

const month = parseSloWindow('test', '30d');

describe('a projection', () => {
  test('goes on at the pace of the lookback', () => {
    const worse = counts([
      [20_160, 100, 0],
      [1_440, 100, 1],
    ]);
    expect(project(worse, OBJECTIVE, month, worse.endMs)).toMatchObject({ bad: 1_440 + 21_600, total: 4_320_000 });
    expect(project(worse, OBJECTIVE, month, worse.endMs, 20 * 1_440)).toMatchObject({ bad: 2 * 1_440 });
  });

  test('of a series shorter than the lookback has the pace of all of it', () => {
    const young = counts([[60, 100, 1]]);
    expect(project(young, OBJECTIVE, month, young.endMs)).toMatchObject({ bad: 43_200, total: 4_320_000 });
  });

  test('of a full rolling window is how it stands', () => {
    const full = counts([[50_000, 100, 1]]);
    expect(project(full, OBJECTIVE, month, full.endMs)).toMatchObject({ minutesLeft: 0, bad: 43_200 });
  });

  test('goes on with none where the lookback had none', () => {
    const asleep = counts([
      [60, 100, 1],
      [1_440, 0, 0],
    ]);
    expect(project(asleep, OBJECTIVE, month, asleep.endMs)).toEqual({
      minutesLeft: 43_200 - 1_500,
      total: 6_000,
      bad: 60,
      sli: 0.99,
      budgetRemaining: -9,
      usedOfProjected: 10,
    });
  });

  test('is none where the window has no events, and none of an empty series', () => {
    const silent = counts([[60, 0, 0]]);
    expect(project(silent, OBJECTIVE, month, silent.endMs)).toBeUndefined();
    const none = counts([]);
    expect(project(none, OBJECTIVE, month, none.endMs)).toBeUndefined();
  });
});

/** To twelve significant digits, by long division. Halfway between two of them floating point may take either. */
function divided(numerator: bigint, denominator: bigint): number {
  let [scaled, shift] = [numerator, 0];
  while (scaled / denominator < 10n ** 11n) [scaled, shift] = [scaled * 10n, shift + 1];
  while (scaled / denominator >= 10n ** 12n) [scaled, shift] = [scaled / 10n, shift - 1];
  fc.pre((2n * scaled + denominator) % (2n * denominator) !== 0n);
  return Number(`${(2n * scaled + denominator) / (2n * denominator)}e${-shift}`);
}

describe('untidy numbers', () => {
  const events = fc.integer({ min: 1, max: 10 ** 7 });
  const cases = fc.record({
    total: events,
    bad: fc.nat(10 ** 4),
    hour: events,
    hourBad: fc.integer({ min: 1, max: 10 ** 4 }),
    budget: fc.integer({ min: 1, max: 9_999 }),
    minutes: fc.integer({ min: 1_440, max: 62 * 1_440 }),
  });

  test('hours to exhaustion are those of whole numbers, rounded once', () => {
    fc.assert(
      fc.property(cases, ({ budget, minutes, ...counted }) => {
        const objective = parseObjective('test', String((10_000 - budget) / 100));
        const [bad, hourBad] = [Math.min(counted.bad, counted.total), Math.min(counted.hourBad, counted.hour)];
        // (minutes / 60) x (1 - bad / (total x b)) / (hourBad / (hour x b)), b = budget / 10,000
        const left = BigInt(counted.total) * BigInt(budget) - BigInt(bad) * 10_000n;
        fc.pre(left > 0n);
        const numerator = BigInt(minutes) * left * BigInt(counted.hour);
        const expected = divided(numerator, 60n * BigInt(counted.total) * BigInt(hourBad) * 10_000n);
        const hours = hoursToExhaustion(
          { total: counted.total, bad },
          { total: counted.hour, bad: hourBad },
          objective,
          minutes,
        );
        expect(hours).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('what is used of the projected window is that of whole numbers, rounded once', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 1_440 }), ({ total, hour, budget, ...counted }, lookback) => {
        const series = counts([
          [1_440, total, Math.min(counted.bad, total)],
          [1_440, hour, 0],
        ]);
        const objective = parseObjective('test', String((10_000 - budget) / 100));
        const bad = BigInt(Math.min(counted.bad, total)) * 1_440n;
        const whole = 1_440n * BigInt(total) + BigInt(43_200 - 1_440) * BigInt(hour);
        const { usedOfProjected, budgetRemaining } = project(series, objective, month, series.endMs, lookback) ?? {};
        expect(usedOfProjected).toBe(bad === 0n ? 0 : divided(bad * 10_000n, whole * BigInt(budget)));
        const left = whole * BigInt(budget) - bad * 10_000n;
        if (left > 0n) expect(budgetRemaining).toBe(divided(left, whole * BigInt(budget)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('hours to exhaustion', () => {
  const hour = (burn: number | undefined) => (burn === undefined ? { total: 0, bad: 0 } : { total: 10_000, bad: burn });

  test.each([
    [80, 8, 18],
    [0, 10, 72],
    [50, 0, undefined],
    [50, undefined, undefined],
    [100, 60, undefined],
    [200, 60, undefined],
  ])('with %p of 100 bad events had, at %p of 10,000 in the hour, are %p', (bad, burn, hours) => {
    expect(hoursToExhaustion({ total: 100_000, bad }, hour(burn), OBJECTIVE, 4_320)).toBe(hours);
  });
});

describe('episodes', () => {
  test('unite firings that overlap or touch', () => {
    const firings = [
      { startMs: 30 },
      { startMs: 1, endMs: 5 },
      { startMs: 5, endMs: 7 },
      { startMs: 2, endMs: 3 },
      { startMs: 40, endMs: 50 },
    ];
    expect(episodes(firings)).toEqual([{ startMs: 1, endMs: 7 }, { startMs: 30 }]);
  });
});
