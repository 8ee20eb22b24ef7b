import { DEPENDENCY_METRIC, DIMENSION, HANDLER_METRIC, LOGGED_ERRORS } from '../conventions';
import { tellsFullness } from '../health/fullness';
import type { ServiceRef } from '../incident/evidence';
import { describeMetric, type MetricId, metricKey } from '../signal/metric';
import type { SeriesRole } from './model';

/** A metric that is worth looking at. */
export interface PlannedInsightSeries {
  readonly name: string;
  readonly role: SeriesRole;
  readonly metric: MetricId;
  readonly statistic: string;
}

/** What an alarm of the service judges. */
export interface AlarmMetric {
  readonly metric: MetricId;
  readonly statistic: string;
  /** The incident is about it. */
  readonly inIncident: boolean;
}

/** Reading three weeks of a series costs five thousandths of a cent; more than this nobody looks through. */
const MOST_SERIES = 100;

const ORDER: readonly SeriesRole[] = ['symptom', 'traffic', 'dependency', 'resource', 'other'];

/** Of handlers all together: what callers notice is a symptom. */
const HANDLER: Readonly<Record<string, readonly [role: SeriesRole, statistic: string]>> = {
  [HANDLER_METRIC.requests]: ['traffic', 'Sum'],
  [HANDLER_METRIC.faults]: ['symptom', 'Average'],
  [HANDLER_METRIC.latency]: ['symptom', 'p99'],
  [HANDLER_METRIC.timeouts]: ['symptom', 'Sum'],
  [LOGGED_ERRORS]: ['symptom', 'Sum'],
  [HANDLER_METRIC.clientErrors]: ['other', 'Average'],
  [HANDLER_METRIC.coldStarts]: ['other', 'Sum'],
};
const DEPENDENCY: Readonly<Record<string, string>> = {
  [DEPENDENCY_METRIC.faults]: 'Average',
  [DEPENDENCY_METRIC.latency]: 'p90',
};
const TRAFFIC = /^(Invocations|RequestCount|Count|NumberOfMessagesSent|IncomingRecords)$/;

/**
 * Which metrics to read about an incident, each once, the most telling first.
 * @param listed metrics that have the service's dimensions
 */
export function planInsightSeries(
  of: ServiceRef,
  listed: readonly MetricId[],
  alarms: readonly AlarmMetric[],
): PlannedInsightSeries[] {
  const own = listed.flatMap((metric) => ownSeries(of, metric));
  const judged = alarms.map(({ metric, statistic, inIncident }): PlannedInsightSeries => {
    return { name: `${describeMetric(metric)} (${statistic})`, role: roleOf(metric, inIncident), metric, statistic };
  });
  const seen = new Set<string>();
  return [...own, ...judged]
    .filter(({ metric, statistic }) => {
      const key = JSON.stringify([metricKey(metric), statistic]);
      return !seen.has(key) && seen.add(key) !== undefined;
    })
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role))
    .slice(0, MOST_SERIES);
}

/** Only the service as a whole, and what it calls: operations, objectives and scores are made of these. */
function ownSeries({ service, environment }: ServiceRef, metric: MetricId): PlannedInsightSeries[] {
  const {
    [DIMENSION.service]: of,
    [DIMENSION.environment]: where,
    [DIMENSION.dependency]: dependency,
    ...more
  } = metric.dimensions;
  if (of !== service || where !== environment || Object.keys(more).length > 0) return [];
  if (dependency !== undefined) {
    const statistic = Object.hasOwn(DEPENDENCY, metric.name) ? DEPENDENCY[metric.name] : undefined;
    if (statistic === undefined) return [];
    return [{ name: `${metric.name} of ${dependency} (${statistic})`, role: 'dependency', metric, statistic }];
  }
  const known = Object.hasOwn(HANDLER, metric.name) ? HANDLER[metric.name] : undefined;
  if (known) return [{ name: `${metric.name} (${known[1]})`, role: known[0], metric, statistic: known[1] }];
  if (!tellsFullness(metric.name)) return [];
  return [{ name: `${metric.name} (Maximum)`, role: 'resource', metric, statistic: 'Maximum' }];
}

/** What fills up is a cause, even where the incident began with its alarm. */
function roleOf({ name }: MetricId, inIncident: boolean): SeriesRole {
  if (tellsFullness(name)) return 'resource';
  if (inIncident) return 'symptom';
  return TRAFFIC.test(name) ? 'traffic' : 'other';
}
