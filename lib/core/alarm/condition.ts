/**
 * Conditions of alarms as people write them, on one line:
 *
 * ```text
 * metric [statistic] > 80% [for 3 of 5 x 1m | for 3 x 1m | for 15m]
 * metric [statistic] change > 50% over 1d [for 2 x 1d]
 * metric [statistic] anomaly above|below|outside 2 [for ...]
 * slo Objective burn > 14.4 [over 1h]
 * ```
 */
import { ConditionError } from './condition/error';
import { type KnownNames, parse } from './condition/parse';
import { print } from './condition/print';
import type { Condition } from './condition/types';

export { SHORT_WINDOWS } from './condition/burn-rate';
export { countsFor } from './condition/counts-for';
export { ConditionError } from './condition/error';
export { inMetricUnit, type MeasuredMetric } from './condition/metric-unit';
export type { KnownNames } from './condition/parse';
export type {
  AnomalyCondition,
  BurnRateCondition,
  ChangeCondition,
  Condition,
  Counts,
  Quantity,
  ThresholdCondition,
} from './condition/types';

/**
 * Reads a condition. Keywords and statistics may be written in any case, units not: `m` are minutes, `MB` megabytes.
 * @param known what names may stand for: one that is not among them is an error here
 * @throws {ConditionError} with the column, and what is allowed there
 */
export function parseCondition(text: string, known: KnownNames = {}): Condition {
  if (typeof text === 'string') return parse(text, known);
  throw new ConditionError(
    '',
    0,
    `it is no text but ${text === null ? 'null' : typeof text}`,
    'write one such as cpu > 80%',
  );
}

/** The one way to write a condition: what {@link parseCondition} reads as the same. */
export function printCondition(condition: Condition): string {
  return print(condition);
}
