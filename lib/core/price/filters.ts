import { DIMENSION } from '../conventions';
import { type Charge, CUSTOM_METRIC } from './charge';
import type { Links } from './links';
import { items, name, type PricedResource, property } from './resource';
import type { ServiceFunction } from './services';

const NO_VALUES =
  'the values of the dimensions of a log metric filter are not in the template: one series is assumed for each filter';
const MATCHES = 'log metric filters are assumed to match in every hour';

/** Metrics of log metric filters. Filters that publish the same series are billed once. */
export function filterCharges(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  links: Links,
): { readonly charges: readonly Charge[]; readonly namespaces: ReadonlySet<string> } {
  const serviceOf = servicesOfLogGroups(functions, links);
  const namespaces = new Set<string>();
  const series = new Map<string, Charge>();
  for (const filter of resources.filter(({ type }) => type === 'AWS::Logs::MetricFilter')) {
    const { stackName, path } = filter;
    const service = serviceOf(filter);
    const transformations = items(property(filter.properties, 'MetricTransformations'));
    for (const [index, transformation] of (transformations.length > 0 ? transformations : [undefined]).entries()) {
      namespaces.add(name(property(transformation, 'MetricNamespace')));
      const dimensions = items(property(transformation, 'Dimensions')).map((one) => name(property(one, 'Key')));
      const whose = dimensions.length === 0 ? [] : ownDimensions(dimensions) ? [service ?? path] : [path, `${index}`];
      const metric = ['MetricNamespace', 'MetricName'].map((key) => name(property(transformation, key)));
      const key = JSON.stringify(transformation === undefined ? [path] : [...metric, dimensions, ...whose]);
      if (series.has(key)) continue;
      const exact = dimensions.length === 0 || (ownDimensions(dimensions) && service !== undefined);
      series.set(key, {
        what: 'metrics of log filters',
        quantity: 1,
        unit: 'metric',
        priceId: CUSTOM_METRIC,
        stackName,
        service,
        note: exact ? MATCHES : `${MATCHES}; ${NO_VALUES}`,
      });
    }
  }
  return { charges: [...series.values()], namespaces };
}

/** All that log there have the same values of these, where they are of one service. */
function ownDimensions(dimensions: readonly string[]): boolean {
  return dimensions.every((one) => one === DIMENSION.service || one === DIMENSION.environment);
}

/** The service whose function writes to the log that a filter reads. */
function servicesOfLogGroups(functions: readonly ServiceFunction[], links: Links) {
  const services = new Map<PricedResource, string>();
  for (const { resource, service } of functions) {
    if (service === undefined) continue;
    services.set(resource, service);
    const group = property(resource.properties, 'LoggingConfig', 'LogGroup');
    for (const found of links(group, resource.stackName)) services.set(found, service);
  }
  return ({ properties, stackName }: PricedResource): string | undefined => {
    const logged = links(property(properties, 'LogGroupName'), stackName);
    // A group of the default name names the function: `/aws/lambda/<function>`.
    const named = logged.flatMap((group) => links(property(group.properties, 'LogGroupName'), group.stackName));
    return [...logged, ...named].map((found) => services.get(found)).find((service) => service !== undefined);
  };
}
