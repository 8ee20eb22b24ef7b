import type { Family } from '../catalog/entry';
import type { DashboardResource } from './content';

/** Resources that are shown together: of one title, environment, Region and account. */
export interface ResourceGroup {
  readonly family: Family;
  readonly title: string;
  /** Where it is not that of the dashboard. */
  readonly environment?: string;
  readonly region?: string;
  readonly accountId?: string;
  /** In the order of their labels. */
  readonly resources: readonly DashboardResource[];
}

/** From what users meet first to what everything stands on. */
const FAMILIES: readonly Family[] = ['service', 'api', 'compute', 'messaging', 'database', 'infrastructure'];

/**
 * Groups by family, then title; those of the dashboard's own environment, Region and account before others. The order
 * depends on nothing but names, so that a new resource moves no other against the rest.
 */
export function groupResources(resources: readonly DashboardResource[], environment: string): ResourceGroup[] {
  const groups = new Map<string, DashboardResource[]>();
  for (const resource of resources) {
    const key = keyOf(resource, environment);
    const group = groups.get(key);
    if (group) group.push(resource);
    else groups.set(key, [resource]);
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, members]) => groupOf(members.sort(byLabel), environment));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(resource: DashboardResource, environment: string): string {
  const { family, title, region = '', accountId = '' } = resource;
  return [FAMILIES.indexOf(family), title, foreign(resource, environment) ?? '', region, accountId].join('\0');
}

function groupOf(resources: readonly DashboardResource[], environment: string): ResourceGroup {
  const [first] = resources as [DashboardResource];
  const { family, title, region, accountId } = first;
  const other = foreign(first, environment);
  return {
    family,
    title,
    ...(other !== undefined && { environment: other }),
    ...(region !== undefined && { region }),
    ...(accountId !== undefined && { accountId }),
    resources,
  };
}

function foreign(resource: DashboardResource, environment: string): string | undefined {
  return resource.environment === environment ? undefined : resource.environment;
}

function byLabel(a: DashboardResource, b: DashboardResource): number {
  return compare(a.label, b.label);
}
