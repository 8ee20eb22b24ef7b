import { CATALOG } from '../../../core/catalog/catalog';
import type { MetricUnit } from '../../../core/signal/metric-unit';

/** How the catalog calls the namespace of the service's own metrics. */
const OWN_NAMESPACE = 'sightline';

let known: ReadonlyMap<string, MetricUnit> | undefined;

/** What a metric of the catalog is counted in; `undefined` for others, and where entries differ. */
export function unitInCatalog(namespace: string, name: string, ownNamespace: string): MetricUnit | undefined {
  known ??= unitsOf();
  return known.get(keyOf(namespace === ownNamespace ? OWN_NAMESPACE : namespace, name));
}

function unitsOf(): ReadonlyMap<string, MetricUnit> {
  const units = new Map<string, Set<MetricUnit>>();
  for (const { metrics } of CATALOG) {
    for (const { namespace, name, unit } of Object.values(metrics)) {
      const key = keyOf(namespace, name);
      units.set(key, (units.get(key) ?? new Set()).add(unit));
    }
  }
  return new Map([...units].flatMap(([key, [unit, ...others]]) => (unit && others.length === 0 ? [[key, unit]] : [])));
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}
