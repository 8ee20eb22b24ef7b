import type { MetricId } from '../metric';

/** Of each metric, what the others do not all share: namespace, name, values of dimensions; its name where nothing is. */
export function labelsOf(metrics: readonly MetricId[]): string[] {
  const dimensions = [...new Set(metrics.flatMap((metric) => Object.keys(metric.dimensions)))].sort();
  const columns: readonly ((metric: MetricId) => string)[] = [
    (metric) => metric.namespace,
    (metric) => metric.name,
    ...dimensions.map((name) => (metric: MetricId) => metric.dimensions[name] ?? ''),
  ];
  const telling = columns.filter((column) => new Set(metrics.map(column)).size > 1);
  return metrics.map((metric) => {
    const parts = telling.map((column) => column(metric)).filter((part) => part !== '');
    return parts.join(' ') || metric.name;
  });
}
