import type { CatalogEntry } from '../../core/catalog/entry';
import { metricsOf } from '../../core/catalog/parts';
import { SERVICE_HANDLER } from '../../core/catalog/service-handler';
import { DEPENDENCY_METRIC, DIMENSION } from '../../core/conventions';
import type { SliSource } from './measure';
import type { SloSite } from './resolved-slo';
import { measured } from './subject-source';

/** What the middleware publishes of the service's handlers, or of one operation. */
export function handlersSource(operation?: string): SliSource {
  return (measure, site) => {
    const more: Record<string, string> = operation === undefined ? {} : { [DIMENSION.operation]: operation };
    const of = operation ?? site.service;
    return measured([{ entry: SERVICE_HANDLER, of, resource: published(site, more) }], measure, site, of);
  };
}

/** What it publishes of the calls of a dependency. */
export function dependencySource(name: string): SliSource {
  return (measure, site) => {
    const resource = published(site, { [DIMENSION.dependency]: name });
    return measured([{ entry: DEPENDENCY, of: name, resource }], measure, site, name);
  };
}

/** `DependencyFaults` is 0 or 1 for each call. */
const DEPENDENCY: Pick<CatalogEntry, 'title' | 'metrics' | 'indicators'> = {
  title: 'Dependency',
  metrics: metricsOf('sightline', {
    faults: [DEPENDENCY_METRIC.faults, 'Count'],
    latency: [DEPENDENCY_METRIC.latency, 'Milliseconds'],
  }),
  indicators: {
    events: 'calls',
    availability: { total: [{ metric: 'faults', statistic: 'SampleCount' }], bad: [{ metric: 'faults' }] },
    latency: 'latency',
  },
};

function published({ service, environment, namespace }: SloSite, more: Readonly<Record<string, string>>) {
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: environment, ...more };
  return { namespace, dimensions: { default: dimensions } };
}
