/** Metric alarms of templates: one metric, metric math or an anomaly band. */
import {
  type AlarmSettings,
  BAND_COMPARISONS,
  type BandComparison,
  COMPARISONS,
  type Comparison,
  type EvaluationSettings,
  MISSING_DATA_MODES,
  type TreatMissingData,
} from '../../../core/alarm/threshold';
import { type PeriodGrid, slidingGrid, wallClockGrid } from '../../../core/alarm/window';
import type { MetricId, Statistic } from '../../../core/signal/metric';
import type { MetricQuery } from '../../../core/signal/metric-math';
import { percentileOf } from '../../../core/signal/statistic';
import type { Resource } from '../../templates';
import { type Properties, positive, readWatched, type Watched } from './alarm-queries';
import { type AlarmCommon, readCommon } from './common';

export interface MetricAlarm extends AlarmCommon {
  readonly kind: 'metric' | 'math' | 'band';
  readonly settings: AlarmSettings;
  readonly grid: PeriodGrid;
  /** Everything that is read; for a plain alarm the one metric. */
  readonly queries: readonly MetricQuery[];
  /** The id of the query whose datapoints are judged. */
  readonly valueId: string;
  /** For alarms on one metric, also with a band around it. */
  readonly metric?: MetricId;
  readonly statistic?: Statistic;
  /** For metric math: the expression that is judged. */
  readonly expression?: string;
  /** For band alarms: how many standard deviations wide the band is, to either side. */
  readonly deviations?: number;
  readonly warmUp?: { readonly minutes: number; readonly onlyAfter: boolean };
  /** Advice: what AWS discourages in alarms, and what will surprise. */
  readonly lints: readonly string[];
}

/** Kinds of alarm that are not evaluated; alarms with these properties are named, never silently green. */
const UNSUPPORTED_PROPERTIES: Readonly<Record<string, string>> = {
  EvaluationCriteria: 'PromQL',
  EvaluationInterval: 'PromQL',
};

