import type { MetricId } from '../signal/metric';
import { field, list, strings, text } from './fields';
import { Flow } from './flow';
import { readMetricWidget } from './metric-widget';
import type { Dashboard, DashboardWidget, ShownVariable, WidgetPlace } from './model';
import { substitute } from './substitute';
import { readVariable } from './variables';

export interface ReadDashboardOptions {
  /** Among which the searches of variables look. @default - none: such variables have no value */
  readonly metrics?: readonly MetricId[];
  /** The regions that metrics are read of. @default - metrics of every region are read */
  readonly regions?: readonly string[];
  /** The accounts that metrics are read of. @default - metrics of every account are read */
  readonly accounts?: readonly string[];
}

/**
 * Reads any dashboard body, Sightline's or not, as JSON text or as an object, with its variables at their defaults.
 * Never throws: what it cannot read is named in `notRead`.
 */
export function readDashboardBody(body: unknown, options: ReadDashboardOptions = {}): Dashboard {
  const parsed = parse(body);
  const written = field(parsed, 'widgets');
  if (!Array.isArray(written)) {
    const notRead = [{ place: 'body', reason: 'is no JSON object with a list of widgets' }];
    return { widgets: [], variables: [], notRead };
  }
  const { widgets: given, variables, notRead } = applyVariables(parsed, written, options.metrics ?? []);
  const widgets: DashboardWidget[] = [];
  const flow = new Flow();
  for (const [index, widget] of given.entries()) {
    const place = `widgets[${index}]`;
    const reading = readWidget(widget, place, flow.place(widget), options);
    if (reading.widget) widgets.push(reading.widget);
    notRead.push(...reading.problems.map((reason) => ({ place, reason })));
  }
  return { widgets, variables, notRead };
}

interface Applied {
  readonly widgets: readonly unknown[];
  readonly variables: ShownVariable[];
  readonly notRead: { place: string; reason: string }[];
}

function applyVariables(body: unknown, written: readonly unknown[], metrics: readonly MetricId[]): Applied {
  const variables: ShownVariable[] = [];
  const notRead: { place: string; reason: string }[] = [];
  let widgets = written;
  for (const [index, variable] of list(field(body, 'variables')).entries()) {
    const place = `variables[${index}]`;
    const valued = readVariable(variable, place, metrics);
    const changed = 'problem' in valued ? valued : substitute(widgets, valued);
    if ('problem' in changed) {
      notRead.push({ place, reason: changed.problem });
    } else if (!('problem' in valued)) {
      widgets = changed;
      variables.push({ place, name: valued.name, value: valued.value, from: valued.from });
    }
  }
  return { widgets, variables, notRead };
}

interface Reading {
  readonly widget?: DashboardWidget;
  readonly problems: readonly string[];
}

function readWidget(widget: unknown, place: string, position: WidgetPlace, options: ReadDashboardOptions): Reading {
  const type = field(widget, 'type');
  const properties = field(widget, 'properties');
  if (type === 'metric') {
    const { problems, ...read } = readMetricWidget(properties, options);
    return { widget: { ...position, type, place, ...read }, problems };
  }
  if (type === 'text') {
    return { widget: { ...position, type, markdown: text(field(properties, 'markdown')) }, problems: [] };
  }
  if (type === 'alarm') {
    const alarmArns = strings(field(properties, 'alarms'));
    return { widget: { ...position, type, title: text(field(properties, 'title')), alarmArns }, problems: [] };
  }
  if (type === 'custom') {
    const [title, endpoint] = ['title', 'endpoint'].map((name) => text(field(properties, name))) as [string, string];
    const params = field(properties, 'params');
    const told = typeof params === 'object' && params !== null ? params : {};
    return { widget: { ...position, type, place, title, endpoint, params: told }, problems: [] };
  }
  return { problems: [`widgets of type '${text(type) || '?'}' are not shown`] };
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
