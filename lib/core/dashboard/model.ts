import type { MetricId, Statistic } from '../signal/metric';

/** A CloudWatch dashboard as Sightline understands it: what `readDashboardBody` makes of a body. */
export interface Dashboard {
  readonly widgets: readonly DashboardWidget[];
  /** The variables, each at the value it is shown at: the widgets have it already. */
  readonly variables: readonly ShownVariable[];
  /** What the body holds and the model does not, each with its place: nothing is dropped silently. */
  readonly notRead: readonly { readonly place: string; readonly reason: string }[];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_dashboard_variables.html */
export interface ShownVariable {
  /** `variables[0]` */
  readonly place: string;
  /** Its label, or else its id. */
  readonly name: string;
  readonly value: string;
  /** Where the value comes from. */
  readonly from: 'default' | 'first value';
}

export type DashboardWidget = MetricWidget | TextWidget | AlarmWidget | CustomWidget;

/** Place on CloudWatch's grid of 24 columns; rows have no end. */
export interface WidgetPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MetricWidget extends WidgetPlace {
  readonly type: 'metric';
  /** `widgets[0]`: where it stands in the body. */
  readonly place: string;
  readonly title: string;
  /** `timeSeries`, `singleValue`, `bar`, ... */
  readonly view: string;
  readonly stacked: boolean;
  /** The `metrics` of the body, in its order. */
  readonly rows: readonly WidgetRow[];
  /** Of SEARCH without its own. */
  readonly statistic: Statistic;
  /** Of expressions that have none and read no metric that has one. */
  readonly periodSeconds: number;
  /** Horizontal lines: thresholds. */
  readonly annotations: readonly WidgetAnnotation[];
  /** Vertical lines: deploys. */
  readonly moments: readonly WidgetMoment[];
  /** ARNs of alarms that the widget draws instead of metrics. */
  readonly alarms: readonly string[];
}

export type WidgetRow = WidgetSeries | WidgetExpression;

/** A row that draws a metric. */
export interface WidgetSeries extends RowLook {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
}

/** A row that draws what metric math makes of other rows, or what SEARCH finds. */
export interface WidgetExpression extends RowLook {
  readonly expression: string;
  /** Absent: that of the metrics it reads. */
  readonly periodSeconds?: number;
}

interface RowLook {
  /** What expressions call it; absent where no expression can. */
  readonly id?: string;
  /** Empty: CloudWatch makes one up. */
  readonly label: string;
  readonly axis: 'left' | 'right';
  readonly color?: string;
  /** `false`: only there for math. */
  readonly visible: boolean;
}

export interface WidgetAnnotation {
  readonly label: string;
  readonly value: number;
  readonly axis: 'left' | 'right';
}

export interface WidgetMoment {
  readonly label: string;
  readonly atMs: number;
  /** The end of a time that is marked as a whole. */
  readonly untilMs?: number;
}

export interface TextWidget extends WidgetPlace {
  readonly type: 'text';
  readonly markdown: string;
}

export interface AlarmWidget extends WidgetPlace {
  readonly type: 'alarm';
  readonly title: string;
  readonly alarmArns: readonly string[];
}

/** What a function draws each time somebody looks. */
export interface CustomWidget extends WidgetPlace {
  readonly type: 'custom';
  /** `widgets[0]`: where it stands in the body. */
  readonly place: string;
  readonly title: string;
  /** ARN of the function. */
  readonly endpoint: string;
  /** What the function is told with each call. */
  readonly params: object;
}

export const GRID_COLUMNS = 24;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html (dashboards) */
export const DASHBOARD_LIMIT = {
  widgets: 500,
  metricsPerWidget: 500,
  metrics: 2500,
  variables: 25,
  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
  alarmsPerWidget: 100,
} as const;

/** CloudWatch's defaults for what a widget leaves out. */
export const WIDGET_DEFAULT = { width: 6, height: 6, periodSeconds: 300, statistic: 'Average' } as const;
