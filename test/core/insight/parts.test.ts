import fc from 'fast-check';
import { timedChange, timedError } from '../../../lib/core/insight/changes';
import { likenessOf, spearman } from '../../../lib/core/insight/correlation';
import { deviationAt } from '../../../lib/core/insight/deviation';
import type { InsightSeries } from '../../../lib/core/insight/model';
import { planInsightSeries } from '../../../lib/core/insight/plan-series';
import { residualsOf } from '../../../lib/core/insight/residuals';
import { randomNumbers } from '../../../lib/core/random';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PERIOD_MS = 5 * MINUTE_MS;
const LENGTH = 22 * 288 + 9;
const BEGAN_MS = 22 * DAY_MS;

/** @param value of the place and of a random number from -1 to 1 */
function series(seed: number, value: (index: number, noise: number) => number): InsightSeries {
  const random = randomNumbers(seed);
  const values = Float64Array.from({ length: LENGTH }, (_, index) => value(index, 2 * random() - 1));
  return { name: 's', role: 'other', startMs: 0, periodMs: PERIOD_MS, values };
}

const daily = (index: number) => 100 + 80 * Math.sin((index / 288) * 2 * Math.PI);
const isWeekend = (index: number) => Math.floor(index / 288) % 7 >= 5;
const residuals = (one: InsightSeries) => residualsOf(one, BEGAN_MS - DAY_MS);

describe('residuals', () => {
  const most = (one: InsightSeries) => Math.max(...residuals(one).values.filter(Number.isFinite).map(Math.abs));

  test('have nothing left of days', () => {
    expect(most(series(1, (index, noise) => daily(index) + noise))).toBeLessThan(4);
  });

  test('have nothing left of weeks', () => {
    expect(most(series(2, (index, noise) => (daily(index) + noise) * (isWeekend(index) ? 0.3 : 1)))).toBeLessThan(6);
  });

  test('of counts are as large by night as by day', () => {
    const counts = residuals(
      series(3, (index, noise) => (110 - 100 * Math.cos((index / 288) * 2 * Math.PI)) * (1 + 0.1 * noise)),
    );
    const at = (hour: number) =>
      Array.from({ length: 7 * 12 }, (_, index) =>
        Math.abs(counts.values[(14 + Math.floor(index / 12)) * 288 + hour * 12 + (index % 12)] as number),
      ).sort((a, b) => a - b)[42] as number;
    expect(at(0) / at(12)).toBeGreaterThan(0.4);
    expect(at(0) / at(12)).toBeLessThan(2.5);
  });

  test('are bounded where a series was always zero', () => {
    const zero = residuals(series(4, (index) => (index >= LENGTH - 12 ? 5 : 0)));
    expect(zero.values.at(-1)).toBe(100);
    expect(deviationAt(zero, BEGAN_MS)).toMatchObject({ sigmas: 100, usual: 0 });
  });
});

describe('deviations', () => {
  const stepAt = (minutesBefore: number, by: number) => (index: number, noise: number) =>
    daily(index) + noise + (index * PERIOD_MS >= BEGAN_MS - minutesBefore * MINUTE_MS ? by : 0);

  test('are dated to the period they begin in', () => {
    for (const minutes of [5, 20, 45]) {
      const found = deviationAt(residuals(series(5, stepAt(minutes, 30))), BEGAN_MS);
      expect(found).toMatchObject({ sinceMs: BEGAN_MS - minutes * MINUTE_MS });
    }
  });

  test('tell a drop from a rise', () => {
    expect(deviationAt(residuals(series(6, stepAt(20, -30))), BEGAN_MS)).toMatchObject({ sigmas: expect.any(Number) });
    const { sigmas } = deviationAt(residuals(series(6, stepAt(20, -30))), BEGAN_MS) as { sigmas: number };
    expect(sigmas).toBeLessThan(-5);
  });

  test('are none where the same happens every few days', () => {
    const habit = series(
      7,
      (index, noise) => 10 + noise + (index % (3 * 288) < 12 ? 40 : 0) + (index >= 22 * 288 ? 40 : 0),
    );
    expect(deviationAt(residuals(habit), BEGAN_MS)).toBe('usual');
  });

  test('are none that last two periods', () => {
    const blip = series(8, (index, noise) => 10 + noise + ([-6, -5].includes(index - 22 * 288) ? 90 : 0));
    expect(deviationAt(residuals(blip), BEGAN_MS)).toBe('usual');
  });

  test('need days to compare with', () => {
    const short = { ...series(9, (_, noise) => noise), startMs: BEGAN_MS - DAY_MS };
    expect(deviationAt(residualsOf(short, BEGAN_MS - DAY_MS), BEGAN_MS)).toBe('too short');
  });
});

