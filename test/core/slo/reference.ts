/** The same rules as lib/core/slo, told naively: sums by loops, comparisons in integers. Of whole counts. */
import type { ReadRule } from '../../../lib/core/slo/burn-rate-rule';
import type { Firing, TrafficGuard } from '../../../lib/core/slo/firings';
import type { Fraction } from '../../../lib/core/slo/fraction';
import type { SloStatus } from '../../../lib/core/slo/measurement';
import type { Objective } from '../../../lib/core/slo/objective';

export interface WholeCounts {
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly total: readonly number[];
  readonly bad: readonly number[];
}

const HOUR_MS = 3_600_000;

export function naiveFirings(
  series: WholeCounts,
  rule: ReadRule,
  { budget }: Objective,
  guard: TrafficGuard,
  hourlyLong: boolean,
): Firing[] {
  const firings: Firing[] = [];
  let startMs: number | undefined;
  for (let steps = 1; steps <= series.total.length; steps++) {
    const atMs = series.startMs + steps * series.stepSeconds * 1000;
    const long = windowSums(series, atMs, rule.longMinutes, hourlyLong);
    const short = windowSums(series, atMs, rule.shortMinutes, hourlyLong);
    const guarded = long.total >= BigInt(guard.minTotal) && long.bad >= BigInt(guard.minBad);
    const fires = guarded && isAbove(long, rule.burn, budget) && isAbove(short, rule.burn, budget);
    if (fires) startMs ??= atMs;
    else if (startMs !== undefined) {
      firings.push({ startMs, endMs: atMs });
      startMs = undefined;
    }
  }
  return startMs === undefined ? firings : [...firings, { startMs }];
}

export function naiveStatus(
  total: bigint,
  bad: bigint,
  { budget }: Objective,
  alertThresholdPercent: number,
): SloStatus {
  if (total === 0n) return 'no_data';
  // Of hundredths of a percent: bad / total against budget, and against budget x threshold.
  const used = bad * budget.denominator * 10_000n;
  const allowed = total * budget.numerator;
  if (used > allowed * 10_000n) return 'violated';
  const threshold = BigInt(Math.round(alertThresholdPercent * 100));
  return used >= allowed * threshold || used === allowed * 10_000n ? 'at_risk' : 'compliant';
}

/** The quotient to 12 significant digits, by long division. */
export function digits(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const sign = numerator < 0n !== denominator < 0n ? -1 : 1;
  const [above, below] = [magnitude(numerator), magnitude(denominator)];
  let exponent = 0;
  while ((above * 10n ** BigInt(Math.max(exponent, 0))) / below < 10n ** 14n) exponent++;
  return sign * Number((Number((above * 10n ** BigInt(exponent)) / below) / 10 ** exponent).toPrecision(12));
}

interface Sums {
  readonly total: bigint;
  readonly bad: bigint;
}

function windowSums(series: WholeCounts, atMs: number, minutes: number, hourlyLong: boolean): Sums {
  const endMs = hourlyLong && minutes > 1_440 ? Math.floor(atMs / HOUR_MS) * HOUR_MS : atMs;
  let [total, bad] = [0n, 0n];
  for (let step = 0; step < series.total.length; step++) {
    const stepMs = series.startMs + step * series.stepSeconds * 1000;
    if (stepMs < endMs - minutes * 60_000 || stepMs + series.stepSeconds * 1000 > endMs) continue;
    total += BigInt(series.total[step] as number);
    bad += BigInt(series.bad[step] as number);
  }
  return { total, bad };
}

function isAbove({ total, bad }: Sums, burn: Fraction, budget: Fraction): boolean {
  const [above, below] = [burn.numerator * budget.numerator, burn.denominator * budget.denominator];
  return total > 0n && bad * below > total * above;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
