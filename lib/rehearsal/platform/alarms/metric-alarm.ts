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
import { checkAlarmQueries, type MetricQuery } from '../../../core/signal/metric-math';
import { isStatistic, percentileOf } from '../../../core/signal/statistic';
import type { Resource } from '../../templates';
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

/** @throws saying what of it is wrong or not rehearsed */
export function readMetricAlarm(resource: Resource): MetricAlarm {
  const { properties } = resource;
  for (const [property, what] of Object.entries(UNSUPPORTED_PROPERTIES)) {
    if (properties[property] !== undefined) throw new Error(`${what} (${property})`);
  }
  const watched = properties.Metrics === undefined ? readSingle(properties) : readQueries(properties);
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

type Properties = Readonly<Record<string, unknown>>;
type Watched = Pick<
  MetricAlarm,
  'kind' | 'queries' | 'valueId' | 'metric' | 'statistic' | 'expression' | 'deviations' | 'lints'
> & { readonly periodSeconds: number };

function readSingle(properties: Properties): Watched {
  const statistic = knownStatistic(properties.Statistic ?? properties.ExtendedStatistic);
  const periodSeconds = positive(properties.Period, 'Period');
  const metric = readMetric(properties);
  const query: MetricQuery = { id: 'm1', returnData: true, metric, statistic, periodSeconds };
  return { kind: 'metric', queries: [query], valueId: 'm1', metric, statistic, periodSeconds, lints: [] };
}

interface QueryProperties {
  readonly Id: string;
  readonly Expression?: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
  readonly Period?: number;
  readonly AccountId?: string;
  readonly MetricStat?: { readonly Metric: Properties; readonly Period: number; readonly Stat: string };
}

function readQueries(properties: Properties): Watched {
  const entries = properties.Metrics as readonly QueryProperties[];
  const queries = entries.map(readQuery);
  const bandId = properties.ThresholdMetricId === undefined ? undefined : String(properties.ThresholdMetricId);
  const judged = queries.filter(({ id }) => id !== bandId);
  const { problems, notRehearsed, lints } = checkAlarmQueries(queries, {
    ...(bandId !== undefined && { thresholdMetricId: bandId }),
    ...countsOf(properties),
  });
  const refused = [...problems, ...notRehearsed];
  if (refused.length > 0) throw new Error(refused.join('; '));
  const value = judged.find(({ returnData }) => returnData) as MetricQuery;
  const single = 'metric' in value ? { metric: value.metric, statistic: value.statistic } : {};
  const periodSeconds = judged.find((query) => 'metric' in query)?.periodSeconds;
  return {
    kind: bandId !== undefined ? 'band' : 'metric' in value ? 'metric' : 'math',
    queries: judged,
    valueId: value.id,
    ...single,
    ...('expression' in value && { expression: value.expression }),
    ...(bandId !== undefined && { deviations: bandWidth(queries, bandId, value.id) }),
    periodSeconds: positive(value.periodSeconds ?? periodSeconds, 'Period'),
    lints,
  };
}

function countsOf({ EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods }: Properties) {
  return { evaluationPeriods: Number(EvaluationPeriods), datapointsToAlarm: Number(DatapointsToAlarm) };
}

function readQuery({ Id, Expression, Label, ReturnData = true, Period, MetricStat }: QueryProperties): MetricQuery {
  const common = { id: Id, returnData: ReturnData, ...(Label !== undefined && { label: Label }) };
  if (MetricStat === undefined) {
    if (/^\s*SELECT\b/i.test(String(Expression))) throw new Error('Metrics Insights query');
    return {
      ...common,
      expression: String(Expression),
      ...(Period !== undefined && { periodSeconds: Number(Period) }),
    };
  }
  return {
    ...common,
    metric: readMetric(MetricStat.Metric),
    statistic: knownStatistic(MetricStat.Stat),
    periodSeconds: positive(MetricStat.Period, 'Period'),
  };
}

const BAND = /^\s*ANOMALY_DETECTION_BAND\(\s*(\w+)\s*(?:,\s*(\d+(?:\.\d+)?)\s*)?\)\s*$/;
/** What CloudWatch takes where the expression names no width. */
const DEFAULT_DEVIATIONS = 2;

function bandWidth(queries: readonly MetricQuery[], bandId: string, valueId: string): number {
  const band = queries.find(({ id }) => id === bandId);
  if (!band) throw new Error(`ThresholdMetricId '${bandId}' is not the Id of one of the Metrics`);
  const match = 'expression' in band ? BAND.exec(band.expression) : null;
  if (!match) throw new Error(`the threshold '${bandId}' must be ANOMALY_DETECTION_BAND(id, number) to be rehearsed`);
  if (match[1] !== valueId)
    throw new Error(
      `the band is of '${match[1]}' and the alarm judges '${valueId}'; only a band of the same is rehearsed`,
    );
  return match[2] === undefined ? DEFAULT_DEVIATIONS : Number(match[2]);
}

function readMetric(properties: Properties): MetricId {
  const dimensions = (properties.Dimensions ?? []) as { Name: string; Value: string }[];
  return {
    namespace: String(properties.Namespace),
    name: String(properties.MetricName),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, String(Value)])),
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
  if (window === undefined || typeof window === 'string') return undefined;
  const { WallClockWindow } = window;
  return typeof WallClockWindow === 'object' && WallClockWindow !== null ? (WallClockWindow as Properties) : undefined;
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

function readWarmUp(configuration: unknown): MetricAlarm['warmUp'] {
  if (configuration === undefined) return undefined;
  const { WarmUpPeriodDurationInMinutes, OnlyStartEvaluatingAfterWarmUpPeriodEnds = false } =
    configuration as Properties;
  return {
    minutes: positive(WarmUpPeriodDurationInMinutes, 'WarmUpPeriodDurationInMinutes'),
    onlyAfter: String(OnlyStartEvaluatingAfterWarmUpPeriodEnds) === 'true',
  };
}

function knownStatistic(value: unknown): Statistic {
  if (value !== undefined && isStatistic(String(value))) return String(value);
  throw new Error(`statistic ${String(value)}`);
}

function positive(value: unknown, property: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${property} must be a whole number above 0, got ${JSON.stringify(value) ?? 'nothing'}`);
}

function oneOf(allowed: readonly string[], value: unknown): string {
  if (allowed.includes(String(value))) return String(value);
  throw new Error(`'${String(value)}' is none of ${allowed.join(', ')}`);
}
