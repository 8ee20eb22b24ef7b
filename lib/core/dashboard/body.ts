import { DASHBOARD_LIMIT, GRID_COLUMNS, type WidgetPlace } from './model';

/** A dashboard in CloudWatch's JSON. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface DashboardBody {
  readonly start: string;
  readonly periodOverride: 'inherit';
  readonly variables?: readonly BodyVariable[];
  readonly widgets: readonly BodyWidget[];
}

export interface BodyWidget extends WidgetPlace {
  /** `metric`, `text`, `alarm`; a user's own may be of any type. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_dashboard_variables.html */
export interface BodyVariable {
  readonly type: 'property' | 'pattern';
  readonly property?: string;
  readonly pattern?: string;
  readonly inputType: 'select' | 'radio';
  readonly id: string;
  readonly label: string;
  readonly defaultValue: string;
  readonly visible: true;
  readonly values?: readonly { readonly value: string; readonly label: string }[];
  /** With `populateFrom`: the values of that dimension among the metrics found. */
  readonly search?: string;
  readonly populateFrom?: string;
}

/** A widget without its place. */
export type Tile = Omit<BodyWidget, 'x' | 'y'>;

/** Widgets that stay together, placed from the row's own corner. */
export type Row = readonly BodyWidget[];

/** Side by side, from the left. */
export function rowOf(tiles: readonly Tile[]): Row {
  let x = 0;
  return tiles.map((tile) => {
    const placed = { ...tile, x, y: 0 };
    x += tile.width;
    return placed;
  });
}

/** A row of text over the whole width. */
export function textRow(markdown: string, height = 1): Row {
  return rowOf([{ type: 'text', width: GRID_COLUMNS, height, properties: { markdown } }]);
}

/**
 * A body of rows from top to bottom. Throws beyond CloudWatch's quotas, which CloudFormation would tell only at deploy
 * time.
 */
export function bodyOf(name: string, rows: readonly Row[], variables: readonly BodyVariable[]): DashboardBody {
  const widgets = stack(rows);
  checkQuotas(name, widgets, variables.length);
  return {
    start: '-PT3H',
    // Thresholds of Sum alarms are true only at the alarm's own period: `inherit` keeps it when people zoom out.
    periodOverride: 'inherit',
    ...(variables.length > 0 && { variables }),
    widgets,
  };
}

/** Rows of a metric widget, those that are there only for math too: CloudWatch counts what is read. */
export function metricsOf({ properties }: Pick<BodyWidget, 'properties'>): number {
  return Array.isArray(properties.metrics) ? properties.metrics.length : 0;
}

function stack(rows: readonly Row[]): BodyWidget[] {
  let top = 0;
  return rows.flatMap((widgets) => {
    const placed = widgets.map(({ type, x, y, width, height, properties }) => {
      // What most widgets have alike comes last: a template has such an end once.
      return { x, y: top + y, properties, type, width, height };
    });
    top += Math.max(0, ...widgets.map(({ y, height }) => y + height));
    return placed;
  });
}

function checkQuotas(name: string, widgets: readonly BodyWidget[], variables: number): void {
  const place = `Dashboard '${name}'`;
  const limit = DASHBOARD_LIMIT;
  const advice = "take some of 'dashboardRows' away, or give them a dashboard of their own with 'dashboard'";
  if (widgets.length > limit.widgets) {
    throw new Error(`${place} would have ${widgets.length} widgets, CloudWatch allows ${limit.widgets}; ${advice}`);
  }
  if (variables > limit.variables) {
    throw new Error(`${place} would have ${variables} variables, CloudWatch allows ${limit.variables}; ${advice}`);
  }
  const crowded = widgets.find((widget) => metricsOf(widget) > limit.metricsPerWidget);
  if (crowded) {
    throw new Error(
      `Widget '${String(crowded.properties.title ?? '')}' of dashboard '${name}' would have ${metricsOf(crowded)} ` +
        `metrics, CloudWatch allows ${limit.metricsPerWidget}; split it into several`,
    );
  }
  const total = widgets.reduce((sum, widget) => sum + metricsOf(widget), 0);
  if (total > limit.metrics) {
    throw new Error(`${place} would have ${total} metrics, CloudWatch allows ${limit.metrics}; ${advice}`);
  }
}
