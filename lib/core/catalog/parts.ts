import type { MetricUnit } from '../signal/metric-unit';
import type { CatalogAlarm, CatalogGraph, CatalogMetric, GraphedMetric } from './entry';

/** What catalog entries are written with: the settings that most alarms share, and short forms of lists. */

export const AT_LEAST = 'GreaterThanOrEqualToThreshold';
/** Comparison of an alarm that fires above its threshold, the threshold itself excluded. */
export const ABOVE = 'GreaterThanThreshold';
/** Comparison of an alarm that fires at its threshold and below. */
export const AT_MOST = 'LessThanOrEqualToThreshold';
/** Comparison of an alarm that fires below its threshold, the threshold itself excluded. */
export const BELOW = 'LessThanThreshold';

/** Wakes people. */
export const PAGE = { severity: 'high', role: 'page' } as const;
/** Opens an incident and wakes nobody. */
export const TICKET = { severity: 'medium', role: 'ticket' } as const;

/** The guard of most alarms: a minute or two of trouble pass, trouble that comes and goes does not. */
export const THREE_OF_FIVE_MINUTES = window(60, 5, 3);
/** For percentiles and other values that jump where there is little traffic. */
export const FIVE_OF_FIVE_MINUTES = window(60, 5, 5);
/** For what counts the first time. */
export const ONE_MINUTE = window(60, 1, 1);
/** For percentiles: gathers samples, and for metrics that are published every five minutes. */
export const FIVE_MINUTES = window(300, 1, 1);

/**
 * M of N: `datapoints` breaching periods of the last `of`, each of `periodSeconds`, raise the alarm.
 * @param of evaluation periods @param datapoints of them to breach
 */
export function window(
  periodSeconds: number,
  of: number,
  datapoints: number,
): Pick<CatalogAlarm, 'periodSeconds' | 'evaluationPeriods' | 'datapointsToAlarm'> {
  return { periodSeconds, evaluationPeriods: of, datapointsToAlarm: datapoints };
}

/** The metrics of a namespace: key to name and unit, and the dimension set where it is not `default`. */
export function metricsOf<Key extends string>(
  namespace: string,
  metrics: Readonly<Record<Key, readonly [name: string, unit: MetricUnit, dimensionSet?: string]>>,
): Record<Key, CatalogMetric> {
  const entries = Object.entries<readonly [string, MetricUnit, string?]>(metrics).map(([key, [name, unit, set]]) => [
    key,
    { namespace, name, unit, ...(set !== undefined && { dimensionSet: set }) },
  ]);
  return Object.fromEntries(entries);
}

type Series = readonly [metric: string, statistic: string, label: string];

/** A graph of series on the left axis and, for another unit, on the right one. */
export function graph(title: string, left: readonly Series[], right: readonly Series[] = []): CatalogGraph {
  return { title, left: left.map(graphed), ...(right.length > 0 && { right: right.map(graphed) }) };
}

function graphed([metric, statistic, label]: Series): GraphedMetric {
  return { metric, statistic, label };
}
