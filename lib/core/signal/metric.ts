/** One CloudWatch metric: namespace, name and the exact dimension set are its identity. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  /** Dimension name to value; the order does not matter. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A statistic as alarms and dashboards name it: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or `pNN`. */
export type Statistic = string;

/** The identity of a metric as one string: equal for equal metrics, whatever the order of dimensions. */
export function metricKey({ namespace, name, dimensions }: MetricId): string {
  const names = Object.keys(dimensions);
  if (names.length > 1) names.sort();
  return JSON.stringify([namespace, name, names.map((dimension) => [dimension, dimensions[dimension]])]);
}

/** `Namespace/Name{dimension=value, ...}`: how people are shown a metric. */
export function describeMetric(metric: MetricId): string {
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => `${name}=${value}`);
  return `${metric.namespace}/${metric.name}${dimensions.length > 0 ? `{${dimensions.join(', ')}}` : ''}`;
}
