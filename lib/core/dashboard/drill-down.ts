import type { ResolvedAlarm, ResolvedGraph } from '../catalog/resolve';
import type { MetricId } from '../signal/metric';
import type { BodyVariable, Row } from './body';
import type { DashboardResource } from './content';
import { type GraphSetting, graphRows } from './graph';
import type { ResourceGroup } from './groups';
import type { Slot } from './slots';

/** The graphs of one resource of a group, whichever is chosen at the top of the dashboard. */
export interface DrillDown {
  readonly variable: BodyVariable;
  readonly rows: readonly Row[];
  /** What it draws. */
  readonly slots: ReadonlySet<Slot>;
}

/** As many as a search finds; beyond, the list is the search's and has the resources of others in it too. */
const VALUES_LISTED = 500;

/**
 * A pattern variable: a property variable would put the chosen resource in place of every other on the dashboard. The
 * pattern stands for the resource's name in these graphs only. `undefined` where no single dimension tells the resources
 * apart: a variable has one value.
 *
 * @param id unique on all dashboards, of small letters, digits and `-`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_dashboard_variables.html
 */
export function drillDown(
  { title, resources }: Pick<ResourceGroup, 'title' | 'resources'>,
  slots: readonly Slot[],
  id: string,
  setting: GraphSetting,
): DrillDown | undefined {
  const [lead] = slots;
  const dimension = lead && tellingDimension(lead, resources.length);
  if (dimension === undefined) return undefined;
  const names = new Map(
    lead?.entries.map(({ resource, series: { metric } }) => [resource, metric.dimensions[dimension]]),
  );
  const followers = slots.filter((slot) => follows(slot, dimension, names));
  const pattern = `__${id}__`;
  const { graphs, alarms } = patternGraphs(followers, dimension, pattern);
  const values = resources.map((resource) => ({ value: names.get(resource) ?? '', label: resource.label }));
  return {
    variable: {
      ...{ type: 'pattern', pattern, inputType: 'select', id, label: title, visible: true },
      defaultValue: values[0]?.value ?? '',
      ...(values.length > VALUES_LISTED && lead ? searchOf(lead, dimension) : { values }),
    },
    rows: graphRows(graphs, alarms, setting),
    slots: new Set(followers),
  };
}

/** The only dimension in which all resources differ. */
function tellingDimension({ entries }: Slot, resources: number): string | undefined {
  const values = (key: string) => new Set(entries.map(({ series }) => series.metric.dimensions[key])).size;
  const differing = Object.keys(entries[0]?.series.metric.dimensions ?? {}).filter((key) => values(key) > 1);
  const [dimension] = differing;
  if (dimension === undefined || differing.length > 1) return undefined;
  return values(dimension) === resources && entries.length === resources ? dimension : undefined;
}

/** Whether the lines of a slot differ in nothing but the name of their resource. */
function follows({ entries }: Slot, dimension: string, names: ReadonlyMap<DashboardResource, string | undefined>) {
  const first = entries[0]?.series.metric.dimensions ?? {};
  return entries.every(({ resource, series: { metric } }) =>
    Object.entries(metric.dimensions).every(([key, value]) =>
      key === dimension ? value === names.get(resource) : value === first[key],
    ),
  );
}

/** Those of the resource with most lines, with the pattern in place of its name. */
function patternGraphs(slots: readonly Slot[], dimension: string, pattern: string) {
  const entries = slots.flatMap((slot) => slot.entries);
  const lines = new Map<DashboardResource, Set<unknown>>();
  for (const { resource, series } of entries) lines.set(resource, (lines.get(resource) ?? new Set()).add(series));
  const [richest] = [...lines].sort(([, a], [, b]) => b.size - a.size);
  const renamed = <T extends { readonly metric: MetricId }>(one: T): T => {
    return { ...one, metric: { ...one.metric, dimensions: { ...one.metric.dimensions, [dimension]: pattern } } };
  };
  const series = (list: ResolvedGraph['left']) => list.filter((one) => richest?.[1].has(one)).map(renamed);
  const graphs = (richest?.[0].graphs ?? [])
    .map(({ title, left, right }) => ({ title, left: series(left), right: series(right) }))
    .filter(({ left, right }) => left.length + right.length > 0);
  const shared = (alarm: ResolvedAlarm) =>
    entries.every(({ alarms }) =>
      alarms.every(({ id, threshold }) => id !== alarm.id || threshold === alarm.threshold),
    );
  return { graphs, alarms: (richest?.[0].alarms ?? []).filter(shared).map(renamed) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
function searchOf({ entries }: Slot, dimension: string): Pick<BodyVariable, 'search' | 'populateFrom'> {
  const { namespace, name, dimensions } = entries[0]?.series.metric ?? { namespace: '', name: '', dimensions: {} };
  const schema = [namespace, ...Object.keys(dimensions)].join(',');
  return { search: `{${schema}} MetricName="${name}"`, populateFrom: dimension };
}
