import fc from 'fast-check';
import { burnRate, burnRatesAt } from '../../../lib/core/slo/burn-rate';
import { EventCounts } from '../../../lib/core/slo/counts';
import { errorBudget, statusOf } from '../../../lib/core/slo/error-budget';
import { parseObjective } from '../../../lib/core/slo/objective';
import { SloError } from '../../../lib/core/slo/slo-error';
import { digits, naiveStatus } from './reference';

const OBJECTIVE = parseObjective('test', '99.9');
const SAFE = Number.MAX_SAFE_INTEGER;

describe('an error budget', () => {
  test('tells events, share and minutes of what is left', () => {
    expect(errorBudget({ total: 432_000_000, bad: 345_600 }, OBJECTIVE, 43_200)).toEqual({
      total: 432_000_000,
      bad: 345_600,
      sli: 0.9992,
      allowedEvents: 432_000,
      consumed: 0.8,
      remaining: 0.2,
      remainingEvents: 86_400,
      remainingMinutes: 8.64,
    });
  });

  test('is overdrawn without end', () => {
    const { remaining, remainingEvents } = errorBudget({ total: 1_000, bad: 1_000 }, OBJECTIVE, 60);
    expect([remaining, remainingEvents]).toEqual([-999, -999]);
  });

  test('has no more bad events than events', () => {
    const all = errorBudget({ total: 7, bad: 7 }, OBJECTIVE, 60);
    expect(errorBudget({ total: 7, bad: 9 }, OBJECTIVE, 60)).toEqual(all);
    expect(errorBudget({ total: 0, bad: 5 }, OBJECTIVE, 0)).toEqual(errorBudget({ total: 0, bad: 0 }, OBJECTIVE, 0));
    expect(statusOf({ total: 0, bad: 5 }, OBJECTIVE, 80)).toBe('no_data');
    expect(burnRate({ total: 0, bad: 5 }, OBJECTIVE)).toBeUndefined();
    expect(burnRate({ total: 2, bad: 5 }, OBJECTIVE)).toBe(1_000);
  });

  test.each([
    [{ total: -1, bad: 0 }, "'total' as a number of 0 or more, got -1"],
    [{ total: 1, bad: Number.NaN }, "'bad' as a number of 0 or more, got NaN"],
    [{ total: '1', bad: 0 }, "'total' as a number of 0 or more, got 1"],
    [{ total: Number.POSITIVE_INFINITY, bad: 0 }, "'total' as a number of 0 or more, got Infinity"],
    [undefined, "'total' as a number of 0 or more, got undefined"],
  ])('is none of the count %j', (count, message) => {
    for (const call of [
      () => errorBudget(count as never, OBJECTIVE, 60),
      () => statusOf(count as never, OBJECTIVE, 80),
      () => burnRate(count as never, OBJECTIVE),
    ]) {
      expect(call).toThrow(SloError);
      expect(call).toThrow(message);
    }
  });

  test('is untouched without events', () => {
    expect(errorBudget({ total: 0, bad: 0 }, OBJECTIVE, 0)).toEqual({
      total: 0,
      bad: 0,
      allowedEvents: 0,
      consumed: 0,
      remaining: 1,
      remainingEvents: 0,
      remainingMinutes: 0,
    });
  });

  test('has twelve right digits, however little of it is left', () => {
    const counts = fc.nat(SAFE).chain((total) => fc.tuple(fc.constant(total), fc.nat(total)));
    const close = fc.nat(9_000_000_000).map((n) => [n * 1_000_000, Math.min(n * 1_000 + (n % 3) - 1, SAFE)] as const);
    const percents = fc.constantFrom('99.9', '99.95', '99', '50', '99.999', '95.3');
    fc.assert(
      fc.property(fc.oneof(counts, close), percents, ([total, bad], percent) => {
        fc.pre(total > 0 && bad >= 0);
        const objective = parseObjective('test', percent);
        const { numerator, denominator } = objective.budget;
        const [all, failed] = [BigInt(total), BigInt(bad)];
        const left = all * numerator - failed * denominator;
        const budget = errorBudget({ total, bad }, objective, 43_200);
        const near = (actual: number, expected: number) =>
          expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1.01e-11);
        near(budget.consumed, digits(failed * denominator, all * numerator));
        near(budget.remaining, digits(left, all * numerator));
        near(budget.remainingEvents, digits(left, denominator));
        near(budget.allowedEvents, digits(all * numerator, denominator));
        near(budget.sli as number, digits(all - failed, all));
        near(burnRate({ total, bad }, objective) as number, digits(failed * denominator, all * numerator));
      }),
    );
  });
});

