/** Which series have to be read for alarms to be evaluated anew. */
import { BAND_TRAINING_MS } from '../../core/alarm/band';
import { evaluationRange } from '../../core/alarm/evaluation';
import type { MetricId, Statistic } from '../../core/signal/metric';
import { metricKey } from '../../core/signal/metric';
import type { MetricQuery } from '../../core/signal/metric-math';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';

/** One series to be read. */
export interface SeriesNeed {
  /** The same for the same series. */
  readonly key: string;
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  /** How long before the backtest the series must begin. */
  readonly leadMs: number;
}

export type MetricStatQuery = Extract<MetricQuery, { readonly metric: unknown }>;

/** Statistics that follow from the statistic sets of single minutes, and the parts of the sets that they take. */
const PARTS: Readonly<Record<string, readonly Statistic[]>> = {
  Sum: ['Sum'],
  SampleCount: ['SampleCount'],
  Average: ['SampleCount', 'Sum'],
  Minimum: ['Minimum'],
  Maximum: ['Maximum'],
};

const MINUTE_SECONDS = 60;

/** What is read of a metric for one query, and what becomes of it. */
export interface Reading {
  /** `sets`: minute by minute, windows of any length are put together; `values`: the statistic itself. */
  readonly kind: 'sets' | 'values';
  readonly statistics: readonly Statistic[];
  readonly periodSeconds: number;
}

export function readingOf({ statistic }: MetricStatQuery, { settings }: MetricAlarm): Reading {
  const parts = PARTS[statistic];
  if (parts) return { kind: 'sets', statistics: parts, periodSeconds: MINUTE_SECONDS };
  const counted = settings.lowSamplePercentile === undefined ? [] : ['SampleCount'];
  return { kind: 'values', statistics: [statistic, ...counted], periodSeconds: settings.periodSeconds };
}

/** Percentiles of several minutes do not follow from those of each minute. */
export function isAligned(reading: Reading): boolean {
  return reading.kind === 'values' && reading.periodSeconds > MINUTE_SECONDS;
}

export function metricQueries(alarm: MetricAlarm): MetricStatQuery[] {
  return alarm.queries.filter((query): query is MetricStatQuery => 'metric' in query);
}

export function seriesKey(metric: MetricId, statistic: Statistic, periodSeconds: number): string {
  return JSON.stringify([metricKey(metric), statistic, periodSeconds]);
}

/**
 * Every series once, with the longest lead that an alarm asks for.
 * @param deployed the metric as CloudWatch knows it, of one of the template
 */
export function seriesNeeds(
  alarms: readonly MetricAlarm[],
  deployed: (metric: MetricId) => MetricId,
  extraDatapoints: number,
): SeriesNeed[] {
  const needs = new Map<string, SeriesNeed>();
  for (const alarm of alarms) {
    const leadMs = leadOf(alarm, extraDatapoints);
    for (const query of metricQueries(alarm)) {
      const { statistics, periodSeconds } = readingOf(query, alarm);
      const metric = deployed(query.metric);
      for (const statistic of statistics) {
        const key = seriesKey(metric, statistic, periodSeconds);
        const longest = Math.max(leadMs, needs.get(key)?.leadMs ?? 0);
        needs.set(key, { key, metric, statistic, periodSeconds, leadMs: longest });
      }
    }
  }
  return [...needs.values()];
}

function leadOf({ kind, settings }: MetricAlarm, extraDatapoints: number): number {
  const range = evaluationRange(settings.evaluationPeriods, extraDatapoints);
  return Math.max(range * settings.periodSeconds * 1_000, kind === 'band' ? BAND_TRAINING_MS : 0);
}
