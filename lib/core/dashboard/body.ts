import type { ResolvedAlarm, ResolvedGraph, ResolvedSeries } from '../catalog/resolve';
import { metricKey } from '../signal/metric';
import { DASHBOARD_LIMIT, GRID_COLUMNS } from './model';

/** A dashboard in CloudWatch's JSON. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface DashboardBody {
  readonly start: string;
  readonly periodOverride: 'inherit';
  readonly widgets: readonly BodyWidget[];
}

export interface BodyWidget {
  readonly type: 'metric' | 'text' | 'alarm';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface DashboardContent {
  /** For the error messages. */
  readonly name: string;
  /** Markdown at the top. */
  readonly header: string;
  readonly region: string;
  /** Shown with their states below the header. */
  readonly alarmArns: readonly string[];
  readonly sections: readonly DashboardSection[];
}

/** A heading and graphs of one resource, with the thresholds of its alarms drawn in. */
export interface DashboardSection {
  /** Markdown of one line. */
  readonly heading: string;
  readonly graphs: readonly ResolvedGraph[];
  readonly alarms: readonly ResolvedAlarm[];
}

/**
 * Lays out a dashboard from top to bottom: header, alarm states, then one section after the other. Throws beyond
 * CloudWatch's limits, which CloudFormation would tell only at deploy time.
 */
export function buildDashboardBody(content: DashboardContent): DashboardBody {
  const rows = [
    [text(content.header, HEADER_HEIGHT)],
    ...chunks(content.alarmArns, DASHBOARD_LIMIT.alarmsPerWidget).map((arns) => [alarmStates(arns)]),
    ...content.sections.flatMap((section) => [
      [text(section.heading, HEADING_HEIGHT)],
      ...chunks(section.graphs, graphsPerRow(section.graphs.length)).map((graphs) =>
        graphs.map((graph) => metrics(graph, section.alarms, content.region, GRID_COLUMNS / graphs.length)),
      ),
    ]),
  ];
  const widgets = stack(rows);
  check(content.name, widgets);
  // Thresholds of Sum alarms are true only at the alarm's own period: `inherit` keeps it when people zoom out.
  return { start: '-PT3H', periodOverride: 'inherit', widgets };
}

type Unplaced = Omit<BodyWidget, 'x' | 'y'>;

const HEADER_HEIGHT = 2;
const HEADING_HEIGHT = 1;
const GRAPH_HEIGHT = 6;
const DEFAULT_PERIOD_SECONDS = 60;

function text(markdown: string, height: number): Unplaced {
  return { type: 'text', width: GRID_COLUMNS, height, properties: { markdown } };
}

function alarmStates(alarms: readonly string[]): Unplaced {
  const height = 1 + Math.ceil(alarms.length / 6);
  return { type: 'alarm', width: GRID_COLUMNS, height, properties: { title: 'Alarms', alarms } };
}

function metrics(graph: ResolvedGraph, alarms: readonly ResolvedAlarm[], region: string, width: number): Unplaced {
  const horizontal = alarms.flatMap((alarm) => {
    const onLeft = graph.left.some((series) => drawn(series, alarm));
    if (!onLeft && !graph.right.some((series) => drawn(series, alarm))) return [];
    return [{ label: alarm.id, value: alarm.threshold, ...(onLeft ? {} : { yAxis: 'right' }) }];
  });
  const properties = {
    title: graph.title,
    view: 'timeSeries',
    stacked: false,
    region,
    metrics: [
      ...graph.left.map((series) => row(series, alarms, 'left')),
      ...graph.right.map((series) => row(series, alarms, 'right')),
    ],
    yAxis: { left: { min: 0 }, right: { min: 0 } },
    ...(horizontal.length > 0 ? { annotations: { horizontal } } : {}),
  };
  return { type: 'metric', width, height: GRAPH_HEIGHT, properties };
}

function row(series: ResolvedSeries, alarms: readonly ResolvedAlarm[], axis: 'left' | 'right'): unknown[] {
  const { namespace, name, dimensions } = series.metric;
  const period = alarms.find((alarm) => drawn(series, alarm))?.periodSeconds ?? DEFAULT_PERIOD_SECONDS;
  return [
    namespace,
    name,
    ...Object.entries(dimensions).flat(),
    { label: series.label, stat: series.statistic, period, ...(axis === 'right' ? { yAxis: 'right' } : {}) },
  ];
}

function drawn(series: ResolvedSeries, alarm: ResolvedAlarm): boolean {
  return series.statistic === alarm.statistic && metricKey(series.metric) === metricKey(alarm.metric);
}

/** Four graphs in rows of two; otherwise three a row, and whatever is left shares the last one. */
function graphsPerRow(count: number): number {
  return count === 4 ? 2 : 3;
}

function stack(rows: readonly (readonly Unplaced[])[]): BodyWidget[] {
  let y = 0;
  return rows.flatMap((widgets) => {
    let x = 0;
    const placed = widgets.map(({ type, width, height, properties }) => {
      const widget = { type, x, y, width, height, properties };
      x += width;
      return widget;
    });
    y += Math.max(...widgets.map((widget) => widget.height));
    return placed;
  });
}

function check(name: string, widgets: readonly BodyWidget[]): void {
  const counts = widgets.map((widget) => ({
    title: String(widget.properties.title ?? ''),
    metrics: Array.isArray(widget.properties.metrics) ? widget.properties.metrics.length : 0,
  }));
  const advice = 'split the resources over several Observability constructs';
  if (widgets.length > DASHBOARD_LIMIT.widgets) {
    throw new Error(
      `Dashboard '${name}' would have ${widgets.length} widgets, CloudWatch allows ${DASHBOARD_LIMIT.widgets}; ${advice}`,
    );
  }
  const crowded = counts.find((widget) => widget.metrics > DASHBOARD_LIMIT.metricsPerWidget);
  if (crowded) {
    throw new Error(
      `Widget '${crowded.title}' of dashboard '${name}' would have ${crowded.metrics} metrics, CloudWatch allows ` +
        `${DASHBOARD_LIMIT.metricsPerWidget}; ${advice}`,
    );
  }
  const total = counts.reduce((sum, widget) => sum + widget.metrics, 0);
  if (total > DASHBOARD_LIMIT.metrics) {
    throw new Error(
      `Dashboard '${name}' would have ${total} metrics, CloudWatch allows ${DASHBOARD_LIMIT.metrics}; ${advice}`,
    );
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}
