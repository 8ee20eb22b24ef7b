import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { COMPARISONS, type Comparison } from '../../core/alarm/threshold';
import { CATALOG } from '../../core/catalog/catalog';
import type { MetricId } from '../../core/signal/metric';
import { percentileOf } from '../../core/signal/statistic';
import type { TimesliceIndicator } from '../../core/slo/definition';
import { latencyIndicator } from '../../core/slo/indicator';
import { inTimeUnit, isTimeUnit, type TimeUnit } from '../../core/slo/time-unit';
import { type AlarmMetric, queriesOf } from '../alarm/metric-queries';
import { refuseForeignMetrics } from '../alarm/same-place';
import { demand } from '../check';
import type { FreshnessMeasure, Measure, Measured, SliSource } from './measure';
import { countsOf, valuesOf } from './metric-indicator';
import type { SloSite } from './resolved-slo';
import { judgeSlices } from './slice-check';

/** Good or bad of a total. */
export function eventsSource({ total, bad, good }: { total: IMetric; bad?: IMetric; good?: IMetric }): SliSource {
  return (measure, { where, scope, name }) => {
    if (measure.kind !== 'availability' && measure.kind !== 'given') {
      throw new Error(`${where}: Sli.events knows no ${measure.kind}; pass Sli.metric(metric) for it`);
    }
    refuseSame(where, total, bad ? 'bad' : 'good', (bad ?? good) as IMetric);
    const counted: Record<string, IMetric> = bad ? { total, bad } : { total, good: good as IMetric };
    const { queries, lints } = countsOf(where, scope, counted);
    return { indicator: { budgeting: 'events', queries }, of: name, events: 'events', lints };
  };
}

/** The same metric by the same statistic, twice: then all events are good, or all are bad. */
function refuseSame(where: string, total: IMetric, name: 'bad' | 'good', counted: IMetric): void {
  const read = (metric: IMetric) => JSON.stringify(queriesOf(where, 'count', metric));
  const problem =
    `'total' and '${name}' of Sli.events are the same, so that each event is ${name}; count ${name} ones by another metric, ` +
    "or by 'Sum' of one that is 0 or 1 for each event, with 'SampleCount' of it as 'total'";
  demand(where, read(total) !== read(counted), problem);
}

export interface Timeslices {
  readonly metric: IMetric;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly sliceSeconds: number;
  readonly missing: TimesliceIndicator['missing'];
}

/** Slices that a metric judges. */
export function timeslicesSource({ metric, comparison, threshold, sliceSeconds, missing }: Timeslices): SliSource {
  return (measure, { where, scope }) => {
    if (measure.kind !== 'availability' && measure.kind !== 'given') {
      throw new Error(
        `${where}: Sli.timeslices has a threshold of its own; pass Sli.metric(metric), or use Slo.custom(Sli.timeslices(...))`,
      );
    }
    const { queries, lints } = valuesOf(where, scope, { value: metric });
    const slices = { sliceSeconds, comparison, threshold, missing };
    const { problem, lint } = judgeSlices({ queries, comparison, threshold, missing });
    demand(where, problem === undefined, problem ?? '');
    const of = `${nameOf(queries[0])} ${COMPARISONS[comparison].symbol} ${threshold}`;
    const indicator = { budgeting: 'timeslices', queries, ...slices } as const;
    return { indicator, of, events: 'slices', lints: lint === undefined ? lints : [...lints, lint] };
  };
}

/** One metric, which objectives read in their own way. */
export function metricSource(metric: IMetric, unit?: TimeUnit): SliSource {
  return (measure, site) => {
    switch (measure.kind) {
      case 'latency':
        return latency(metric, unit, measure.thresholdMs, site);
      case 'throughput':
        return throughput(metric, measure, site);
      case 'freshness':
        return freshness(metric, unit, measure, site);
      default:
        throw new Error(
          `${site.where}: Sli.metric does not say what of it is good; pass Sli.events({ total, bad }), or ` +
            'Sli.timeslices({ metric, comparison, threshold })',
        );
    }
  };
}

function latency(
  metric: IMetric,
  unit: TimeUnit | undefined,
  thresholdMs: number,
  { where, scope }: SloSite,
): Measured {
  const [query, ...others] = queriesOf(where, 'total', metric);
  const single = others.length === 0 && query !== undefined && 'metric' in query;
  demand(where, single, 'latency is counted value by value, which needs one metric, got a math expression');
  const read = query as AlarmMetric;
  refuseForeignMetrics(where, scope, [read]);
  const percentile = percentileOf(read.statistic);
  if (percentile !== undefined) {
    throw new Error(
      `${where}: ${read.metric.name} has the statistic ${read.statistic}, but what is within the threshold is counted; ` +
        `'${read.statistic.slice(1)}' is what the objective says: leave the statistic out`,
    );
  }
  const indicator = latencyIndicator(read.metric, timeUnitOf(where, read, unit), thresholdMs);
  return { indicator, of: read.metric.name, events: 'values', lints: [] };
}

function throughput(
  metric: IMetric,
  { sliceSeconds, atLeast }: Extract<Measure, { kind: 'throughput' }>,
  { where, scope }: SloSite,
): Measured {
  const { queries, lints } = countsOf(where, scope, { value: metric });
  const comparison = 'GreaterThanOrEqualToThreshold';
  const slices = { sliceSeconds, comparison, threshold: atLeast, missing: 'bad' } as const;
  return {
    indicator: { budgeting: 'timeslices', queries, ...slices },
    of: nameOf(queries[0]),
    events: 'events',
    lints,
  };
}

function freshness(
  metric: IMetric,
  unit: TimeUnit | undefined,
  { sliceSeconds, maxAgeMs, missing = 'bad' }: FreshnessMeasure,
  { where, scope }: SloSite,
): Measured {
  const { queries } = valuesOf(where, scope, { value: metric });
  const [query] = queriesOf(where, 'value', metric);
  const threshold = inTimeUnit(maxAgeMs, timeUnitOf(where, query, unit));
  const comparison = 'LessThanOrEqualToThreshold';
  const slices = { sliceSeconds, comparison, threshold, missing } as const;
  return {
    indicator: { budgeting: 'timeslices', queries, ...slices },
    of: nameOf(queries[0]),
    events: 'data',
    lints: [],
  };
}

/** What was said, what the metric says, what the catalog knows of it. */
function timeUnitOf(where: string, query: unknown, said?: TimeUnit): TimeUnit {
  const { metric, unit } = (query ?? {}) as Partial<AlarmMetric>;
  const found = said ?? unit ?? (metric && knownUnit(metric));
  if (isTimeUnit(found)) return found;
  const name = metric ? metric.name : 'a math expression';
  throw new Error(
    `${where}: the unit of ${name} is ${found ?? 'not known'}; say it, as in Sli.metric(metric, { unit: 'Milliseconds' })`,
  );
}

function knownUnit({ namespace, name }: MetricId): string | undefined {
  const metrics = CATALOG.flatMap((entry) => Object.values(entry.metrics));
  return metrics.find((metric) => metric.namespace === namespace && metric.name === name)?.unit;
}

function nameOf(query: unknown): string {
  const { metric, expression } = query as { metric?: MetricId; expression?: string };
  return metric?.name ?? (expression as string);
}
