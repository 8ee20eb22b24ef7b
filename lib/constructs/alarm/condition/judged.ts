/** A threshold over queries, whatever it is learned from, as CloudWatch would take it. */
import {
  type BandComparison,
  type Comparison,
  describeSeconds,
  type EvaluationSettings,
} from '../../../core/alarm/threshold';
import { checkAlarmQueries } from '../../../core/signal/metric-math';
import { checkNumber, type NumberRange, shown } from '../../check';
import type { MetricSpec } from '../condition-spec';
import { isUpper } from '../evaluation';
import type { AlarmQuery } from '../metric-queries';
import { BacktestedThreshold, LearnedBand, type Threshold } from '../threshold';

export interface Judgement {
  readonly where: string;
  /** The first is judged. */
  readonly queries: readonly AlarmQuery[];
  readonly evaluation: EvaluationSettings;
  readonly comparison: Comparison;
  readonly threshold: number | Threshold;
  /** What a threshold in numbers may be. @default - any number */
  readonly range?: NumberRange;
}

export function judgedSpec(judgement: Judgement): MetricSpec {
  const { where, queries, evaluation, comparison, threshold } = judgement;
  if (threshold instanceof LearnedBand) {
    return bandSpec(
      where,
      queries,
      evaluation,
      isUpper(comparison) ? 'GreaterThanUpperThreshold' : 'LessThanLowerThreshold',
      threshold.deviations,
    );
  }
  const judged = { comparison, threshold: thresholdValue(judgement) };
  return { kind: 'metric', where, queries, evaluation, judged, lints: checkQueries(where, queries, evaluation) };
}

/** The number that datapoints are compared with. */
export function thresholdValue({
  where,
  comparison,
  threshold,
  range = {},
}: Pick<Judgement, 'where' | 'comparison' | 'threshold' | 'range'>): number {
  const learned = threshold instanceof BacktestedThreshold ? threshold.valueFor(comparison) : threshold;
  if (typeof learned === 'number') return checkNumber(where, 'threshold', learned, range);
  throw new Error(`${where}: 'threshold' must be a number or a Threshold, got ${shown(learned)}`);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html */
const LONGEST_BAND_PERIOD = 3_600;

/** Outside the band around the first query. */
export function bandSpec(
  where: string,
  queries: readonly AlarmQuery[],
  evaluation: EvaluationSettings,
  comparison: BandComparison,
  deviations: number,
): MetricSpec {
  const { periodSeconds } = evaluation;
  if (periodSeconds < 60 || periodSeconds > LONGEST_BAND_PERIOD) {
    throw new Error(
      `${where}: an anomaly band takes a 'period' of 1 minute to 1 hour, got ${describeSeconds(periodSeconds)}; set 'period'`,
    );
  }
  const [first] = queries as readonly [AlarmQuery];
  const band: AlarmQuery = {
    id: 'band',
    expression: `ANOMALY_DETECTION_BAND(${first.id}, ${deviations})`,
    returnData: true,
  };
  const all = [...queries, band];
  const lints = checkQueries(where, all, evaluation, band.id);
  return { kind: 'metric', where, queries: all, evaluation, judged: { comparison, deviations }, lints };
}

/** A Metrics Insights query has its own language, which nothing here reads. */
const INSIGHTS = /^\s*SELECT\b/i;
const QUOTED = /"[^"]*"|'[^']*'/g;
const INSIGHTS_WINDOW_SECONDS = 3 * 3_600;

/**
 * What CloudWatch demands of alarms on Metrics Insights queries; nothing where there is none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 * @param more periods that the alarm reads beyond evaluationPeriods: one on a window of the clock
 */
export function checkInsights(
  where: string,
  queries: readonly AlarmQuery[],
  { periodSeconds, evaluationPeriods }: EvaluationSettings,
  more = 0,
): void {
  const selects = queries.flatMap((query) => ('expression' in query && isInsights(query.expression) ? query : []));
  const demand = (fits: boolean, message: string) => {
    if (!fits && selects.length > 0) throw new Error(`${where}: a Metrics Insights query ${message}`);
  };
  const bare = selects.find(({ expression }) => !/\bFROM\b/i.test(expression.replace(QUOTED, '')));
  demand(!bare, `names where it reads from, got ${shown(bare?.expression)}; write SELECT ... FROM "AWS/Lambda"`);
  const beside = queries.find((query) => 'metric' in query);
  demand(!beside, `stands alone in an alarm, got the metric '${beside?.id}' beside it; leave one of them out`);
  demand(
    periodSeconds >= 60,
    `takes a 'period' of a minute at least, got ${describeSeconds(periodSeconds)}; set 'period'`,
  );
  const most = Math.floor(INSIGHTS_WINDOW_SECONDS / periodSeconds) - more;
  demand(
    evaluationPeriods <= most,
    `reads the last 3 h${more > 0 ? ', on a window of the clock less one period' : ''}, got ${evaluationPeriods} x ` +
      `${describeSeconds(periodSeconds)}; ${most > 0 ? `use at most ${most} periods` : "shorten 'period'"}`,
  );
}

function isInsights(expression: string): boolean {
  return INSIGHTS.test(expression);
}

function checkQueries(
  where: string,
  queries: readonly AlarmQuery[],
  evaluation: EvaluationSettings,
  thresholdMetricId?: string,
): readonly string[] {
  checkInsights(where, queries, evaluation);
  if (queries.some((query) => 'expression' in query && isInsights(query.expression))) return [];
  const { evaluationPeriods, datapointsToAlarm } = evaluation;
  const { problems, lints } = checkAlarmQueries(queries, {
    evaluationPeriods,
    datapointsToAlarm,
    ...(thresholdMetricId !== undefined && { thresholdMetricId }),
  });
  if (problems.length > 0) throw new Error(`${where}: CloudWatch refuses its metric math: ${problems.join('; ')}`);
  return lints;
}

/** How long a datapoint of the queries is. */
export function periodOf(where: string, queries: readonly AlarmQuery[]): number {
  const [metric] = queries.filter((query) => 'metric' in query);
  const period = (metric ?? queries[0])?.periodSeconds;
  if (period !== undefined) return period;
  throw new Error(`${where}: the expression uses no metric, so it needs a 'period'; set it`);
}
