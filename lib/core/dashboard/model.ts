import type { MetricId, Statistic } from '../signal/metric';

/** A CloudWatch dashboard as Sightline understands it: what `readDashboardBody` makes of a body. */
export interface Dashboard {
  readonly widgets: readonly DashboardWidget[];
  /** What the body holds and the model does not, each with its place: nothing is dropped silently. */
  readonly notRead: readonly { readonly place: string; readonly reason: string }[];
}

export type DashboardWidget = MetricWidget | TextWidget | AlarmWidget;

/** Place on CloudWatch's grid of 24 columns; rows have no end. */
export interface WidgetPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MetricWidget extends WidgetPlace {
  readonly type: 'metric';
  readonly title: string;
  /** `timeSeries`, `singleValue`, `bar`, ... */
  readonly view: string;
  readonly stacked: boolean;
  readonly series: readonly WidgetSeries[];
  /** Horizontal lines: thresholds. */
  readonly annotations: readonly WidgetAnnotation[];
  /** ARNs of alarms that the widget draws instead of metrics. */
  readonly alarms: readonly string[];
}

export interface WidgetSeries {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
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

export interface TextWidget extends WidgetPlace {
  readonly type: 'text';
  readonly markdown: string;
}

export interface AlarmWidget extends WidgetPlace {
  readonly type: 'alarm';
  readonly title: string;
  readonly alarmArns: readonly string[];
}

export const GRID_COLUMNS = 24;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html (dashboards) */
export const DASHBOARD_LIMIT = {
  widgets: 500,
  metricsPerWidget: 500,
  metrics: 2500,
  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
  alarmsPerWidget: 100,
} as const;

/** CloudWatch's defaults for what a widget leaves out. */
export const WIDGET_DEFAULT = { width: 6, height: 6, periodSeconds: 300, statistic: 'Average' } as const;
