import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CatalogEntry } from '../../core/catalog/entry';
import { metricsOf } from '../../core/catalog/parts';
import { SERVICE_HANDLER } from '../../core/catalog/service-handler';
import { DEPENDENCY_METRIC, DIMENSION, HANDLER_METRIC } from '../../core/conventions';
import type { SloDefinition } from '../../core/slo/definition';
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

/** Warns where an objective is about the service's own handlers: of an Observability that monitors no function. */
export function warnWithoutHandlers(scope: Construct, definition: SloDefinition): void {
  if (!readsHandlers(definition)) return;
  const { name, service, environment } = definition;
  Annotations.of(scope).addWarningV2(
    'sightline:objectiveWithoutHandlers',
    `Objective '${name}' counts what the handlers of '${service}' (${environment}) publish, and its Observability monitors ` +
      "no function: unless others publish it, there is no data. Pass the functions to 'monitor' and wrap their handlers",
  );
}

function readsHandlers({ indicator, namespace, service, environment }: SloDefinition): boolean {
  const own: readonly string[] = Object.values(HANDLER_METRIC);
  return indicator.queries.some((query) => {
    if (!('metric' in query)) return false;
    const { name, namespace: space, dimensions } = query.metric;
    const isOwn = dimensions[DIMENSION.service] === service && dimensions[DIMENSION.environment] === environment;
    return isOwn && space === namespace && own.includes(name);
  });
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
