/** How old data may be that a freshness objective takes for fresh. */
import { CATALOG } from '../../catalog/catalog';
import type { SloDefinition } from '../definition';

const MINUTES = { Seconds: 1 / 60, Milliseconds: 1 / 60_000, Microseconds: 1 / 60_000_000 } as const;

/** Minutes; `undefined` for objectives of other kinds. Metrics that the catalog does not have are taken to be in seconds. */
export function freshMinutesOf({ kind, indicator }: SloDefinition): number | undefined {
  if (kind !== 'freshness' || indicator.budgeting !== 'timeslices') return undefined;
  const [query] = indicator.queries.filter(({ id }) => id === 'value');
  const unit = query && 'metric' in query ? unitOf(query.metric.namespace, query.metric.name) : undefined;
  return Math.max(0, indicator.threshold) * (MINUTES[unit as keyof typeof MINUTES] ?? MINUTES.Seconds);
}

function unitOf(namespace: string, name: string): string | undefined {
  const metrics = CATALOG.flatMap((entry) => Object.values(entry.metrics));
  return metrics.find((metric) => metric.namespace === namespace && metric.name === name)?.unit;
}
