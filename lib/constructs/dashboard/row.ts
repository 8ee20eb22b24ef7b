import { Annotations } from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { BodyWidget, Row } from '../../core/dashboard/body';
import type { DashboardAnnotation, DashboardContentRow, DashboardGraph } from '../../core/dashboard/content';
import { GRID_COLUMNS } from '../../core/dashboard/model';
import { checkKeys, demand, type Keys, shown } from '../check';

/** A row of the user's own on a dashboard: heading, text, graphs, widgets, in this order. */
export interface DashboardRow extends Omit<DashboardContentRow, 'widgets'> {
  /** Any widgets of the CDK, side by side as far as they fit. @default - none */
  readonly widgets?: readonly IWidget[];
}

const ROW_KEYS: Keys<DashboardRow> = { dashboard: true, title: true, text: true, graphs: true, widgets: true };
const GRAPH_KEYS: Keys<DashboardGraph> = { title: true, left: true, right: true, region: true, accountId: true };

/** @throws for rows that show nothing, and for what no row has */
export function checkRows(where: string, rows: readonly DashboardRow[]): void {
  demand(where, Array.isArray(rows), `'dashboardRows' must be a list of rows, got ${shown(rows)}`);
  rows.forEach((row, index) => {
    const place = `${where}: row ${index + 1} of 'dashboardRows'`;
    checkKeys(place, row, ROW_KEYS);
    const { title, text, graphs = [], widgets = [] } = row;
    demand(place, Array.isArray(graphs), `'graphs' must be a list, got ${shown(graphs)}`);
    demand(place, Array.isArray(widgets), `'widgets' must be a list, got ${shown(widgets)}`);
    const shows = Boolean(title || text) || graphs.length + widgets.length > 0;
    demand(place, shows, "it is empty; give it a 'title', a 'text', 'graphs' or 'widgets'");
    for (const graph of graphs) checkKeys(`${place}: a graph`, graph, GRAPH_KEYS);
  });
}

/** @throws for what no annotation has */
export function checkAnnotations(where: string, annotations: readonly DashboardAnnotation[]): void {
  demand(where, Array.isArray(annotations), `'dashboardAnnotations' must be a list, got ${shown(annotations)}`);
  annotations.forEach((annotation, index) => {
    const place = `${where}: ${index + 1} of 'dashboardAnnotations'`;
    checkKeys(place, annotation, { label: true, time: true, until: true });
  });
}

/** With the widgets as JSON; what they warn of is said of `scope`. */
export function contentRow(scope: Construct, { widgets = [], ...row }: DashboardRow): DashboardContentRow {
  for (const { warningsV2 = {} } of widgets) {
    for (const [id, warning] of Object.entries(warningsV2)) Annotations.of(scope).addWarningV2(id, warning);
  }
  return { ...row, widgets: flow(widgets) };
}

/** From left to right, then below the highest of the line before. */
function flow(widgets: readonly IWidget[]): Row {
  let [x, y, bottom] = [0, 0, 0];
  return widgets.flatMap((widget) => {
    if (x + widget.width > GRID_COLUMNS) [x, y] = [0, bottom];
    widget.position(x, y);
    x += widget.width;
    bottom = Math.max(bottom, y + widget.height);
    return widget.toJson() as BodyWidget[];
  });
}
