import { type AlarmRole, pages, type Severity } from '../incident/severity';
import type { MetricId, Statistic } from '../signal/metric';
import { checkRange, checkResolved, checkTuning, isAddedAlarm } from './check-tuning';
import type { CatalogAlarm, CatalogEntry, Comparison } from './entry';
import { named } from './locate';
import { AT_LEAST, THREE_OF_FIVE_MINUTES } from './parts';
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
  /** Windows longer than CloudWatch takes are refused: a day, or a week with periods of an hour and more. */
  readonly evaluationPeriods?: number;
  /** What a period without data counts as. @default - as the catalog says */
  readonly treatMissingData?: CatalogAlarm['treatMissingData'];
  /** `critical` and `high` page, `medium` and `low` open a ticket. */
  readonly severity?: Severity;
  /** `false`: no such alarm. @default true */
  readonly enabled?: boolean;
}

/**
 * A further alarm on a metric that the entry has, under an id of its own. What is omitted is as in most alarms of the
 * catalog: three of five minutes, missing data is good, a ticket.
 */
export interface AddedAlarm extends AlarmTuning {
  /** Key of the metric in the entry, such as `duration`. */
  readonly metric: string;
  readonly statistic: Statistic;
  readonly threshold: number;
  /** Which side is bad. @default 'GreaterThanOrEqualToThreshold' */
  readonly comparison?: Comparison;
  /** @default 60 */
  readonly periodSeconds?: number;
  /** One sentence, what it says when it fires; `{resource}` and `{threshold}` are filled in. @default - made of the rest */
  readonly summary?: string;
}

/** By alarm id: changes to the entry's alarms, and alarms of one's own. */
export type AlarmTunings = Readonly<Record<string, AlarmTuning | AddedAlarm>>;

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

/**
 * The default alarms of one resource, tuned, and those that a tuning adds. Throws where a tuning names no alarm of this
 * type, has an unknown field or does not fit.
 */
export function resolveAlarms<Facts>(
  entry: CatalogEntry<Facts>,
  resource: CatalogResource<Facts>,
  tunings: AlarmTunings = {},
): ResolvedAlarm[] {
  for (const [id, tuning] of Object.entries(tunings)) checkTuning(entry, resource.label, id, tuning);
  return [...entry.alarms, ...addedAlarms(entry, tunings)].flatMap((alarm) => {
    const changes = Object.hasOwn(tunings, alarm.id) ? (tunings[alarm.id] ?? {}) : {};
    const metric = resolveMetric(entry, resource, alarm.metric);
    const derived = ruleOf(entry, alarm, resource.facts);
    const threshold = changes.threshold ?? derived;
    if (!metric || threshold === undefined || changes.enabled === false) return [];
    const evaluationPeriods = changes.evaluationPeriods ?? alarm.evaluationPeriods;
    const severity = changes.severity ?? alarm.severity;
    const resolved: ResolvedAlarm = {
      ...alarm,
      metric,
      threshold,
      evaluationPeriods,
      datapointsToAlarm: changes.datapointsToAlarm ?? Math.min(alarm.datapointsToAlarm, evaluationPeriods),
      treatMissingData: changes.treatMissingData ?? alarm.treatMissingData,
      severity,
      role: changes.severity === undefined ? alarm.role : pages(severity) ? 'page' : 'ticket',
      // The words of a derived threshold tell where it comes from, which is not so of another one.
      summary: (typeof alarm.threshold === 'number' || threshold === derived
        ? alarm.summary
        : plainSummary(entry, alarm)
      )
        .replaceAll('{resource}', () => resource.label)
        .replaceAll('{threshold}', () => thresholdText(threshold, entry.metrics[alarm.metric], alarm.statistic)),
    };
    checkResolved(resolved, resource.label);
    if (changes.threshold !== undefined) checkRange(entry, alarm, changes.threshold, resource.label);
    return [resolved];
  });
}

function addedAlarms(entry: CatalogEntry, tunings: AlarmTunings): CatalogAlarm[] {
  return Object.entries(tunings).flatMap(([id, tuning]) => {
    if (!isAddedAlarm(tuning)) return [];
    const { metric, statistic, threshold, comparison = AT_LEAST, severity = 'medium' } = tuning;
    return {
      ...THREE_OF_FIVE_MINUTES,
      id,
      metric,
      statistic,
      comparison,
      threshold,
      ...(tuning.periodSeconds !== undefined && { periodSeconds: tuning.periodSeconds }),
      treatMissingData: 'notBreaching',
      severity,
      role: pages(severity) ? 'page' : 'ticket',
      summary: tuning.summary ?? plainSummary(entry, { metric, statistic, comparison }),
      reason: 'Added to the defaults of the catalog.',
      runbook: [],
    };
  });
}

/** What is compared with what. */
function plainSummary<Facts>(
  entry: CatalogEntry<Facts>,
  { metric, statistic, comparison }: Pick<CatalogAlarm, 'metric' | 'statistic' | 'comparison'>,
): string {
  return `${entry.metrics[metric]?.name} (${statistic}) of {resource} is ${COMPARISON_WORDS[comparison]} {threshold}.`;
}

const COMPARISON_WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'at or above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

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

/** `undefined` where the resource has not the dimensions that the metric is published on. */
export function resolveMetric<Facts>(
  entry: Pick<CatalogEntry<Facts>, 'title' | 'metrics'>,
  resource: Pick<CatalogResource<Facts>, 'dimensions' | 'namespace'>,
  key: string,
): MetricId | undefined {
  const metric = entry.metrics[key];
  if (!metric) throw new Error(`The catalog entry '${entry.title}' has no metric '${key}'`);
  const dimensions = resource.dimensions[metric.dimensionSet ?? 'default'];
  if (!dimensions) return undefined;
  const namespace = metric.namespace === 'sightline' ? resource.namespace : metric.namespace;
  return { namespace, name: metric.name, dimensions };
}

function ruleOf<Facts>(
  entry: CatalogEntry<Facts>,
  { id, threshold }: CatalogAlarm<Facts>,
  facts: Facts,
): number | undefined {
  return typeof threshold === 'number' ? threshold : named(entry, `threshold of ${id}`, () => threshold.rule(facts));
}
