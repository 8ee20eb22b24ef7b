/** Burn-rate rules as PromQL over two gauges, `total` and `bad`, with one sample a minute. */
import type { BurnRateRule } from '../../../../lib/core/slo/burn-rate-rule';
import type { TrafficGuard } from '../../../../lib/core/slo/firings';

export interface PromqlRule extends BurnRateRule {
  /** factor x budget, worked out by hand: nothing of ours goes into what Prometheus compares with. */
  readonly threshold: string;
  /** The long window is looked at on the full hour only, as an alarm of CloudWatch over more than a day does. */
  readonly hourly?: boolean;
}

/** Bits that a double holds exactly, with some to spare. */
export const MASK_MINUTES = 50;

/** The expression of an alert rule: it has a value while the rule fires. */
export function alertExpression(rule: PromqlRule, guard: TrafficGuard): string {
  const { long, short, threshold, hourly } = rule;
  const held = hourly ? atFullHour(guarded(long, guard)) : guarded(long, guard);
  return `(${ratio(short)} > ${threshold}) and ((${held}) > ${threshold})`;
}

/**
 * The same over the last minutes (50 at most) in one number, of which bit b is set if the rule fires in the minute that
 * is b modulo 50. Alert rules are evaluated minute by minute and read every window anew: promtool takes ten times as long.
 */
export function maskExpression(alert: string, minutes: number): string {
  const bit = `2 ^ (time() / 60 % ${MASK_MINUTES})`;
  return `sum_over_time((${bit} + 0 * (${alert}))[${minutes - 1}m30s:1m]) or vector(0)`;
}

/** A share above 0 has one event and one bad one, so guards of 1 need not be written. */
function guarded(window: string, { minTotal, minBad }: TrafficGuard): string {
  const guards = [
    minTotal > 1 ? ` and ${sum('total', window)} >= ${minTotal}` : '',
    minBad > 1 ? ` and ${sum('bad', window)} >= ${minBad}` : '',
  ];
  return `${ratio(window)}${guards.join('')}`;
}

/** The last value at the end of an hour. The sample of minute i is at i, and the minute ends at i + 1. */
function atFullHour(expression: string): string {
  return `last_over_time(((${expression}) and on() (vector(time() / 60 % 60) == 59))[59m30s:1m])`;
}

function ratio(window: string): string {
  return `${sum('bad', window)} / ${sum('total', window)}`;
}

/** Both ends lie between samples, so it does not matter whether the range is open or closed on the left (3.0 changed it). */
function sum(metric: string, window: string): string {
  return `sum_over_time(${metric}[${window}] offset -30s)`;
}
