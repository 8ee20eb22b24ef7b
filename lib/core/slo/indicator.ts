import type { CatalogEntry, CountTerm } from '../catalog/entry';
import { type CatalogResource, resolveMetric } from '../catalog/resolve';
import { type MetricId, metricKey, type Statistic } from '../signal/metric';
import type { EventIndicator, IndicatorMetric, IndicatorQuery, TimesliceIndicator } from './definition';
import { boundText, inTimeUnit, type TimeUnit } from './time-unit';

/** A resource of the catalog. */
export interface IndicatorSubject {
  readonly entry: Pick<CatalogEntry, 'title' | 'metrics' | 'indicators'>;
  readonly resource: Pick<CatalogResource, 'dimensions' | 'namespace'>;
}

/** Good events in all: `undefined` where the entry counts none, or the resource has not the dimensions. */
export function availabilityOf(subject: IndicatorSubject): EventIndicator | undefined {
  const { total, bad, good } = subject.entry.indicators?.availability ?? {};
  const counted = bad ?? good;
  return total && counted && eventsOf(subject, { total, [bad ? 'bad' : 'good']: counted });
}

/** Events that take that long at most. */
export function latencyOf(subject: IndicatorSubject, thresholdMs: number): EventIndicator | undefined {
  const key = subject.entry.indicators?.latency;
  const metric = key === undefined ? undefined : resolveMetric(subject.entry, subject.resource, key);
  return metric && latencyIndicator(metric, unitOf(subject, key), thresholdMs);
}

/**
 * Counts what is at or below the threshold. Counts add up over any window, percentiles do not: their averages are no
 * percentile of anything.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html (trimmed count)
 */
export function latencyIndicator(metric: MetricId, unit: TimeUnit, thresholdMs: number): EventIndicator {
  const bound = boundText(inTimeUnit(thresholdMs, unit));
  return {
    budgeting: 'events',
    queries: [
      { id: 'total', metric, statistic: 'SampleCount' },
      { id: 'good', metric, statistic: `TC(:${bound})` },
    ],
  };
}

/** Slices with at least that many events. One without data has none. */
export function throughputOf(
  subject: IndicatorSubject,
  { sliceSeconds, atLeast }: { readonly sliceSeconds: number; readonly atLeast: number },
): TimesliceIndicator | undefined {
  const { throughput, availability } = subject.entry.indicators ?? {};
  const terms = throughput ?? availability?.total;
  const counted = terms && eventsOf(subject, { value: terms });
  if (!counted) return undefined;
  const comparison = 'GreaterThanOrEqualToThreshold';
  return {
    budgeting: 'timeslices',
    queries: counted.queries,
    sliceSeconds,
    comparison,
    threshold: atLeast,
    missing: 'bad',
  };
}

/** Slices in which nothing is older. */
export function freshnessOf(
  subject: IndicatorSubject,
  slices: {
    readonly sliceSeconds: number;
    readonly maxAgeMs: number;
    readonly missing?: TimesliceIndicator['missing'];
  },
): TimesliceIndicator | undefined {
  const freshness = subject.entry.indicators?.freshness;
  const metric = freshness && resolveMetric(subject.entry, subject.resource, freshness.metric);
  if (!metric) return undefined;
  return {
    budgeting: 'timeslices',
    queries: [{ id: 'value', metric, statistic: freshness.statistic }],
    sliceSeconds: slices.sliceSeconds,
    comparison: 'LessThanOrEqualToThreshold',
    threshold: inTimeUnit(slices.maxAgeMs, unitOf(subject, freshness.metric)),
    missing: slices.missing ?? freshness.missing,
  };
}

/** `checkIndicators` has refused metrics in other units. */
function unitOf({ entry }: IndicatorSubject, key: string | undefined): TimeUnit {
  return entry.metrics[key as string]?.unit as TimeUnit;
}

/** Result id to what it is the sum of. */
type Sums = Readonly<Record<string, readonly CountTerm[]>>;

/** A metric that several sums need is read once: alarms are billed by metrics, and hold ten. */
function eventsOf(subject: IndicatorSubject, sums: Sums): EventIndicator | undefined {
  const resolved = Object.entries(sums).map(([id, terms]) => ({ id, terms: resolveTerms(subject, terms) }));
  const metrics = new Map<string, IndicatorMetric>();
  for (const { id, terms } of resolved) {
    const only = terms && onlyOf(terms);
    if (only) metrics.set(keyOf(only), { id, metric: only.metric, statistic: only.statistic });
  }
  const results: IndicatorQuery[] = [];
  for (const { id, terms } of resolved) {
    if (!terms) return undefined;
    const only = onlyOf(terms);
    const alone = only && metrics.get(keyOf(only));
    results.push(alone?.id === id ? alone : { id, expression: terms.map((term) => summand(metrics, term)).join('+') });
  }
  return { budgeting: 'events', queries: [...new Set([...results, ...metrics.values()])] };
}

interface ResolvedTerm {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly each: number;
}

/** All of them, or none. */
function resolveTerms({ entry, resource }: IndicatorSubject, terms: readonly CountTerm[]): ResolvedTerm[] | undefined {
  const resolved = terms.flatMap(({ metric: key, statistic = 'Sum', each = 1 }) => {
    const metric = resolveMetric(entry, resource, key);
    return metric ? [{ metric, statistic, each }] : [];
  });
  return resolved.length === terms.length ? resolved : undefined;
}

/** What is a sum of one metric is that metric. */
function onlyOf(terms: readonly ResolvedTerm[]): ResolvedTerm | undefined {
  const [first, ...others] = terms;
  return others.length === 0 && first?.each === 1 ? first : undefined;
}

function summand(metrics: Map<string, IndicatorMetric>, { each, ...term }: ResolvedTerm): string {
  const query = metrics.get(keyOf(term)) ?? { id: `m${metrics.size + 1}`, ...term };
  metrics.set(keyOf(term), query);
  return each === 1 ? `FILL(${query.id},0)` : `FILL(${query.id},0)/${each}`;
}

function keyOf({ metric, statistic }: Pick<ResolvedTerm, 'metric' | 'statistic'>): string {
  return JSON.stringify([metricKey(metric), statistic]);
}
