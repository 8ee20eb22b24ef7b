/** What is said of a series that nothing reads: mostly a misspelt name. */
import { CATALOG } from '../core/catalog/catalog';
import { closest } from '../core/closest';
import { anomalyPath, healthPath, sloPath } from '../core/conventions';
import { readDashboardBody } from '../core/dashboard/read';
import { describeMetric, type MetricId, metricKey } from '../core/signal/metric';
import { dashboardBodies } from './dashboard-bodies';
import type { TemplateAlarm } from './platform/alarms/definition';
import type { Templates } from './templates';

/** Metrics of the alarms, and of the series and objectives that Sightline's functions judge. */
export function metricsRead(alarms: readonly TemplateAlarm[], templates: Templates): MetricId[] {
  const ofAlarms = alarms.flatMap((alarm) =>
    alarm.kind === 'composite' ? [] : alarm.queries.flatMap((query) => ('metric' in query ? [query.metric] : [])),
  );
  return [...ofAlarms, ...metricsOfDocuments(templates)];
}

/**
 * A remark where nothing reads the metric; `undefined` where something does.
 * @throws where its name is a misspelt one of those that are read
 */
export function remarkOnUnread(metric: MetricId, read: readonly MetricId[], templates: Templates): string | undefined {
  if (read.some((candidate) => metricKey(candidate) === metricKey(metric))) return undefined;
  const { namespace, name } = metric;
  const names = read.filter((candidate) => candidate.namespace === namespace).map((candidate) => candidate.name);
  const meant = closest(name, [...new Set(names)]);
  if (meant !== undefined && meant !== name && isMisspelt(metric, meant, templates))
    throw new Error(
      `nothing reads ${namespace}/${name}: no alarm, no anomaly detection, no objective; did you mean ${namespace}/${meant}?`,
    );
  const near = closest(describeMetric(metric), [...new Set(read.map(describeMetric))]);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return `No alarm, anomaly detection or objective reads ${describeMetric(metric)}${hint}`;
}

/** `4XXError` is no misspelt `5XXError`, and what the catalog or a dashboard has is the name of a metric. */
function isMisspelt({ namespace, name }: MetricId, meant: string, templates: Templates): boolean {
  const withoutDigits = (text: string) => text.replace(/\d+/g, '');
  if (withoutDigits(name) === withoutDigits(meant)) return false;
  const isNamed = (one: Pick<MetricId, 'namespace' | 'name'>) => one.namespace === namespace && one.name === name;
  return !CATALOG.some(({ metrics }) => Object.values(metrics).some(isNamed)) && !drawn(templates).some(isNamed);
}

function drawn(templates: Templates): MetricId[] {
  return dashboardBodies(templates).flatMap(({ body }) => {
    const { widgets } = readDashboardBody(body);
    return widgets.flatMap((widget) =>
      widget.type === 'metric' ? widget.rows.flatMap((row) => ('metric' in row ? [row.metric] : [])) : [],
    );
  });
}

/** Below them lie watched series, objectives and what health is scored by. */
const JUDGED = [anomalyPath(''), sloPath(''), healthPath('')];

/** Every metric that is named in a document of a judge, whatever it is there for. */
function metricsOfDocuments(templates: Templates): MetricId[] {
  return templates.ofType('AWS::SSM::Parameter').flatMap((parameter) => {
    const text = attempt(() =>
      JUDGED.some((path) => parameter.name.startsWith(path)) ? String(parameter.properties.Value) : undefined,
    );
    return text === undefined ? [] : metricsWithin(attempt(() => JSON.parse(text) as unknown));
  });
}

function metricsWithin(value: unknown): MetricId[] {
  if (typeof value !== 'object' || value === null) return [];
  const { namespace, name, dimensions = {} } = value as Partial<MetricId>;
  const isMetric = typeof namespace === 'string' && typeof name === 'string' && typeof dimensions === 'object';
  return [...(isMetric ? [{ namespace, name, dimensions }] : []), ...Object.values(value).flatMap(metricsWithin)];
}

/** What cannot be read is said where it is judged. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