describe('likeness', () => {
  test('two unrelated series with the same days are not alike: 50 pairs', () => {
    const alike = Array.from({ length: 50 }, (_, seed) => {
      const one = residuals(series(100 + seed, (index, noise) => daily(index) + 5 * noise));
      const other = residuals(series(200 + seed, (index, noise) => 3 * daily(index) + 9 * noise));
      return likenessOf(one, other, BEGAN_MS);
    });
    expect(alike.filter(Boolean)).toEqual([]);
  });

  test('one that goes ahead is alike, and told how far', () => {
    const course = (index: number) => (index >= 22 * 288 - 20 ? 12 * Math.sin(index / 3) + (index - 22 * 288 + 20) : 0);
    const cause = residuals(series(10, (index, noise) => daily(index) + noise + course(index)));
    const symptom = residuals(series(11, (index, noise) => 50 + noise + course(index - 2)));
    expect(likenessOf(cause, symptom, BEGAN_MS)).toMatchObject({ aheadMs: 2 * PERIOD_MS });
  });

  test('rank correlation by hand: ties share the middle of their ranks', () => {
    expect(
      spearman([
        [1, 10],
        [2, 20],
        [3, 30],
      ]),
    ).toBe(1);
    expect(
      spearman([
        [1, 30],
        [2, 20],
        [3, 1e9],
      ]),
    ).toBe(0.5);
    expect(
      spearman([
        [1, 1],
        [1, 2],
        [2, 3],
      ]),
    ).toBeCloseTo(0.866, 3);
    expect(
      spearman([
        [1, 5],
        [2, 5],
        [3, 5],
      ]),
    ).toBe(0);
  });

  test('rank correlation is between -1 and 1, and the same for values that are stretched', () => {
    const numbers = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, numbers), { minLength: 2 }), (pairs) => {
        const rho = spearman(pairs);
        expect(Math.abs(rho)).toBeLessThanOrEqual(1 + 1e-9);
        expect(spearman(pairs.map(([x, y]) => [x ** 3, y]))).toBeCloseTo(rho, 9);
      }),
    );
  });
});

