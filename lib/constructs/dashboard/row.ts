import { Annotations } from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { BodyWidget, Row } from '../../core/dashboard/body';
import type { DashboardContentRow } from '../../core/dashboard/content';
import { GRID_COLUMNS } from '../../core/dashboard/model';

/** A row of the user's own on a dashboard: heading, text, graphs, widgets, in this order. */
export interface DashboardRow extends Omit<DashboardContentRow, 'widgets'> {
  /** Any widgets of the CDK, side by side as far as they fit. @default - none */
  readonly widgets?: readonly IWidget[];
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
