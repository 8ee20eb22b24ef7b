import type { ResolvedAlarm, ResolvedGraph, ResolvedSeries } from '../catalog/resolve';
import { metricKey } from '../signal/metric';
import { type Row, rowOf, type Tile } from './body';
import type { DashboardAnnotation } from './content';
import { GRID_COLUMNS } from './model';

/** What all graphs of a group have in common. */
export interface GraphSetting {
  readonly region: string;
  /** Only where it is another account than the dashboard's. */
  readonly accountId?: string;
  readonly moments: readonly DashboardAnnotation[];
}

export interface ThresholdLine {
  readonly label: string;
  readonly value: number;
  readonly yAxis?: 'right';
}

export const GRAPH_HEIGHT = 6;
export const DEFAULT_PERIOD_SECONDS = 60;

export function graphRows(
  graphs: readonly ResolvedGraph[],
  alarms: readonly ResolvedAlarm[],
  setting: GraphSetting,
): Row[] {
  return gridRows(graphs, (graph, width) => graphTile(graph, alarms, setting, width));
}

/** Three a row, four in rows of two; whatever is left shares the last row. */
export function gridRows<T>(items: readonly T[], tile: (item: T, width: number) => Tile): Row[] {
  return chunks(items, items.length === 4 ? 2 : 3).map((some) =>
    rowOf(some.map((item) => tile(item, GRID_COLUMNS / some.length))),
  );
}

/** Graphs, and one more for each alarm on something that none of them draws. */
export function withAlarmed(graphs: readonly ResolvedGraph[], alarms: readonly ResolvedAlarm[]): ResolvedGraph[] {
  const series = graphs.flatMap(({ left, right }) => [...left, ...right]);
  const missing = alarms.filter((alarm) => !series.some((one) => draws(one, alarm)));
  const firsts = missing.filter((alarm, index) => missing.findIndex((other) => sameLine(other, alarm)) === index);
  const added = firsts.map(({ id, metric, statistic }) => {
    return { title: id, left: [{ metric, statistic, label: metric.name }], right: [] };
  });
  return [...graphs, ...added];
}

/** Whether a line is what an alarm judges. */
export function draws(series: Pick<ResolvedSeries, 'metric' | 'statistic'>, alarm: ResolvedAlarm): boolean {
  return sameLine(series, alarm);
}

/** That of its alarm, or a minute. */
function periodOf(series: ResolvedSeries, alarms: readonly ResolvedAlarm[]): number {
  return alarms.find((alarm) => draws(series, alarm))?.periodSeconds ?? DEFAULT_PERIOD_SECONDS;
}

/** Horizontal and vertical lines; nothing where there are none. */
export function annotationsOf(
  horizontal: readonly ThresholdLine[],
  moments: readonly DashboardAnnotation[],
): { annotations?: Readonly<Record<string, unknown>> } {
  if (horizontal.length + moments.length === 0) return {};
  const vertical = moments.map(({ label, time, until }) => {
    const start = { label, value: time };
    return until === undefined ? start : [start, { value: until }];
  });
  return {
    annotations: { ...(horizontal.length > 0 && { horizontal }), ...(vertical.length > 0 && { vertical }) },
  };
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}

export function graphTile(
  graph: ResolvedGraph,
  alarms: readonly ResolvedAlarm[],
  { region, accountId, moments }: GraphSetting,
  width: number,
): Tile {
  const row = (axis: 'left' | 'right') => (series: ResolvedSeries) => [
    series.metric.namespace,
    series.metric.name,
    ...Object.entries(series.metric.dimensions).flat(),
    {
      label: series.label,
      stat: series.statistic,
      period: periodOf(series, alarms),
      ...(axis === 'right' && { yAxis: axis }),
      ...(accountId !== undefined && { accountId }),
    },
  ];
  const properties = {
    title: graph.title,
    view: 'timeSeries',
    stacked: false,
    region,
    metrics: [...graph.left.map(row('left')), ...graph.right.map(row('right'))],
    yAxis: { left: { min: 0 }, right: { min: 0 } },
    ...annotationsOf(thresholdsIn(graph, alarms), moments),
  };
  return { type: 'metric', width, height: GRAPH_HEIGHT, properties };
}

function thresholdsIn({ left, right }: ResolvedGraph, alarms: readonly ResolvedAlarm[]): ThresholdLine[] {
  return alarms.flatMap((alarm) => {
    const onLeft = left.some((series) => draws(series, alarm));
    if (!onLeft && !right.some((series) => draws(series, alarm))) return [];
    return [{ label: alarm.id, value: alarm.threshold, ...(onLeft ? {} : { yAxis: 'right' as const }) }];
  });
}

type Line = Pick<ResolvedSeries, 'metric' | 'statistic'>;

function sameLine(one: Line, other: Line): boolean {
  return one.statistic === other.statistic && metricKey(one.metric) === metricKey(other.metric);
}