describe('changes', () => {
  const deploy = (minutesBefore: number, what = 'Deploy of Shop succeeded') => ({
    kind: 'deploy' as const,
    what,
    atMs: BEGAN_MS - minutesBefore * MINUTE_MS,
  });
  const scoreOf = (change: ReturnType<typeof deploy>, all = [change]) =>
    timedChange(change, BEGAN_MS, BEGAN_MS + PERIOD_MS, all)?.score;

  test('count the more the nearer they are, and not once they came too late', () => {
    const scores = [0, 10, 60, 300].map((minutes) => scoreOf(deploy(minutes)) as number);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan(0.9);
    expect(scoreOf(deploy(-4))).toBeGreaterThan(0.9);
    expect(scoreOf(deploy(-6))).toBeUndefined();
    expect(scoreOf(deploy(361))).toBeUndefined();
  });

  test('count less for whoever deploys all day', () => {
    const all = Array.from({ length: 48 }, (_, index) => deploy(10 + index * 30));
    expect(scoreOf(all[0] as ReturnType<typeof deploy>, all)).toBeLessThan(0.75 * (scoreOf(deploy(10)) as number));
  });

  test('count less where they were taken back', () => {
    expect(scoreOf(deploy(5, 'Deploy of Shop rolled back'))).toBeLessThan(0.6);
  });

  test('say how often one is that near by chance', () => {
    expect(timedChange(deploy(30), BEGAN_MS, BEGAN_MS, [deploy(30)])?.evidence).toEqual([
      '30 min before the first symptom; with 1 change in the day before, one is that near by chance in 2 % of cases',
    ]);
  });

  test('new errors say more than frequent ones, and usual ones nothing', () => {
    const error = { fingerprint: 'f', what: 'E', firstMs: BEGAN_MS - DAY_MS, perHourBefore: 10, perHourSince: 60 };
    expect(timedError({ ...error, firstMs: BEGAN_MS }, BEGAN_MS)?.score).toBe(0.55);
    expect(timedError(error, BEGAN_MS)).toEqual({
      score: 0.4,
      evidence: ['60 an hour since the incident began, 10 an hour in the day before'],
    });
    expect(timedError({ ...error, perHourSince: 40 }, BEGAN_MS)).toBeUndefined();
    expect(timedError({ ...error, perHourBefore: 0, perHourSince: 9 }, BEGAN_MS)).toBeUndefined();
  });
});

describe('which series are read', () => {
  const of = { service: 'checkout', environment: 'prod' };
  const metric = (name: string, more: Readonly<Record<string, string>> = {}, namespace = 'Shop') => ({
    namespace,
    name,
    dimensions: { ...of, ...more },
  });
  const planned = (...args: Parameters<typeof planInsightSeries>) =>
    planInsightSeries(...args).map(({ name, role }) => `${role}: ${name}`);

  test('symptoms first, then what can be their cause; operations, objectives and scores are made of these', () => {
    const listed = [
      metric('DependencyLatency', { dependency: 'db' }),
      metric('MemoryUtilization'),
      metric('Requests'),
      metric('Faults'),
      metric('Faults', { operation: 'GET /' }),
      metric('ErrorBudgetRemaining', { slo: 'A' }),
      metric('ServiceHealth'),
      { namespace: 'Shop', name: 'Faults', dimensions: { ...of, environment: 'test' } },
    ];
    expect(planned(of, listed, [])).toEqual([
      'symptom: Faults (Average)',
      'traffic: Requests (Sum)',
      'dependency: DependencyLatency of db (p90)',
      'resource: MemoryUtilization (Maximum)',
    ]);
  });

  test('alarms of the incident are symptoms, but what fills up is a cause; each metric is read once', () => {
    const aws = (name: string) => ({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: 'f' } });
    const alarms = [
      { metric: aws('Errors'), statistic: 'Sum', inIncident: true },
      { metric: aws('Errors'), statistic: 'Sum', inIncident: false },
      { metric: aws('ConcurrentExecutions'), statistic: 'Maximum', inIncident: true },
      { metric: aws('Invocations'), statistic: 'Sum', inIncident: false },
      { metric: aws('Duration'), statistic: 'p99', inIncident: false },
    ];
    expect(planned(of, [], alarms)).toEqual([
      'symptom: AWS/Lambda/Errors{FunctionName=f} (Sum)',
      'traffic: AWS/Lambda/Invocations{FunctionName=f} (Sum)',
      'resource: AWS/Lambda/ConcurrentExecutions{FunctionName=f} (Maximum)',
      'other: AWS/Lambda/Duration{FunctionName=f} (p99)',
    ]);
  });

  test('at most 100', () => {
    const listed = Array.from({ length: 300 }, (_, index) => metric('DependencyFaults', { dependency: `d${index}` }));
    expect(planned(of, [metric('constructor'), metric('toString', { dependency: 'x' }), ...listed], [])).toHaveLength(
      100,
    );
  });
});
