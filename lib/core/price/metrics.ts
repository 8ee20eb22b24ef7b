import { DEFAULT_NAMESPACE, ENV, HANDLER_METRIC, HEALTH_CONFIG_ENV } from '../conventions';
import type { AlarmFacts } from './alarms';
import { type Charge, type Charges, CUSTOM_METRIC, MONTH_HOURS, type NotPriced } from './charge';
import { filterCharges } from './filters';
import type { Links } from './links';
import { items, joined, type PricedResource, parsed, property, text } from './resource';
import { runsPerMonth } from './schedule';
import { type ServiceFunction, scheduleOf, serviceLabel } from './services';

/**
 * Handler metrics that every invocation publishes on each of its two dimension sets; `Timeouts` comes only with trouble.
 */
export const STEADY_METRICS = Object.values(HANDLER_METRIC).length - 1;

const HOURLY = 'metrics are billed in hours in which they get data, and each is assumed to get some in every hour';
const WRAPPED =
  'functions with SIGHTLINE_SERVICE are assumed to wear the middleware, and metrics of dependencies and your own come on top';
const UNTRIGGERED = 'a function whose trigger the templates do not tell is assumed to have one operation';

/**
 * Custom metrics, counted as CloudWatch bills them: by series, that is by each combination of name and dimension values.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
 */
export function metricCharges(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  alarms: readonly AlarmFacts[],
  links: Links,
): Charges {
  const filters = filterCharges(resources, functions, links);
  return {
    charges: [...handlerCharges(functions), ...filters.charges, ...healthCharges(functions)],
    notPriced: [...inTrouble(functions), ...foreignNamespaces(functions, alarms, filters.namespaces)],
  };
}

/** Operations by service: each has a set of handler metrics of its own. */
export function operationsByService(functions: readonly ServiceFunction[]): Map<string, Operations> {
  const found = new Map<string, Operations>();
  for (const one of functions) {
    const { service, publishes, resource } = one;
    const triggers = steadyTriggers(one);
    if (service === undefined || !publishes || (one.workflow !== undefined && triggers.length === 0)) continue;
    const known = found.get(service) ?? {
      stackName: resource.stackName,
      names: new Set<PricedResource>(),
      guessed: false,
    };
    found.set(service, known);
    for (const trigger of triggers) known.names.add(trigger);
    if (triggers.length > 0) continue;
    known.names.add(resource);
    known.guessed = true;
  }
  return found;
}

export interface Operations {
  readonly stackName: string;
  readonly names: Set<PricedResource>;
  guessed: boolean;
}

/** Of Sightline's own functions only those by the clock: the others run when there is trouble. */
function steadyTriggers({ triggers, workflow }: ServiceFunction): readonly PricedResource[] {
  return workflow === undefined ? triggers : triggers.filter((trigger) => scheduleOf(trigger) !== undefined);
}

function handlerCharges(functions: readonly ServiceFunction[]): Charge[] {
  return [...operationsByService(functions)].flatMap(([service, { stackName, names, guessed }]) => {
    const shared = { unit: 'metric', priceId: CUSTOM_METRIC, stackName, service };
    const note = `${HOURLY}; ${WRAPPED}`;
    return [
      { ...shared, what: 'handler metrics of the service', quantity: STEADY_METRICS, note },
      {
        ...shared,
        what: 'handler metrics of operations',
        quantity: STEADY_METRICS * [...names].reduce((sum, trigger) => sum + shareOfHours(trigger), 0),
        note: guessed ? UNTRIGGERED : undefined,
      },
    ];
  });
}

/** Of all hours: what runs once a day by the clock gets data in one of 24. */
function shareOfHours(trigger: PricedResource): number {
  const expression = scheduleOf(trigger);
  const runs = expression === undefined ? undefined : runsPerMonth(expression);
  return runs === undefined ? 1 : Math.min(1, runs / MONTH_HOURS);
}

/** The score of the service, and faults and latency of each check. */
function healthCharges(functions: readonly ServiceFunction[]): Charge[] {
  return functions.flatMap(({ resource, workflow }) => {
    if (workflow !== 'check-health') return [];
    const config = parsed(joined(property(resource.properties, 'Environment', 'Variables', HEALTH_CONFIG_ENV)));
    const checks = Math.max(1, items(property(config, 'checks')).length);
    return {
      what: 'metrics of health checks',
      quantity: 1 + 2 * checks,
      unit: 'metric',
      priceId: CUSTOM_METRIC,
      stackName: resource.stackName,
      service: serviceLabel(text(property(config, 'service')), property(config, 'environment')),
    };
  });
}

/** Sightline's own functions that run only on signals publish metrics only then. */
function inTrouble(functions: readonly ServiceFunction[]): NotPriced[] {
  return functions.flatMap(({ resource, workflow, publishes, triggers }) => {
    const eventful = triggers.filter((trigger) => scheduleOf(trigger) === undefined).length;
    if (workflow === undefined || !publishes || eventful === 0) return [];
    return {
      what: `metrics of ${workflow} on events`,
      reason: 'it runs only when something happens, and its metrics are billed only in those hours',
      count: STEADY_METRICS * eventful,
      stackName: resource.stackName,
    };
  });
}

/** Alarms on metrics that nothing in the template publishes: they are on the bill of whoever does. */
function foreignNamespaces(
  functions: readonly ServiceFunction[],
  alarms: readonly AlarmFacts[],
  filtered: ReadonlySet<string>,
): NotPriced[] {
  const own = new Set(
    functions.map(({ resource }) => text(property(resource.properties, 'Environment', 'Variables', ENV.namespace))),
  ).add(DEFAULT_NAMESPACE);
  const found = new Map<string, NotPriced>();
  for (const { resource } of alarms) {
    for (const namespace of namespacesOf(resource)) {
      if (/^AWS\//.test(namespace) || own.has(namespace) || filtered.has(namespace) || found.has(namespace)) continue;
      found.set(namespace, {
        what: `metrics in the namespace ${namespace}`,
        reason: 'alarms read them, and how many series are published is not in the template',
        count: 1,
        stackName: resource.stackName,
      });
    }
  }
  return [...found.values()];
}

function namespacesOf({ properties }: PricedResource): readonly string[] {
  const queries = items(property(properties, 'Metrics'));
  const named = queries.map((query) => property(query, 'MetricStat', 'Metric', 'Namespace'));
  return [property(properties, 'Namespace'), ...named].flatMap((namespace) => text(namespace) ?? []);
}