describe('the status', () => {
  test.each([
    [0, 'compliant'],
    [799, 'compliant'],
    [800, 'at_risk'],
    [1_000, 'at_risk'],
    [1_001, 'violated'],
  ])('with %d of 1,000,000 bad at 99.9 %% is %s', (bad, status) => {
    expect(statusOf({ total: 1_000_000, bad }, OBJECTIVE, 80)).toBe(status);
  });

  test('at the objective is at risk whatever the alert threshold', () => {
    expect(statusOf({ total: 1_000, bad: 1 }, OBJECTIVE, 100)).toBe('at_risk');
    expect(statusOf({ total: 1_000, bad: 1 }, OBJECTIVE, 1e-9)).toBe('at_risk');
  });

  test('without events is no_data', () => {
    expect(statusOf({ total: 0, bad: 0 }, OBJECTIVE, 80)).toBe('no_data');
  });

  test('is that of integers of any size, next to every boundary', () => {
    const percents = fc.constantFrom('99.9', '99.95', '99', '50', '99.999', '95.3');
    const thresholds = fc.constantFrom(1, 50, 80, 99.99, 100);
    fc.assert(
      fc.property(
        fc.nat(9_000_000),
        percents,
        thresholds,
        fc.integer({ min: -1, max: 1 }),
        (n, percent, alert, off) => {
          const objective = parseObjective('test', percent);
          const total = n * 1_000_000_000;
          const share = Number(percent === '50' ? 0.5 : (100 - Number(percent)) / 100).toFixed(6);
          const atBoundary = Math.round(total * Number(share) * (n % 2 === 0 ? 1 : alert / 100)) + off;
          const bad = Math.min(Math.max(atBoundary, 0), total);
          const status = statusOf({ total, bad }, objective, alert);
          expect(status).toBe(naiveStatus(BigInt(total), BigInt(bad), objective, alert));
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([-1, 0, 100.5, Number.NaN, Number.POSITIVE_INFINITY, '80' as never])(
    'refuses an alert threshold of %p',
    (percent) => {
      const status = () => statusOf({ total: 1, bad: 0 }, OBJECTIVE, percent);
      expect(status).toThrow(SloError);
      expect(status).toThrow("'alertThresholdPercent' must be a number above 0 and at most 100, such as 80");
      expect(status).toThrow(`got ${typeof percent === 'string' ? '"80"' : percent}`);
    },
  );
});

describe('burn rates', () => {
  const counts = (stepSeconds: number) =>
    EventCounts.of({ startMs: 0, stepSeconds, total: [100, 0, 100], bad: [0, 0, 20] });

  test('are those of each window, of less at the start, and missing without events', () => {
    const at = (minutes: number) => burnRatesAt(counts(600), OBJECTIVE, minutes * 60_000);
    expect(at(20)).toEqual({ '30m': 0, '1h': 0, '2h': 0, '6h': 0, '1d': 0, '3d': 0 });
    expect(at(30)['30m']).toBe(100);
    expect(burnRatesAt(counts(60), OBJECTIVE, 180_000)).toHaveProperty('5m', 100);
    expect(burnRate({ total: 0, bad: 0 }, OBJECTIVE)).toBeUndefined();
  });

  test('of windows that are no whole number of steps are left out', () => {
    expect(Object.keys(burnRatesAt(counts(3_600), OBJECTIVE, 10_800_000))).toEqual(['1h', '2h', '6h', '1d', '3d']);
  });
});
