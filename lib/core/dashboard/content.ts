import type { Family } from '../catalog/entry';
import type { ResolvedAlarm, ResolvedGraph, ResolvedSeries } from '../catalog/resolve';
import type { Severity } from '../incident/severity';
import type { Row } from './body';

/** What the dashboards of one service show. */
export interface DashboardContent {
  /** Of the first dashboard; the others add `-database`, `-2`, ... to it. */
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  /** Markdown at the top of the first dashboard. */
  readonly header: string;
  /** Where metrics are, unless their resource says otherwise. */
  readonly region: string;
  /** Shown with their states, the most severe first. */
  readonly alarms: readonly DashboardAlarm[];
  readonly resources: readonly DashboardResource[];
  /** CloudWatch namespace that the service's health is scored in. @default - it is not scored */
  readonly healthNamespace?: string;
  /** @default - none */
  readonly objectives?: readonly DashboardObjective[];
  /** Deploys and other moments, drawn as vertical lines. Of more than ten the newest. @default - none */
  readonly annotations?: readonly DashboardAnnotation[];
  /** Rows of custom widgets, on the first dashboard below the states of alarms. @default - none */
  readonly widgets?: readonly Row[];
  /** The user's own. @default - none */
  readonly rows?: readonly DashboardContentRow[];
  /**
   * Lets people switch the service's own metrics between these environments, this one included. Only where all resources
   * are of one environment. @default - no switch
   */
  readonly environments?: readonly string[];
  /** One dashboard each, and more where the quotas ask for it. @default ['overview'] */
  readonly templates?: readonly DashboardTemplate[];
}

/**
 * `overview` shows everything that no other dashboard of the list does; `slo` the objectives; the others a family of
 * resources. `messaging` is queues and streams.
 */
export const DASHBOARD_TEMPLATES = [
  'overview',
  'api',
  'compute',
  'database',
  'messaging',
  'infrastructure',
  'slo',
] as const;
/** A ready-made choice of what a dashboard shows. */
export type DashboardTemplate = (typeof DASHBOARD_TEMPLATES)[number];

export interface DashboardAlarm {
  readonly arn: string;
  readonly severity: Severity;
}

/** One resource with its graphs, and the alarms whose thresholds are drawn in them. */
export interface DashboardResource {
  /** Title of its catalog entry, such as `Lambda function`: resources of a title are shown together. */
  readonly title: string;
  readonly family: Family;
  /** Which one it is, such as `ChargePayment`; resources are in the order of their labels. */
  readonly label: string;
  readonly graphs: readonly ResolvedGraph[];
  readonly alarms: readonly ResolvedAlarm[];
  /** Shown apart from those of other environments. @default - that of the dashboard */
  readonly environment?: string;
  /** @default - that of the dashboard */
  readonly region?: string;
  /** For a dashboard of a monitoring account. @default - that of the dashboard */
  readonly accountId?: string;
}

/** A service level objective, as `dashboardObjective` makes it of a definition. */
export interface DashboardObjective {
  readonly label: string;
  /** The budget that is left, and what will be left at the end of the window. */
  readonly errorBudget: readonly ResolvedSeries[];
  /** One for each window. */
  readonly burnRate: readonly ResolvedSeries[];
  readonly compliance: readonly ResolvedSeries[];
  /** How often it began to burn too fast. */
  readonly violations: readonly ResolvedSeries[];
  /** Hours until the budget is gone. */
  readonly exhaustion: readonly ResolvedSeries[];
  /** @default - none */
  readonly alarms?: readonly ResolvedAlarm[];
}

/** A moment, or a time between two. */
export interface DashboardAnnotation {
  /** Such as `Release 1.4.0`. */
  readonly label: string;
  /** ISO 8601, such as `2026-03-01T09:30:00Z`. */
  readonly time: string;
  /** @default - a moment */
  readonly until?: string;
}

/** A row of the user's own, below the service's graphs: heading, text, graphs, widgets, in this order. */
export interface DashboardContentRow {
  /** Which dashboard it is on; it must be one of those asked for. @default 'overview' */
  readonly dashboard?: DashboardTemplate;
  /** @default - no heading */
  readonly title?: string;
  /** Markdown. @default - none */
  readonly text?: string;
  /** @default - none */
  readonly graphs?: readonly DashboardGraph[];
  /** Widgets as in a body, placed from the row's own corner. @default - none */
  readonly widgets?: Row;
}

/** A graph of the user's own. */
export interface DashboardGraph {
  readonly title: string;
  readonly left: readonly ResolvedSeries[];
  /** For another unit. @default - none */
  readonly right?: readonly ResolvedSeries[];
  /** @default - that of the dashboard */
  readonly region?: string;
  /** For a dashboard of a monitoring account. @default - that of the dashboard */
  readonly accountId?: string;
}
