/** The dashboards of the templates, with the data of a rehearsal in them. */
import { type DrawnSeries, drawWidget, type WidgetData } from '../core/dashboard/draw';
import { hubOfDashboard } from '../core/dashboard/hub';
import type { CustomWidget, Dashboard, DashboardWidget, MetricWidget } from '../core/dashboard/model';
import { readDashboardBody } from '../core/dashboard/read';
import { metricKey } from '../core/signal/metric';
import type { ReportDashboard, ReportSeries, ReportWidget } from '../view/report/model';
import { type EndDrawings, endKey } from './custom-widgets';
import { dashboardBodies } from './dashboard-bodies';
import type { Resource } from './templates';
import type { World } from './world';

type Board = Pick<World, 'templates' | 'metrics' | 'recorder' | 'notRehearsed'>;

/**
 * What of a dashboard cannot be read or drawn is named in `world.notRehearsed`; the rest is drawn. Dashboards of services
 * come before those of hubs.
 * @param drawings of the custom widgets, at the end of the rehearsal
 */
export function dashboardsOf(world: Board, drawings: EndDrawings): ReportDashboard[] {
  const data = widgetData(world);
  const environments = world.templates.assembly.stacks.map(({ environment }) => environment);
  const regions = [...new Set(environments.map(({ region }) => region))];
  const accounts = [...new Set(environments.map(({ account }) => account))];
  const boards = dashboardBodies(world.templates, world.notRehearsed).map(({ board, name, body }): ReportDashboard => {
    const { metrics } = data;
    const dashboard = readDashboardBody(body, { metrics, regions, accounts });
    const remarks = new Remarks(board, dashboard);
    const widgets = dashboard.widgets.map((widget) =>
      widget.type === 'custom'
        ? reportCustom(widget, board, drawings, remarks)
        : reportWidget(widget, world, data, remarks),
    );
    remarks.tell(world);
    const hub = hubOfDashboard(name);
    return { name, ...(hub !== undefined && { hub }), widgets };
  });
  return [...boards.filter(({ hub }) => hub === undefined), ...boards.filter(({ hub }) => hub !== undefined)];
}

function reportCustom(widget: CustomWidget, board: Resource, drawings: EndDrawings, remarks: Remarks): ReportWidget {
  const { x, y, width, height, title, place } = widget;
  const drawing = drawings.get(endKey(board, widget)) ?? { notDrawn: 'its function had not answered by the end' };
  const shown = { x, y, width, height, type: 'custom', title } as const;
  if (!('notDrawn' in drawing)) return { ...shown, drawing };
  remarks.add(place, `the custom widget '${title}' is not drawn: ${drawing.notDrawn}`);
  return { ...shown, notDrawn: drawing.notDrawn };
}

/** What is not shown, by place: one place can have several reasons. */
class Remarks {
  private readonly reasons = new Map<string, string[]>();

  constructor(
    private readonly resource: Resource,
    { notRead, variables }: Dashboard,
  ) {
    for (const { place, name, value, from } of variables) {
      this.add(place, `variable '${name}' is shown at its ${from} '${value}', its other values are not drawn`);
    }
    for (const { place, reason } of notRead) this.add(place, reason);
  }

  add(place: string, reason: string): void {
    this.reasons.set(place, [...(this.reasons.get(place) ?? []), reason]);
  }

  tell({ notRehearsed }: Pick<World, 'notRehearsed'>): void {
    for (const [place, reasons] of this.reasons) notRehearsed.set(`${this.resource.path} ${place}`, reasons.join('; '));
  }
}

function reportWidget(
  widget: Exclude<DashboardWidget, CustomWidget>,
  world: Board,
  data: WidgetData,
  remarks: Remarks,
): ReportWidget {
  const { x, y, width, height } = widget;
  const place = { x, y, width, height };
  if (widget.type === 'text') return { ...place, type: 'text', title: '', markdown: widget.markdown };
  if (widget.type === 'alarm') {
    return { ...place, type: 'alarm', title: widget.title, alarms: alarmNames(widget.alarmArns, world) };
  }
  return { ...place, type: 'metric', ...reportMetrics(widget, world, data, remarks) };
}

function reportMetrics(
  widget: MetricWidget,
  world: Board,
  data: WidgetData,
  remarks: Remarks,
): Pick<ReportWidget, 'title' | 'alarms' | 'annotations' | 'series' | 'metricKeys'> {
  const { title, annotations } = widget;
  const { series, problems } = drawWidget(widget, data);
  for (const problem of problems) remarks.add(widget.place, problem);
  const moments = widget.moments.filter(({ atMs, untilMs = atMs }) => untilMs >= data.startMs && atMs < data.endMs);
  if (moments.length > 0) remarks.add(widget.place, 'its vertical annotations are not drawn');
  if (widget.view !== 'timeSeries') remarks.add(widget.place, `its view '${widget.view}' is drawn as lines over time`);
  const alarms = alarmNames(widget.alarms, world);
  const metricKeys = keysReadForMath(widget);
  return {
    title,
    annotations,
    series: series.map(reportSeries),
    ...(alarms.length > 0 && { alarms }),
    ...(metricKeys.length > 0 && { metricKeys }),
  };
}

/** What is read and not drawn itself: the lines of a whole fleet, of which an expression chooses some. */
function keysReadForMath({ rows }: MetricWidget): string[] {
  return rows.flatMap((row) => ('metric' in row && !row.visible ? [metricKey(row.metric)] : []));
}

function reportSeries({ label, axis, color, times, values, source }: DrawnSeries): ReportSeries {
  const stepMs = times.periodSeconds * 1000;
  return {
    ...(source && { metricKey: metricKey(source.metric) }),
    label,
    statistic: source?.statistic ?? '',
    axis,
    color,
    points: values.map((value, index) => [times.startMs + index * stepMs, value ?? null]),
  };
}

function alarmNames(arns: readonly string[], { templates }: Pick<World, 'templates'>): string[] {
  return arns.map((arn) => templates.byIdentity(arn, 'AWS::CloudWatch::Alarm')?.name ?? arn);
}

/** The metric store as a dashboard sees it; SEARCH finds all metrics of the rehearsal, whenever they had data. */
function widgetData({ metrics: store, recorder }: Board): WidgetData {
  return {
    startMs: recorder.startMs,
    endMs: recorder.endMs,
    metrics: store.metrics(),
    read: (metric, statistic, { startMs, periodSeconds, length }) => {
      const key = metricKey(metric);
      const stepMs = periodSeconds * 1000;
      const starts = Array.from({ length }, (_, index) => startMs + index * stepMs);
      return starts.map((atMs) => store.statistic(key, statistic, atMs, atMs + stepMs));
    },
  };
}
