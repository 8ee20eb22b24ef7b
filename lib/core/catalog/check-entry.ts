import { ALARM_ROLES } from '../incident/severity';
import { refuseUnknownKeys } from '../option-keys';
import { METRIC_UNITS } from '../signal/metric-unit';
import { CATALOG } from './catalog';
import { checkList, checkObject, checkOneOf, checkRead, checkText, demand, isObject, shown } from './check-field';
import { checkIndicators } from './check-indicators';
import { checkResolved } from './check-tuning';
import type { CatalogAlarm, CatalogEntry, CatalogGraph, CatalogMetric, Family, Sample } from './entry';
import type { ResolvedAlarm } from './resolve';
import type { ResourceRule } from './resource-rule';

/** Entries that need no second look: ours, whose copies the tests check, and those that passed. */
const SOUND = new WeakSet<object>(CATALOG);

/**
 * Refuses an entry that would fail later, far from where it is written: without a field, with an unknown one, with a
 * name of nothing, or with an alarm that CloudWatch does not take.
 * @throws naming entry and field
 */
export function checkEntry(entry: CatalogEntry): void {
  if (SOUND.has(entry)) return;
  const { title, type } = Object(entry) as CatalogEntry;
  const where = `Catalog entry ${shown(title ?? type)}`;
  checkShape(where, entry);
  for (const [key, metric] of Object.entries(entry.metrics)) checkMetric(`${where}: metric '${key}'`, metric, entry);
  entry.graphs.forEach((graph, index) => {
    checkGraph(`${where}: graph ${index + 1}`, graph, entry);
  });
  entry.alarms.forEach((alarm, index) => {
    checkAlarm(where, index, alarm, entry);
  });
  if (entry.indicators !== undefined) checkIndicators(where, entry.indicators, entry);
  refuseTakenTitle(where, entry);
  SOUND.add(entry);
}

function checkShape(where: string, entry: CatalogEntry): void {
  refuseUnknownKeys(where, entry, Object.keys(ENTRY_KEYS));
  checkText(where, 'type', entry.type);
  checkText(where, 'title', entry.title);
  checkOneOf(where, 'family', entry.family, Object.keys(FAMILIES));
  if (entry.metricsRegion !== undefined) checkOneOf(where, 'metricsRegion', entry.metricsRegion, ['us-east-1']);
  checkObject(where, 'metrics', entry.metrics);
  checkList(where, 'graphs', entry.graphs);
  checkList(where, 'alarms', entry.alarms);
  checkObject(where, 'sample', entry.sample);
  refuseUnknownKeys(`${where}: 'sample'`, entry.sample, Object.keys(SAMPLE_KEYS));
  if (entry.resource === undefined) return;
  refuseUnknownKeys(`${where}: 'resource'`, entry.resource, Object.keys(RESOURCE_KEYS));
  const dimensions: unknown = entry.resource.dimensions;
  demand(
    isObject(dimensions) && Object.hasOwn(dimensions, 'default'),
    `${where}: 'resource.dimensions' must have the set 'default', such as { default: { QueueName: 'Ref' } }`,
  );
}

function checkMetric(where: string, metric: CatalogMetric, { resource }: CatalogEntry): void {
  refuseUnknownKeys(where, metric, Object.keys(METRIC_KEYS));
  checkText(where, 'namespace', metric.namespace);
  checkText(where, 'name', metric.name);
  checkOneOf(where, 'unit', metric.unit, METRIC_UNITS);
  // Those of a `Target` are given with it.
  if (!resource || metric.dimensionSet === undefined) return;
  const companion = resource.companion ? [resource.companion.dimensionSet] : [];
  checkOneOf(where, 'dimensionSet', metric.dimensionSet, [...Object.keys(resource.dimensions), ...companion]);
}

function checkGraph(where: string, graph: CatalogGraph, entry: CatalogEntry): void {
  refuseUnknownKeys(where, graph, ['title', 'left', 'right']);
  checkText(where, 'title', graph.title);
  checkList(where, 'left', graph.left);
  if (graph.right !== undefined) checkList(where, 'right', graph.right);
  for (const line of [...graph.left, ...(graph.right ?? [])]) {
    refuseUnknownKeys(`${where} ('${graph.title}')`, line, ['metric', 'statistic', 'label']);
    checkText(where, 'label', line.label);
    checkRead(where, line, entry);
  }
}

