import type { Family } from '../catalog/entry';
import { type BodyVariable, type Row, rowOf, textRow } from './body';
import type { DashboardAnnotation, DashboardContent, DashboardContentRow, DashboardResource } from './content';
import { drillDown } from './drill-down';
import { fleetTiles } from './fleet';
import { chunks, type GraphSetting, graphRows, graphTile, gridRows, withAlarmed } from './graph';
import type { ResourceGroup } from './groups';
import { slotsOf } from './slots';

/** Rows that stay on one dashboard. */
export interface Part {
  /** What links call it. */
  readonly name: string;
  /** Above the first part of the family on each dashboard. @default - no heading */
  readonly family?: Family;
  /** Above the first part of this heading on each dashboard. @default - no heading */
  readonly heading?: string;
  readonly rows: readonly Row[];
  readonly variable?: BodyVariable;
}

/** More resources of a title than this are drawn together. */
const RESOURCES_DRAWN_EACH = 4;

export type PartSetting = Pick<DashboardContent, 'region'> & { readonly moments: readonly DashboardAnnotation[] };

/** A few resources: each with its own graphs. More: together, and one of them by choice. */
export function partsOf(group: ResourceGroup, id: string, { region, moments }: PartSetting): Part[] {
  const { accountId, resources } = group;
  const setting = { region: group.region ?? region, ...(accountId !== undefined && { accountId }), moments };
  if (resources.length > RESOURCES_DRAWN_EACH) return fleetParts(group, id, setting);
  return resources.map((resource) => ownPart(group, resource, setting));
}

/** Graphs and widgets of the user's own. */
export function userPart(row: DashboardContentRow, { region, moments }: PartSetting): Part {
  const { title, text, graphs = [], widgets = [] } = row;
  return {
    name: title ?? 'Own rows',
    rows: [
      ...(title === undefined ? [] : [textRow(`## ${title}`)]),
      ...(text === undefined ? [] : [textRow(text, linesIn(text) + 1)]),
      ...gridRows(graphs, ({ right = [], accountId, ...graph }, width) => {
        const setting = { region: graph.region ?? region, ...(accountId !== undefined && { accountId }), moments };
        return graphTile({ ...graph, right }, [], setting, width);
      }),
      ...(widgets.length > 0 ? [widgets] : []),
    ],
  };
}

function linesIn(text: string): number {
  return text.split('\n').length;
}

function ownPart(group: ResourceGroup, resource: DashboardResource, setting: GraphSetting): Part {
  const graphs = withAlarmed(resource.graphs, resource.alarms);
  return {
    ...named(group),
    rows: [
      textRow(`## ${resource.title} ${resource.label}${placeOf(group)}`),
      ...graphRows(graphs, resource.alarms, setting),
    ],
  };
}

/**
 * For all: the first line, which is the traffic, and every line with an alarm; each widget is a part, so that a fleet can
 * go on on another dashboard. For the chosen one: all its graphs. Lines that the choice cannot show are for all, too.
 */
function fleetParts(group: ResourceGroup, id: string, setting: GraphSetting): Part[] {
  const slots = slotsOf(group.resources);
  const choice = drillDown(group, slots, id, setting);
  const together = slots.filter(
    (slot, index) => index === 0 || slot.entries.some(({ alarms }) => alarms.length > 0) || !choice?.slots.has(slot),
  );
  const common = { ...named(group), heading: `## ${group.title}${placeOf(group)}: ${group.resources.length}` };
  const tiles = together.flatMap((slot) => fleetTiles(slot, setting));
  const parts: Part[] = chunks(tiles, 2).map((some) => ({ ...common, rows: [rowOf(some)] }));
  if (!choice) return parts;
  const text = `### One ${group.title}, chosen at the top of the dashboard`;
  return [...parts, { ...common, rows: [textRow(text), ...choice.rows], variable: choice.variable }];
}

function named({ title, family, environment }: ResourceGroup): Pick<Part, 'name' | 'family'> {
  return { name: environment === undefined ? title : `${title} (${environment})`, family };
}

/** Where a group is, as far as it is elsewhere than the dashboard. */
function placeOf({ environment, region, accountId }: ResourceGroup): string {
  const place = [environment, region, accountId].filter((part) => part !== undefined);
  return place.length > 0 ? ` · ${place.join(' · ')}` : '';
}
