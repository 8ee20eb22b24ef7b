/** The histories of alarms, put together from what was read of CloudWatch. */
import { describeSeconds } from '../../core/alarm/threshold';
import { type MetricId, metricKey, type Statistic } from '../../core/signal/metric';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';
import type { AlarmHistory, MetricData } from './alarm-history';
import { isAligned, type MetricStatQuery, metricQueries, type Reading, readingOf, seriesKey } from './needs';
import { dataOf, type ReadSeries } from './series-data';

export interface CloudWatchHistory {
  readonly startMs: number;
  readonly endMs: number;
  /** By the keys of the needs. */
  readonly series: ReadonlyMap<string, ReadSeries>;
  readonly deployed: (metric: MetricId) => MetricId;
}

/** @returns the reason, as text, where CloudWatch's history cannot tell */
export function cloudWatchHistory(alarm: MetricAlarm, history: CloudWatchHistory): AlarmHistory | string {
  const period = describeSeconds(alarm.settings.periodSeconds);
  if (alarm.settings.periodSeconds < 60)
    return `its period is ${period}, and CloudWatch keeps datapoints that fine for 3 hours only`;
  const queries = metricQueries(alarm).map((query) => readQuery(query, alarm, history));
  const read = queries.flatMap(({ series }) => [...series.values()]);
  const fineMs = Math.max(...read.map((series) => fineFrom(series, alarm.settings.periodSeconds)));
  const startMs = Math.max(history.startMs, fineMs);
  if (startMs >= history.endMs) return `its period is ${period}, and CloudWatch keeps nothing that fine of this time`;
  const data = new Map<string, MetricData>();
  for (const { metric, series } of queries) {
    const one = dataOf(metric, series, fineMs);
    if (one) data.set(metricKey(metric), one);
  }
  const errors = [...new Set(read.flatMap((series) => series.errors))];
  return {
    alarm: withOwnMetrics(alarm),
    startMs,
    endMs: history.endMs,
    data,
    notes: [
      ...coarseNotes(alarm, startMs, history, read),
      ...(queries.some(({ reading }) => isAligned(reading)) ? [alignedNote(period)] : []),
      ...(data.size > 0 ? errors.map((error) => `incomplete: ${error}`) : []),
    ],
    ...(data.size === 0 && errors[0] !== undefined && { failure: errors[0] }),
  };
}

interface ReadQuery {
  readonly reading: Reading;
  /** What its data is put as. */
  readonly metric: MetricId;
  readonly series: ReadonlyMap<Statistic, ReadSeries>;
}

const NOTHING: ReadSeries = { points: [], parts: [], errors: [] };

function readQuery(query: MetricStatQuery, alarm: MetricAlarm, { series, deployed }: CloudWatchHistory): ReadQuery {
  const reading = readingOf(query, alarm);
  const metric = deployed(query.metric);
  const found = reading.statistics.map((statistic): [Statistic, ReadSeries] => {
    return [statistic, series.get(seriesKey(metric, statistic, reading.periodSeconds)) ?? NOTHING];
  });
  return { reading, metric: metricOf(query, reading), series: new Map(found) };
}

/** Every statistic that is read becomes a metric of its own: what is put for one cannot disturb another. */
function metricOf({ metric, statistic }: MetricStatQuery, { kind, periodSeconds }: Reading): MetricId {
  return { ...metric, name: `${metric.name} ${statistic}${kind === 'values' ? ` ${periodSeconds}` : ''}` };
}

/** A statistic that was read as it is comes out of any window as it went in: each window holds one value. */
function withOwnMetrics(alarm: MetricAlarm): MetricAlarm {
  const queries = alarm.queries.map((query) => {
    if (!('metric' in query)) return query;
    const reading = readingOf(query, alarm);
    const metric = metricOf(query, reading);
    return reading.kind === 'sets' ? { ...query, metric } : { ...query, metric, statistic: 'Maximum' };
  });
  return { ...alarm, queries };
}

/** From when on all periods of the series divide the alarm's. */
function fineFrom({ parts }: ReadSeries, periodSeconds: number): number {
  const coarse = parts.findLast((part) => periodSeconds % part.periodSeconds !== 0);
  if (coarse) return coarse.endMs;
  return parts[0]?.startMs ?? Number.NEGATIVE_INFINITY;
}

function coarseNotes(
  { settings }: MetricAlarm,
  startMs: number,
  history: CloudWatchHistory,
  read: readonly ReadSeries[],
): string[] {
  if (startMs > history.startMs) {
    const period = describeSeconds(settings.periodSeconds);
    return [`evaluated from ${minute(startMs)} on: before, CloudWatch keeps no datapoints as fine as ${period}`];
  }
  const coarsest = read
    .flatMap(({ parts }) => parts)
    .filter((part) => part.endMs > startMs)
    .sort((a, b) => b.periodSeconds - a.periodSeconds)[0];
  if (!coarsest || coarsest.periodSeconds <= 60 || coarsest.periodSeconds === settings.periodSeconds) return [];
  const period = describeSeconds(coarsest.periodSeconds);
  return [`before ${minute(coarsest.endMs)} its windows slide in steps of ${period}, all that CloudWatch keeps`];
}

function alignedNote(period: string): string {
  return (
    `percentiles and trimmed statistics over ${period} cannot be rebuilt as sliding ` +
    'windows: evaluated on aligned periods'
  );
}

function minute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
