/** What the alarms of an objective read, and how they judge it. */
import type { ThresholdSettings } from '../alarm/threshold';
import { DIMENSION, SLO_METRIC } from '../conventions';
import { metricKey } from '../signal/metric';
import type { MetricQuery } from '../signal/metric-math';
import type { IndicatorMetric, IndicatorQuery, SliDefinition, SloDefinition } from './definition';
import type { TrafficGuard } from './firings';
import { queriesFor } from './indicator-queries';
import { SloError } from './slo-error';
import { minutesText } from './window';

/** As far as an alarm of CloudWatch has them. */
export interface Judged {
  readonly queries: readonly MetricQuery[];
  readonly settings: ThresholdSettings;
}

const ONE_DATAPOINT = { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' } as const;

/**
 * The bad share of events in a window that is one datapoint. Too few of them are a share of 0, so that every datapoint
 * has a value: where one is missing, CloudWatch judges an older one and stays in ALARM long after traffic has stopped.
 * The short window has no guard but that against dividing by 0: what it says is only that the fault goes on.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param threshold the share above which it breaches
 * @param guard of the long window
 */
export function burnRateQueries(
  definition: SloDefinition,
  minutes: number,
  threshold: number,
  guard: TrafficGuard = { minTotal: 1, minBad: 0 },
): Judged {
  const periodSeconds = minutes * 60;
  const counts = countsOf(definition);
  const ids = new Set(counts.map(({ id }) => id));
  const bad = ids.has('bad') ? 'FILL(bad, 0)' : '(total - FILL(good, 0))';
  const { minTotal, minBad } = guard;
  const few = `FILL(total, 0) >= ${Math.max(1, minTotal)}${minBad > 1 ? ` AND ${bad} >= ${minBad}` : ''}`;
  // Slices are published late: in the newest minutes none are there yet, and the older datapoint is the right one.
  const otherwise = definition.indicator.budgeting === 'timeslices' ? '' : ', 0';
  const share: MetricQuery = {
    ...{ id: freeId('share', ids), returnData: true, label: 'Bad share' },
    expression: `IF(${few}, ${bad} / total${otherwise})`,
  };
  return {
    queries: [share, ...counts.map((query) => hidden(query, periodSeconds))],
    settings: { ...ONE_DATAPOINT, periodSeconds, comparison: 'GreaterThanThreshold', threshold },
  };
}

/**
 * The burn rate that `evaluate-slos` publishes every five minutes; its window has had its guards nowhere.
 * @param threshold of as many digits as what is published, or a burn rate that is at it may be above
 */
export function publishedBurnRate(definition: SloDefinition, minutes: number, threshold: number): Judged {
  const dimensions = { ...sloDimensions(definition), [DIMENSION.window]: minutesText(minutes) };
  const metric = { namespace: definition.namespace, name: SLO_METRIC.burnRate, dimensions };
  const periodSeconds = 300;
  return {
    queries: [{ id: 'burn', returnData: true, metric, statistic: 'Maximum', periodSeconds }],
    settings: { ...ONE_DATAPOINT, periodSeconds, comparison: 'GreaterThanThreshold', threshold },
  };
}

export const LONGEST_SILENCE_MINUTES = 10_080;

/**
 * Minutes as far as CloudWatch looks back with them, which is a day; then hours.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (EvaluationPeriods)
 */
export function silencePeriods(silentMinutes: number): { readonly periodSeconds: number; readonly periods: number } {
  if (silentMinutes <= 1_440) return { periodSeconds: 60, periods: silentMinutes };
  return { periodSeconds: 3_600, periods: Math.ceil(silentMinutes / 60) };
}

/** No sample of anything that says how many events, or of what value, there were: a missing minute breaches. */
export function silenceQueries(where: string, indicator: SliDefinition, silentMinutes: number): Judged {
  const { periodSeconds, periods } = silencePeriods(silentMinutes);
  const root = indicator.budgeting === 'events' ? 'total' : 'value';
  const metrics = metricsUnder(where, root, indicator.queries);
  // One metric by two statistics, such as Sum and SampleCount, is one that can be silent.
  const distinct = [...new Map(metrics.map((query) => [metricKey(query.metric), query])).values()];
  const read = distinct.map((query) => ({ ...hidden(query, periodSeconds), statistic: 'SampleCount' }) as MetricQuery);
  const [only] = read;
  // Of several, each one that is there is enough: a missing one counts as 0 beside it.
  const id = freeId('samples', new Set(read.map((query) => query.id)));
  const sum: MetricQuery = { id, returnData: true, expression: read.map((query) => query.id).join(' + ') };
  const queries = only && read.length === 1 ? [{ ...only, returnData: true }] : [sum, ...read];
  const counts = { evaluationPeriods: periods, datapointsToAlarm: periods };
  return {
    queries,
    settings: {
      periodSeconds,
      ...counts,
      treatMissingData: 'breaching',
      comparison: 'LessThanThreshold',
      threshold: 1,
    },
  };
}

/** The dimensions of the metrics that `evaluate-slos` publishes about an objective. */
export function sloDimensions({ service, environment, name }: Pick<SloDefinition, 'service' | 'environment' | 'name'>) {
  return { [DIMENSION.service]: service, [DIMENSION.environment]: environment, [DIMENSION.slo]: name };
}

/** Total, and bad or good: of timeslices as they are published, since no alarm can judge slices and count them at once. */
function countsOf(definition: SloDefinition): readonly IndicatorQuery[] {
  const { indicator, namespace } = definition;
  if (indicator.budgeting === 'events') return indicator.queries;
  const dimensions = sloDimensions(definition);
  const published = (id: string, name: string): IndicatorMetric => {
    return { id, metric: { namespace, name, dimensions }, statistic: 'Sum' };
  };
  return [published('total', SLO_METRIC.slices), published('bad', SLO_METRIC.badSlices)];
}

function hidden(query: IndicatorQuery, periodSeconds: number): MetricQuery {
  return { ...query, returnData: false, ...('metric' in query && { periodSeconds }) } as MetricQuery;
}

/** The metrics that a query is, or is computed from. */
function metricsUnder(where: string, id: string, queries: readonly IndicatorQuery[]): IndicatorMetric[] {
  const needed = queries.some((query) => query.id === id) ? queriesFor(queries, id) : [];
  const metrics = needed.filter((query): query is IndicatorMetric => 'metric' in query);
  if (metrics.length > 0) return metrics;
  const ids = queries.map((query) => query.id).join(', ') || 'none';
  throw new SloError(
    `${where}: its indicator must have a query '${id}' that reads a metric, got ${ids}; add it, or make no alarm on ` +
      'missing telemetry with noTelemetry: false',
  );
}

/** The user's own queries keep their ids. */
function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}${number}`;
  return id;
}
