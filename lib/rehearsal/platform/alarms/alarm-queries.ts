/** What a metric alarm reads: one metric, the queries of metric math, a band around a metric. */
import type { MetricId, Statistic } from '../../../core/signal/metric';
import { checkAlarmQueries, type MetricQuery } from '../../../core/signal/metric-math';
import { isSimpleStatistic, isStatistic, SIMPLE_STATISTICS } from '../../../core/signal/statistic';
import type { MetricAlarm } from './metric-alarm';

export type Properties = Readonly<Record<string, unknown>>;
export type Watched = Pick<
  MetricAlarm,
  'kind' | 'queries' | 'valueId' | 'metric' | 'statistic' | 'expression' | 'deviations' | 'lints'
> & { readonly periodSeconds: number };

/** @throws saying what CloudWatch refuses, or what is not rehearsed */
export function readWatched(properties: Properties, account: string): Watched {
  return properties.Metrics === undefined ? readSingle(properties) : readQueries(properties, account);
}

function readSingle(properties: Properties): Watched {
  if (properties.ThresholdMetricId !== undefined) throw new Error('ThresholdMetricId needs Metrics');
  const statistic = singleStatistic(properties);
  const periodSeconds = positive(properties.Period, 'Period');
  const metric = readMetric(properties);
  const query: MetricQuery = { id: 'm1', returnData: true, metric, statistic, periodSeconds };
  return {
    kind: 'metric',
    queries: [query],
    valueId: 'm1',
    metric,
    statistic,
    periodSeconds,
    lints: unitLint(properties.Unit),
  };
}

interface QueryProperties {
  readonly Id: string;
  readonly Expression?: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
  readonly Period?: number;
  readonly AccountId?: string;
  readonly MetricStat?: {
    readonly Metric: Properties;
    readonly Period: number;
    readonly Stat: string;
    readonly Unit?: string;
  };
}

function readQueries(properties: Properties, account: string): Watched {
  const entries = properties.Metrics as readonly QueryProperties[];
  const double = ['MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Period'].find(
    (name) => properties[name] !== undefined,
  );
  if (double !== undefined) throw new Error(`Metrics and ${double} exclude each other`);
  const queries = entries.map((entry) => readQuery(entry, account));
  const bandId = properties.ThresholdMetricId === undefined ? undefined : String(properties.ThresholdMetricId);
  const judged = queries.filter(({ id }) => id !== bandId);
  const { problems, notRehearsed, lints } = checkAlarmQueries(queries, {
    ...(bandId !== undefined && { thresholdMetricId: bandId }),
    ...countsOf(properties),
  });
  const refused = [...problems, ...notRehearsed];
  if (refused.length > 0) throw new Error(refused.join('; '));
  const value = judged.find(({ returnData }) => returnData) as MetricQuery;
  if (bandId !== undefined && !('metric' in value)) throw new Error('a band of metric math is not rehearsed');
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
    lints: [...lints, ...entries.flatMap(({ MetricStat }) => unitLint(MetricStat?.Unit))],
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Unit) */
function unitLint(unit: unknown): string[] {
  if (unit === undefined) return [];
  return [`Unit is ${String(unit)}: CloudWatch then takes only data of that unit; units are not compared in rehearsal`];
}

function countsOf({ EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods }: Properties) {
  return { evaluationPeriods: Number(EvaluationPeriods), datapointsToAlarm: Number(DatapointsToAlarm) };
}

function readQuery(query: QueryProperties, account: string): MetricQuery {
  const { Id, Expression, Label, ReturnData = true, Period, MetricStat, AccountId } = query;
  if (AccountId !== undefined && String(AccountId) !== account)
    throw new Error(`metric '${Id}' of another account (${AccountId})`);
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

/** CloudFormation has the simple statistics in one property and all others in another. */
function singleStatistic({ Statistic: simple, ExtendedStatistic: extended }: Properties): Statistic {
  if (simple !== undefined && extended !== undefined)
    throw new Error('Statistic and ExtendedStatistic exclude each other');
  if (simple !== undefined && !isSimpleStatistic(String(simple)))
    throw new Error(`statistic ${String(simple)}: Statistic is one of ${SIMPLE_STATISTICS.join(', ')}`);
  if (extended !== undefined && isSimpleStatistic(String(extended)))
    throw new Error(`statistic ${String(extended)} belongs in Statistic, not in ExtendedStatistic`);
  return knownStatistic(simple ?? extended);
}

function knownStatistic(value: unknown): Statistic {
  if (value !== undefined && isStatistic(String(value))) return String(value);
  throw new Error(`statistic ${String(value)}`);
}

export function positive(value: unknown, property: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${property} must be a whole number above 0, got ${JSON.stringify(value) ?? 'nothing'}`);
}
