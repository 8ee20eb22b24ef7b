import { type HealthStatus, healthShare } from './status';

/** What counts of one check. */
export interface ScoredCheck {
  readonly status: HealthStatus;
  /** 0.01 to 1,000, or 0: told but not counted. */
  readonly weight: number;
  /** The whole is never better than this check. */
  readonly critical: boolean;
}

export interface HealthScore {
  /** 0 (down) to 100 (healthy), rounded down to tenths; `undefined` where no check that counts knows anything. */
  readonly score: number | undefined;
  readonly status: HealthStatus;
}

/** A whole below this is unhealthy. */
export const UNHEALTHY_BELOW = 50;

/**
 * The weighted mean of what checks say: healthy 1, degraded 0.5, unhealthy 0; never above what a critical check says. A
 * check that does not know is left out, critical or not: a service that just started would fail otherwise.
 *
 * Healthy is 100 only, so no failing check hides behind many good ones; below 50 the whole is unhealthy.
 */
export function scoreHealth(checks: readonly ScoredCheck[]): HealthScore {
  let [sum, total, counted] = [0, 0, 0];
  let cap = 1;
  for (const { status, weight, critical } of checks) {
    const share = healthShare(status);
    if (share === undefined || (weight === 0 && !critical)) continue;
    counted += 1;
    sum += share * weight;
    total += weight;
    if (critical) cap = Math.min(cap, share);
  }
  if (counted === 0) return { score: undefined, status: 'unknown' };
  const score = Math.min(sum === total ? 100 : tenths(sum / total), 100 * cap);
  return { score, status: score === 100 ? 'healthy' : score < UNHEALTHY_BELOW ? 'unhealthy' : 'degraded' };
}

/** Down, but not by the dust of binary fractions: weights of 0.1 add up to 0.8999. Less than all is never all. */
function tenths(ratio: number): number {
  return Math.min(99.9, Math.floor(ratio * 1000 + 1e-9) / 10);
}
