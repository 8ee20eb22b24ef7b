import type { ResolvedAlarm, ResolvedGraph, ResolvedSeries } from '../catalog/resolve';
import { type MetricId, metricKey } from '../signal/metric';
import { type Row, rowOf, type Tile } from './body';
import type { DashboardAnnotation } from './content';
import { GRID_COLUMNS } from './model';
import { shorthand } from './shorthand';

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
  const { title, left, right } = graph;
  const lines = [...left, ...right];
  const names = shorthand(lines.map(({ metric }) => namesOf(metric)));
  const looks = lines.map((series, index) => ({
    stat: series.statistic,
    period: periodOf(series, alarms),
    label: series.label,
    ...(index >= left.length && { yAxis: 'right' }),
    ...(accountId !== undefined && { accountId }),
  }));
  const { stat, period } = looks[0] ?? { stat: undefined, period: undefined };
  const properties = {
    title,
    metrics: looks.map((look, index) => [...(names[index] ?? []), without(look, { stat, period })]),
    ...annotationsOf(thresholdsIn(graph, alarms), moments),
    stat,
    yAxis: { left: { min: 0 }, ...(right.length > 0 && { right: { min: 0 } }) },
    period,
    region,
  };
  return { type: 'metric', width, height: GRAPH_HEIGHT, properties };
}

function namesOf({ namespace, name, dimensions }: MetricId): string[] {
  return [namespace, name, ...Object.entries(dimensions).flat()];
}

/** A row says only what its widget does not say already. */
function without<T extends object>(look: T, said: Readonly<Record<string, unknown>>): Partial<T> {
  return Object.fromEntries(Object.entries(look).filter(([key, value]) => said[key] !== value)) as Partial<T>;
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
