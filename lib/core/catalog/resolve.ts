import { type AlarmRole, pages, type Severity } from '../incident/severity';
import type { MetricId, Statistic } from '../signal/metric';
import type { CatalogAlarm, CatalogEntry } from './entry';
import { thresholdText } from './threshold-text';

/** One resource of a catalog entry's type. */
export interface CatalogResource<Facts = unknown> {
  /** How people are told which one it is, such as `ChargePayment`. */
  readonly label: string;
  /** What the entry's threshold rules need to know. */
  readonly facts: Facts;
  /** Dimension set name to dimensions. Metrics on a set that is not here are left out, with their alarms and graphs. */
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where Sightline's own metrics go. */
  readonly namespace: string;
}

/** Changes to one default alarm; what is omitted stays as in the catalog. */
export interface AlarmTuning {
  /** In the unit of the metric. */
  readonly threshold?: number;
  /** Between 1 and evaluationPeriods. */
  readonly datapointsToAlarm?: number;
  /** Windows longer than a day are refused, as by CloudWatch. */
  readonly evaluationPeriods?: number;
  /** `critical` and `high` page, `medium` and `low` open a ticket. */
  readonly severity?: Severity;
  /** `false`: no such alarm. @default true */
  readonly enabled?: boolean;
}

/** An alarm of one resource with nothing left to decide. */
export interface ResolvedAlarm extends Omit<CatalogAlarm, 'metric' | 'threshold'> {
  readonly metric: MetricId;
  readonly threshold: number;
  readonly severity: Severity;
  readonly role: AlarmRole;
}

export interface ResolvedSeries {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly label: string;
}

export interface ResolvedGraph {
  readonly title: string;
  readonly left: readonly ResolvedSeries[];
  readonly right: readonly ResolvedSeries[];
}

/** The default alarms of one resource, tuned. Throws where a tuning names no alarm of this type or does not fit. */
export function resolveAlarms<Facts>(
  entry: CatalogEntry<Facts>,
  resource: CatalogResource<Facts>,
  tuning: Readonly<Record<string, AlarmTuning>> = {},
): ResolvedAlarm[] {
  const known = entry.alarms.map((alarm) => alarm.id);
  const unknown = Object.keys(tuning).find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new Error(
      `'${resource.label}' (${entry.title}) has no alarm '${unknown}' to tune; its alarms are ${known.join(', ')}`,
    );
  }
  return entry.alarms.flatMap((alarm) => {
    const changes = Object.hasOwn(tuning, alarm.id) ? (tuning[alarm.id] ?? {}) : {};
    const metric = resolveMetric(entry, resource, alarm.metric);
    const threshold = changes.threshold ?? ruleOf(alarm, resource.facts);
    if (!metric || threshold === undefined || changes.enabled === false) return [];
    const evaluationPeriods = changes.evaluationPeriods ?? alarm.evaluationPeriods;
    const severity = changes.severity ?? alarm.severity;
    const resolved: ResolvedAlarm = {
      ...alarm,
      metric,
      threshold,
      evaluationPeriods,
      datapointsToAlarm: changes.datapointsToAlarm ?? Math.min(alarm.datapointsToAlarm, evaluationPeriods),
      severity,
      role: changes.severity === undefined ? alarm.role : pages(severity) ? 'page' : 'ticket',
      summary: alarm.summary
        .replaceAll('{resource}', () => resource.label)
        .replaceAll('{threshold}', () => thresholdText(threshold, entry.metrics[alarm.metric], alarm.statistic)),
    };
    check(resolved, resource.label);
    return [resolved];
  });
}

/** The graphs of one resource; empty ones are left out. */
export function resolveGraphs<Facts>(entry: CatalogEntry<Facts>, resource: CatalogResource<Facts>): ResolvedGraph[] {
  const series = (list: CatalogEntry['graphs'][number]['left']) =>
    list.flatMap(({ metric, statistic, label }) => {
      const id = resolveMetric(entry, resource, metric);
      return id ? [{ metric: id, statistic, label }] : [];
    });
  return entry.graphs
    .map(({ title, left, right = [] }) => ({ title, left: series(left), right: series(right) }))
    .filter(({ left, right }) => left.length + right.length > 0);
}

function resolveMetric<Facts>(
  entry: CatalogEntry<Facts>,
  resource: CatalogResource<Facts>,
  key: string,
): MetricId | undefined {
  const metric = entry.metrics[key];
  if (!metric) throw new Error(`The catalog entry '${entry.title}' has no metric '${key}'`);
  const dimensions = resource.dimensions[metric.dimensionSet ?? 'default'];
  if (!dimensions) return undefined;
  const namespace = metric.namespace === 'sightline' ? resource.namespace : metric.namespace;
  return { namespace, name: metric.name, dimensions };
}

function ruleOf<Facts>(alarm: CatalogAlarm<Facts>, facts: Facts): number | undefined {
  return typeof alarm.threshold === 'number' ? alarm.threshold : alarm.threshold(facts);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (EvaluationPeriods) */
const MAX_WINDOW_SECONDS = 86_400;

function check(alarm: ResolvedAlarm, label: string): void {
  const place = `Alarm '${alarm.id}' of '${label}'`;
  const { threshold, evaluationPeriods, datapointsToAlarm, periodSeconds } = alarm;
  if (!Number.isFinite(threshold)) {
    throw new Error(`${place}: 'threshold' must be a finite number, got ${threshold}`);
  }
  const maxPeriods = Math.floor(MAX_WINDOW_SECONDS / periodSeconds);
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1 || evaluationPeriods > maxPeriods) {
    throw new Error(
      `${place}: 'evaluationPeriods' must be an integer between 1 and ${maxPeriods} (one day of ${periodSeconds} s ` +
        `periods), got ${evaluationPeriods}`,
    );
  }
  if (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    throw new Error(
      `${place}: 'datapointsToAlarm' must be an integer between 1 and evaluationPeriods (${evaluationPeriods}), got ` +
        `${datapointsToAlarm}; lower it or raise evaluationPeriods`,
    );
  }
}
