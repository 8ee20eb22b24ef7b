import fc from 'fast-check';
import { type ScoredCheck, scoreHealth } from '../../../lib/core/health/score';
import { HEALTH_STATUSES, type HealthStatus, isHealthStatus } from '../../../lib/core/health/status';

const one = (status: HealthStatus, weight = 1, critical = false): ScoredCheck => ({ status, weight, critical });

const anyCheck = fc.record({
  status: fc.constantFrom(...HEALTH_STATUSES),
  weight: fc.constantFrom(0, 0.1, 1, 7, 1_000),
  critical: fc.boolean(),
});

describe('the score', () => {
  test.each<[string, ScoredCheck[], number | undefined, HealthStatus]>([
    ['all healthy', [one('healthy'), one('healthy', 5, true)], 100, 'healthy'],
    ['one of two down', [one('healthy'), one('unhealthy')], 50, 'degraded'],
    ['one degraded', [one('degraded')], 50, 'degraded'],
    ['the heavier down', [one('healthy', 1), one('unhealthy', 3)], 25, 'unhealthy'],
    ['29 of 100', [one('healthy', 29), one('unhealthy', 71)], 29, 'unhealthy'],
    ['two of three', [one('healthy'), one('healthy'), one('unhealthy')], 66.6, 'degraded'],
    ['a critical one down among many', [...Array(9).fill(one('healthy')), one('unhealthy', 1, true)], 0, 'unhealthy'],
    ['a critical one degraded', [one('healthy', 9), one('degraded', 1, true)], 50, 'degraded'],
    [
      'weights that are no binary fractions',
      [...Array(9).fill(one('healthy', 0.1)), one('unhealthy', 0.1)],
      90,
      'degraded',
    ],
    ['a hair of a failure', [one('healthy', 1_000), one('unhealthy', 0.01)], 99.9, 'degraded'],
    ['unknown beside healthy', [one('unknown', 9, true), one('healthy')], 100, 'healthy'],
    ['only unknown', [one('unknown')], undefined, 'unknown'],
    ['no check', [], undefined, 'unknown'],
    ['weight 0', [one('unhealthy', 0), one('healthy')], 100, 'healthy'],
    ['only weight 0', [one('unhealthy', 0)], undefined, 'unknown'],
    ['critical with weight 0', [one('unhealthy', 0, true), one('healthy')], 0, 'unhealthy'],
    ['critical and healthy with weight 0 alone', [one('healthy', 0, true)], 100, 'healthy'],
  ])('of %s', (_, checks, score, status) => {
    expect(scoreHealth(checks)).toEqual({ score, status });
  });

  test('lies between 0 and 100, and is 100 only where nothing that counts is worse than healthy', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 12 }), (checks) => {
        const { score, status } = scoreHealth(checks);
        const counted = checks.filter((check) => check.status !== 'unknown' && (check.weight > 0 || check.critical));
        if (counted.length === 0) return score === undefined && status === 'unknown';
        const allHealthy = counted.every((check) => check.status === 'healthy');
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(status === 'healthy').toBe(allHealthy);
        return (score === 100) === allHealthy;
      }),
    );
  });

  test('never rises when a check gets worse', () => {
    const worse: Partial<Record<HealthStatus, HealthStatus>> = { healthy: 'degraded', degraded: 'unhealthy' };
    fc.assert(
      fc.property(fc.array(anyCheck, { minLength: 1, maxLength: 12 }), fc.nat(), (checks, at) => {
        const index = at % checks.length;
        const changed = checks.map((check, i) =>
          i === index ? { ...check, status: worse[check.status] ?? check.status } : check,
        );
        expect(scoreHealth(changed).score ?? 0).toBeLessThanOrEqual(scoreHealth(checks).score ?? 0);
      }),
    );
  });
});

test('only the four statuses are statuses', () => {
  expect(HEALTH_STATUSES.every(isHealthStatus)).toBe(true);
  expect(['toString', '__proto__', 200, null, undefined, {}].some(isHealthStatus)).toBe(false);
});
