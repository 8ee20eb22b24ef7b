/** The custom widgets of dashboards: what the function `render-widget` draws, and where it stands. */
import type { ShownCost } from '../price/shown-cost';
import { type Row, rowOf, type Tile } from './body';
import { GRID_COLUMNS } from './model';

export const CUSTOM_WIDGETS = ['incidents', 'error-budgets', 'service-map', 'on-call', 'cost'] as const;
/** A custom widget that Sightline draws on dashboards. */
export type CustomWidgetName = (typeof CUSTOM_WIDGETS)[number];

/** What a widget says to the function; CloudWatch sends it along with each call. Anybody who may edit dashboards writes it. */
export interface CustomWidgetParams {
  readonly widget: CustomWidgetName;
  /** Only what is of this service. @default - of all */
  readonly service?: string;
  /** Only what is of this environment. @default - of all */
  readonly environment?: string;
  /** Of the widget `cost`: what was reckoned at synth. @default - nothing is known of it */
  readonly cost?: ShownCost;
}

export interface CustomWidgetContent {
  /** ARN of the function. */
  readonly endpoint: string;
  /** In their order on the dashboard. */
  readonly widgets: readonly CustomWidgetParams[];
}

export const WIDGET_TITLES: Readonly<Record<CustomWidgetName, string>> = {
  incidents: 'Open incidents',
  'error-budgets': 'Error budgets',
  'service-map': 'Service map and health',
  'on-call': 'On call now',
  cost: 'Cost of monitoring',
};

interface Line {
  readonly height: number;
  /** Width against the others of the line. */
  readonly shares: Readonly<Partial<Record<CustomWidgetName, number>>>;
}

const LINES: readonly Line[] = [
  { height: 7, shares: { incidents: 1, 'error-budgets': 1 } },
  { height: 8, shares: { 'service-map': 2, 'on-call': 1, cost: 1 } },
];

/** At most two lines, each over the whole width, whichever of the widgets there are. */
export function customWidgetRows({ endpoint, widgets }: CustomWidgetContent): Row[] {
  return LINES.flatMap(({ height, shares }) => {
    const own = widgets.filter(({ widget }) => shares[widget] !== undefined);
    const total = own.reduce((sum, { widget }) => sum + (shares[widget] ?? 0), 0);
    const tiles = own.map((params) => {
      const width = Math.floor((GRID_COLUMNS * (shares[params.widget] ?? 0)) / total);
      return tileOf(endpoint, params, width, height);
    });
    return tiles.length > 0 ? [rowOf(tiles)] : [];
  });
}

/** `timeRange`: the widgets tell how things are now, whatever time the dashboard shows. */
function tileOf(endpoint: string, params: CustomWidgetParams, width: number, height: number): Tile {
  const updateOn = { refresh: true, resize: true, timeRange: false };
  return {
    type: 'custom',
    width,
    height,
    properties: { title: WIDGET_TITLES[params.widget], endpoint, params, updateOn },
  };
}
