import { field, numberField, text } from './fields';
import { readMetricRows } from './metric-rows';
import type { WidgetPlace } from './model';
import { type Dashboard, type DashboardWidget, GRID_COLUMNS, WIDGET_DEFAULT, type WidgetAnnotation } from './model';

/**
 * Reads any dashboard body, Sightline's or not, as JSON text or as an object. Never throws: what it cannot read is
 * named in `notRead`.
 */
export function readDashboardBody(body: unknown): Dashboard {
  const notRead: { place: string; reason: string }[] = [];
  const widgets: DashboardWidget[] = [];
  const list = field(parse(body), 'widgets');
  if (!Array.isArray(list)) {
    return { widgets, notRead: [{ place: 'body', reason: 'is no JSON object with a list of widgets' }] };
  }
  const flow = new Flow();
  for (const [index, widget] of list.entries()) {
    const reading = readWidget(widget, flow.place(widget));
    const place = `widgets[${index}]`;
    if (reading.widget) widgets.push(reading.widget);
    notRead.push(...reading.problems.map((reason) => ({ place, reason })));
  }
  return { widgets, notRead };
}

interface Reading {
  readonly widget?: DashboardWidget;
  readonly problems: readonly string[];
}

function readWidget(widget: unknown, place: WidgetPlace): Reading {
  const type = field(widget, 'type');
  const properties = field(widget, 'properties');
  if (type === 'metric') return readMetricWidget(properties, place);
  if (type === 'text') {
    return { widget: { ...place, type, markdown: text(field(properties, 'markdown')) }, problems: [] };
  }
  if (type === 'alarm') {
    const alarmArns = strings(field(properties, 'alarms'));
    return { widget: { ...place, type, title: text(field(properties, 'title')), alarmArns }, problems: [] };
  }
  return { problems: [`widgets of type '${text(type) || '?'}' are not shown`] };
}

function readMetricWidget(properties: unknown, place: WidgetPlace): Reading {
  const periodSeconds = numberField(properties, 'period') ?? WIDGET_DEFAULT.periodSeconds;
  const statistic = text(field(properties, 'stat')) || WIDGET_DEFAULT.statistic;
  const { series, problems } = readMetricRows(field(properties, 'metrics') ?? [], { periodSeconds, statistic });
  const annotations = field(properties, 'annotations');
  return {
    widget: {
      ...place,
      type: 'metric',
      title: text(field(properties, 'title')),
      view: text(field(properties, 'view')) || 'timeSeries',
      stacked: field(properties, 'stacked') === true,
      series,
      annotations: readHorizontal(field(annotations, 'horizontal')),
      alarms: strings(field(annotations, 'alarms')),
    },
    problems,
  };
}

/** A band is a list of two lines. */
function readHorizontal(horizontal: unknown): WidgetAnnotation[] {
  if (!Array.isArray(horizontal)) return [];
  return horizontal.flat().flatMap((line) => {
    const value = numberField(line, 'value');
    if (value === undefined) return [];
    const axis = field(line, 'yAxis') === 'right' ? 'right' : 'left';
    return [{ label: text(field(line, 'label')), value, axis }];
  });
}

/** Places widgets without a position from left to right, then in the next row. */
class Flow {
  private x = 0;
  private y = 0;
  private rowEnd = 0;

  place(widget: unknown): WidgetPlace {
    const width = Math.min(Math.max(1, numberField(widget, 'width') ?? WIDGET_DEFAULT.width), GRID_COLUMNS);
    const height = Math.max(1, numberField(widget, 'height') ?? WIDGET_DEFAULT.height);
    const x = numberField(widget, 'x');
    const y = numberField(widget, 'y');
    if (x !== undefined && y !== undefined) {
      const place = { x: Math.min(Math.max(0, x), GRID_COLUMNS - width), y: Math.max(0, y), width, height };
      this.x = 0;
      this.y = this.rowEnd = Math.max(this.rowEnd, place.y + height);
      return place;
    }
    if (this.x + width > GRID_COLUMNS) {
      this.x = 0;
      this.y = this.rowEnd;
    }
    const place = { x: this.x, y: this.y, width, height };
    this.x += width;
    this.rowEnd = Math.max(this.rowEnd, this.y + height);
    return place;
  }
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