/** Those that are followed, or that change no state. Any other makes the alarm "not rehearsed". */
const KNOWN_PROPERTIES: readonly string[] = [
  ...['ActionConfiguration', 'ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'AlarmName', 'ComparisonOperator'],
  ...['DatapointsToAlarm', 'Dimensions', 'EvaluateLowSampleCountPercentile', 'EvaluationPeriods', 'EvaluationWindow'],
  ...['ExtendedStatistic', 'InsufficientDataActions', 'MetricName', 'Metrics', 'Namespace', 'OKActions', 'Period'],
  ...['Statistic', 'Tags', 'Threshold', 'ThresholdMetricId', 'TreatMissingData', 'Unit', 'WarmUpConfiguration'],
];

/** @throws saying what of it is wrong or not rehearsed */
export function readMetricAlarm(resource: Resource): MetricAlarm {
  const { properties } = resource;
  for (const [property, what] of Object.entries(UNSUPPORTED_PROPERTIES)) {
    if (properties[property] !== undefined) throw new Error(`${what} (${property})`);
  }
  const unknown = Object.keys(properties).find((property) => !KNOWN_PROPERTIES.includes(property));
  if (unknown !== undefined) throw new Error(`property ${unknown}`);
  const watched = readWatched(properties, resource.arn.split(':')[4] ?? '');
  const settings = readSettings(properties, watched);
  return {
    resource,
    ...readCommon(resource),
    ...watched,
    settings,
    grid: readGrid(properties, settings),
    warmUp: readWarmUp(properties.WarmUpConfiguration),
  };
}

function readSettings(properties: Properties, { kind, queries, statistic, periodSeconds }: Watched): AlarmSettings {
  const evaluationPeriods = positive(properties.EvaluationPeriods, 'EvaluationPeriods');
  const datapointsToAlarm = positive(properties.DatapointsToAlarm ?? evaluationPeriods, 'DatapointsToAlarm');
  if (datapointsToAlarm > evaluationPeriods)
    throw new Error(`DatapointsToAlarm (${datapointsToAlarm}) is more than EvaluationPeriods (${evaluationPeriods})`);
  const evaluation: EvaluationSettings = {
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData: oneOf(
      MISSING_DATA_MODES,
      properties.TreatMissingData ?? defaultMissingData(queries),
    ) as TreatMissingData,
    ...lowSamples(properties.EvaluateLowSampleCountPercentile, statistic),
  };
  if (kind === 'band' && (periodSeconds < 60 || periodSeconds > 3_600))
    throw new Error(`an anomaly band takes a period of 60 to 3600 seconds, got ${periodSeconds}`);
  if (kind === 'band')
    return {
      ...evaluation,
      comparison: oneOf(Object.keys(BAND_COMPARISONS), properties.ComparisonOperator) as BandComparison,
    };
  const threshold = Number(properties.Threshold);
  if (properties.Threshold === undefined || !Number.isFinite(threshold))
    throw new Error(`Threshold must be a number, got ${JSON.stringify(properties.Threshold) ?? 'nothing'}`);
  return {
    ...evaluation,
    threshold,
    comparison: oneOf(Object.keys(COMPARISONS), properties.ComparisonOperator) as Comparison,
  };
}

/**
 * Alarms on DynamoDB's metrics keep their state over missing data unless they say otherwise.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
function defaultMissingData(queries: readonly MetricQuery[]): TreatMissingData {
  const namespaces = queries.flatMap((query) => ('metric' in query ? [query.metric.namespace] : []));
  return namespaces.length > 0 && namespaces.every((namespace) => namespace === 'AWS/DynamoDB') ? 'ignore' : 'missing';
}

function lowSamples(mode: unknown, statistic: Statistic | undefined): Pick<EvaluationSettings, 'lowSamplePercentile'> {
  if (mode === undefined || oneOf(['evaluate', 'ignore'], mode) === 'evaluate') return {};
  const percentile = statistic === undefined ? undefined : percentileOf(statistic);
  if (percentile === undefined)
    throw new Error(`EvaluateLowSampleCountPercentile is for percentiles, the statistic is ${statistic ?? 'math'}`);
  return { lowSamplePercentile: percentile };
}

function readGrid(properties: Properties, { periodSeconds, evaluationPeriods }: AlarmSettings): PeriodGrid {
  const window = properties.EvaluationWindow as Properties | string | undefined;
  const wallClock = wallClockOf(window);
  checkLength(periodSeconds, evaluationPeriods);
  return wallClock === undefined
    ? slidingGrid(periodSeconds, evaluationPeriods)
    : wallClockGrid(periodSeconds, String(wallClock.Timezone ?? 'UTC'));
}

function wallClockOf(window: Properties | string | undefined): Properties | undefined {
  if (window === undefined) return undefined;
  const kinds = typeof window === 'object' ? Object.keys(window) : [];
  if (kinds.length !== 1 || !['SlidingWindow', 'WallClockWindow'].includes(kinds[0] as string))
    throw new Error(
      `EvaluationWindow must have one of SlidingWindow and WallClockWindow, got ${JSON.stringify(window)}`,
    );
  return (window as Properties).WallClockWindow as Properties | undefined;
}

const DAY_SECONDS = 86_400;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period) */
function checkLength(periodSeconds: number, evaluationPeriods: number): void {
  if (![10, 20, 30].includes(periodSeconds) && periodSeconds % 60 !== 0)
    throw new Error(`Period must be 10, 20, 30 or a multiple of 60 seconds, got ${periodSeconds}`);
  const most = periodSeconds < 3_600 ? DAY_SECONDS : 7 * DAY_SECONDS;
  if (periodSeconds * evaluationPeriods > most)
    throw new Error(
      `Period x EvaluationPeriods is ${periodSeconds * evaluationPeriods} s, CloudWatch allows ${most} s for this period`,
    );
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_WarmUpConfiguration.html */
const MAX_WARM_UP_MINUTES = 2_880;

function readWarmUp(configuration: unknown): MetricAlarm['warmUp'] {
  if (configuration === undefined) return undefined;
  const { WarmUpPeriodDurationInMinutes, OnlyStartEvaluatingAfterWarmUpPeriodEnds = false } =
    configuration as Properties;
  const minutes = positive(WarmUpPeriodDurationInMinutes, 'WarmUpPeriodDurationInMinutes');
  if (minutes > MAX_WARM_UP_MINUTES)
    throw new Error(`WarmUpPeriodDurationInMinutes is ${minutes}, CloudWatch allows ${MAX_WARM_UP_MINUTES}`);
  return {
    minutes,
    onlyAfter: String(OnlyStartEvaluatingAfterWarmUpPeriodEnds) === 'true',
  };
}

function oneOf(allowed: readonly string[], value: unknown): string {
  if (allowed.includes(String(value))) return String(value);
  throw new Error(`'${String(value)}' is none of ${allowed.join(', ')}`);
}
