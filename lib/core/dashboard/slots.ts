import type { ResolvedAlarm, ResolvedSeries } from '../catalog/resolve';
import type { DashboardResource } from './content';
import { draws, withAlarmed } from './graph';

/** The same line of many resources: one metric and statistic, such as the fault ratio of all functions. */
export interface Slot {
  readonly title: string;
  readonly statistic: string;
  readonly entries: readonly SlotEntry[];
}

export interface SlotEntry {
  readonly resource: DashboardResource;
  readonly series: ResolvedSeries;
  /** The resource's, with what tells its lines apart where it has several in the slot, such as a table's indexes. */
  readonly label: string;
  /** On this very line. */
  readonly alarms: readonly ResolvedAlarm[];
}

/** In the order of the graphs of the resource that has most, then of the others. */
export function slotsOf(resources: readonly DashboardResource[]): Slot[] {
  const drawings = resources.map(linesOf);
  const slots = new Map<string, Line[]>();
  for (const line of [...drawings].sort((a, b) => b.length - a.length).flat()) slots.set(line.slot, []);
  for (const line of drawings.flat()) slots.get(line.slot)?.push(line);
  return [...slots.values()].map(slotOf);
}

interface Line {
  readonly slot: string;
  readonly graph: string;
  readonly resource: DashboardResource;
  readonly series: ResolvedSeries;
}

function linesOf(resource: DashboardResource): Line[] {
  return withAlarmed(resource.graphs, resource.alarms).flatMap(({ title, left, right }) =>
    [...left, ...right].map((series) => ({ slot: slotKey(series), graph: title, resource, series })),
  );
}

/** The label tells a queue's own messages from those of its dead-letter queue. */
function slotKey({ metric: { namespace, name, dimensions }, statistic, label }: ResolvedSeries): string {
  return JSON.stringify([namespace, name, Object.keys(dimensions).sort(), statistic, label]);
}

function slotOf(lines: readonly Line[]): Slot {
  const [{ graph, series }] = lines as [Line];
  const counts = new Map<DashboardResource, number>();
  for (const { resource } of lines) counts.set(resource, (counts.get(resource) ?? 0) + 1);
  return {
    title: graph === series.label ? graph : `${graph}: ${series.label}`,
    statistic: series.statistic,
    entries: lines.map((line) => ({
      resource: line.resource,
      series: line.series,
      label: (counts.get(line.resource) ?? 0) > 1 ? `${line.resource.label} ${line.graph}` : line.resource.label,
      alarms: line.resource.alarms.filter((alarm) => draws(line.series, alarm)),
    })),
  };
}