function checkAlarm(where: string, index: number, alarm: CatalogAlarm, entry: CatalogEntry): void {
  const { id, threshold, summary, runbook } = Object(alarm) as CatalogAlarm;
  const isId = typeof id === 'string' && /^[A-Z][A-Za-z0-9]{0,63}$/.test(id);
  demand(isId, `${where}: alarm ${index + 1}: 'id' must be letters and digits, as in SlowP90, got ${shown(id)}`);
  demand(entry.alarms.findIndex((other) => other.id === id) === index, `${where} has two alarms '${id}'; rename one`);
  const place = `${where}: alarm '${id}'`;
  refuseUnknownKeys(place, alarm, Object.keys(ALARM_KEYS));
  checkRead(place, alarm, entry);
  checkOneOf(place, 'role', alarm.role, ALARM_ROLES);
  checkText(place, 'summary', summary);
  const unknown = summary.match(/\{[^{}]*\}/g)?.find((hole) => hole !== '{resource}' && hole !== '{threshold}');
  demand(
    unknown === undefined,
    `${place}: 'summary' has the placeholder ${unknown}; there are {resource} and {threshold}`,
  );
  checkText(place, 'reason', alarm.reason);
  const steps = Array.isArray(runbook) && runbook.every((step) => typeof step === 'string');
  demand(steps, `${place}: 'runbook' must be a list of texts such as ['Look at the log.'], got ${shown(runbook)}`);
  const derived = isObject(threshold);
  if (derived) checkDerived(place, threshold);
  try {
    checkResolved({ ...alarm, threshold: derived ? 0 : threshold } as unknown as ResolvedAlarm, entry.title);
  } catch (error) {
    throw new Error(`Catalog entry: ${(error as Error).message}`);
  }
}

function checkDerived(place: string, threshold: object): void {
  refuseUnknownKeys(`${place}: 'threshold'`, threshold, ['rule', 'text']);
  const { rule, text } = threshold as { readonly rule?: unknown; readonly text?: unknown };
  const fits = typeof rule === 'function' && typeof text === 'string';
  demand(fits, `${place}: 'threshold' must be a number or { rule, text }: a function of the facts, and it in words`);
}

/** One of the same type takes its place, which is meant; another type would lose its alarms. */
function refuseTakenTitle(where: string, { title, type }: CatalogEntry): void {
  const ours = CATALOG.find((entry) => entry.title === title);
  const fits = !ours || ours.type === type || ours.resource?.alsoTypes?.includes(type);
  demand(fits === true, `${where} is of '${type}', and would replace the built-in one of ${ours?.type}; rename it`);
}

type Keys<T> = Readonly<Record<keyof Required<T>, true>>;

const FAMILIES: Readonly<Record<Family, true>> = {
  ...{ service: true, compute: true, api: true, database: true, messaging: true, infrastructure: true },
};
const ENTRY_KEYS: Keys<CatalogEntry> = {
  ...{ type: true, title: true, family: true, resource: true, metricsRegion: true },
  ...{ metrics: true, graphs: true, alarms: true, indicators: true, sample: true },
};
const SAMPLE_KEYS: Keys<Sample<unknown>> = { properties: true, dimensions: true, facts: true };
const RESOURCE_KEYS: Keys<ResourceRule<unknown>> = {
  ...{ alsoTypes: true, when: true, dimensions: true, each: true, companion: true },
  ...{ facts: true, imported: true, onRequest: true },
};
const METRIC_KEYS: Keys<CatalogMetric> = {
  ...{ namespace: true, name: true, unit: true, dimensionSet: true, exceeds100: true },
};
const ALARM_KEYS: Keys<CatalogAlarm> = {
  ...{ id: true, metric: true, statistic: true, comparison: true, threshold: true, periodSeconds: true },
  ...{ evaluationPeriods: true, datapointsToAlarm: true, treatMissingData: true, severity: true, role: true },
  ...{ summary: true, reason: true, runbook: true },
};
