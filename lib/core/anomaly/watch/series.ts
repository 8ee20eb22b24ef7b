/** A series that `detect-anomalies` watches: what constructs write, and the workflow reads. */
import { fnv1a } from '../../fnv';
import type { AlarmRole, Severity } from '../../incident/severity';
import type { MetricId, Statistic } from '../../signal/metric';
import { describeMetric, metricKey } from '../../signal/metric';
import { LocalHours } from '../local-hours';
import { checkOptions, type DetectorOptions } from '../options';
import type { AheadDefinition } from './ahead-definition';

export interface WatchedSeriesDefinition {
  /** Unique in service and environment. */
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly periodSeconds: SeriesPeriod;
  /** What an anomaly does: nothing but evidence (`signal`), a ticket, or a page. */
  readonly role: AlarmRole;
  readonly severity: Severity;
  /** Of the detector. @default - the detector's own */
  readonly threshold?: DetectorOptions['threshold'];
  readonly timeZone?: string;
  readonly counter?: true;
  /** Its score is published as the metric `AnomalyScore`, which costs what a metric costs. */
  readonly publishScore?: true;
  /** Warned of before it reaches a value. @default - it is not */
  readonly ahead?: AheadDefinition;
}

/** CloudWatch keeps those of one minute for 15 days, those of five minutes for 63. */
export const SERIES_PERIODS = [60, 300] as const;
export type SeriesPeriod = (typeof SERIES_PERIODS)[number];

/**
 * Series share pages of state by a hash of their keys, so that a series never moves when others come and go. A page must
 * fit an item of DynamoDB (400 KB): at {@link MAX_SERIES} it has about 40 series of 3 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const PAGES = 512;
/** Of one detection. */
export const MAX_SERIES = 20_000;

export function seriesKey({
  service,
  environment,
  name,
}: Pick<WatchedSeriesDefinition, 'service' | 'environment' | 'name'>) {
  return `${service}/${environment}/${name}`;
}

export function pageOf(key: string): number {
  return (fnv1a(key) >>> 0) % PAGES;
}

/** Other than before where a series of the same name is of another metric, statistic or period by now. */
export function seriesSource({ metric, statistic, periodSeconds }: WatchedSeriesDefinition): number {
  return fnv1a(JSON.stringify([metricKey(metric), statistic, periodSeconds])) >>> 0;
}

/** For people: `p99 Sightline/Latency{service=checkout}`. */
export function describeSeries({ metric, statistic }: Pick<WatchedSeriesDefinition, 'metric' | 'statistic'>): string {
  return `${statistic} ${describeMetric(metric)}`;
}

/** What `createDetector` is told of it. */
export function detectorOptions({
  threshold,
  timeZone,
  counter,
  periodSeconds,
}: WatchedSeriesDefinition): DetectorOptions {
  return {
    intervalSeconds: periodSeconds,
    ...(threshold !== undefined && { threshold }),
    ...(timeZone !== undefined && { timeZone }),
    ...(counter && { counter }),
  };
}

/** @throws where a detector would refuse them */
export function checkDetectorOptions(series: WatchedSeriesDefinition): void {
  const { timeZone } = checkOptions(detectorOptions(series));
  new LocalHours(timeZone);
}
