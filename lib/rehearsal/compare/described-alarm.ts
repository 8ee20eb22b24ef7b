/** Alarms as they are compared: every setting by its name, in the words people read. */
import { BAND_COMPARISONS, COMPARISONS, describeSeconds, isBand } from '../../core/alarm/threshold';
import { describeMetric } from '../../core/signal/metric';
import type { MetricQuery } from '../../core/signal/metric-math';
import type { CompositeAlarm } from '../platform/alarms/composite-alarm';
import { conditionOf, labelOf, type TemplateAlarm } from '../platform/alarms/definition';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';
import { type Settings, settingText } from './settings';

export interface DescribedAlarm {
  readonly name: string;
  readonly label: string;
  /** Path of its construct. */
  readonly path: string;
  readonly condition: string;
  /** What it watches: with the path, tells a renamed alarm from another one. */
  readonly subject: string;
  readonly settings: Settings;
}

export function describeAlarm(alarm: TemplateAlarm): DescribedAlarm {
  const own = alarm.kind === 'composite' ? compositeSettings(alarm) : metricSettings(alarm);
  const { name, path } = alarm.resource;
  return {
    name,
    label: labelOf(alarm),
    path,
    condition: conditionOf(alarm),
    subject: alarm.kind === 'composite' ? 'composite' : watchedBy(alarm),
    settings: { name, ...own, ...actionSettings(alarm), ...otherSettings(alarm) },
  };
}

function metricSettings(alarm: MetricAlarm): Record<string, string> {
  const { settings, warmUp, deviations } = alarm;
  const { properties } = alarm.resource;
  const limit = isBand(settings)
    ? `${BAND_COMPARISONS[settings.comparison].symbol} the band of ${deviations} standard deviations`
    : `${COMPARISONS[settings.comparison].symbol} ${settings.threshold}`;
  return {
    metric: watchedBy(alarm),
    ...unitOf(properties),
    threshold: limit,
    'datapoints to alarm': `${settings.datapointsToAlarm} of ${settings.evaluationPeriods}`,
    period: describeSeconds(settings.periodSeconds),
    'missing data': settings.treatMissingData,
    'low-sample percentiles': settings.lowSamplePercentile === undefined ? 'evaluate' : 'ignore',
    'evaluation window': settingText(properties.EvaluationWindow) ?? 'sliding',
    ...(warmUp && { 'warm-up': `${warmUp.minutes} min${warmUp.onlyAfter ? ', evaluated only after it' : ''}` }),
  };
}

function watchedBy({ kind, valueId, queries }: MetricAlarm): string {
  const value = queries.find(({ id }) => id === valueId);
  const inputs = queries.filter(({ id }) => id !== valueId);
  const first = value ? wordQuery(value) : '';
  if (kind !== 'math') return first;
  return [first, ...inputs.map((query) => `${query.id} = ${wordQuery(query)}`)].join('; ');
}

function wordQuery(query: MetricQuery): string {
  if ('expression' in query) return query.expression;
  return `${query.statistic} of ${describeMetric(query.metric)}`;
}

type Properties = Readonly<Record<string, unknown>>;

function unitOf({ Unit, Metrics }: Properties): Record<string, string> {
  const queries = (Metrics ?? []) as readonly { readonly MetricStat?: { readonly Unit?: unknown } }[];
  const units = [Unit, ...queries.map(({ MetricStat }) => MetricStat?.Unit)].filter((unit) => unit !== undefined);
  return units.length === 0 ? {} : { unit: units.join(', ') };
}

function compositeSettings({ rule, suppressor }: CompositeAlarm): Record<string, string> {
  const { alarm, waitSeconds, extensionSeconds } = suppressor ?? {};
  return {
    rule: rule.text,
    ...(suppressor && {
      'actions suppressor': `${alarm}, wait ${describeSeconds(waitSeconds ?? 0)}, extension ${describeSeconds(extensionSeconds ?? 0)}`,
    }),
  };
}

function actionSettings({ actions, actionsEnabled, description, tags }: TemplateAlarm): Record<string, string> {
  const listed = (targets: readonly string[]) => [...targets].sort().join(', ') || 'none';
  const tagged = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    actions: actionsEnabled ? 'enabled' : 'disabled',
    'actions on ALARM': listed(actions.ALARM),
    'actions on OK': listed(actions.OK),
    'actions on INSUFFICIENT_DATA': listed(actions.INSUFFICIENT_DATA),
    description,
    tags: tagged.map(([key, value]) => `${key}=${value}`).join(', '),
  };
}

/** The properties that the settings above are made of. */
const TOLD = new Set([
  ...['AlarmName', 'AlarmDescription', 'AlarmRule', 'Tags', 'ActionsEnabled', 'AlarmActions', 'OKActions'],
  ...[
    'InsufficientDataActions',
    'ActionsSuppressor',
    'ActionsSuppressorWaitPeriod',
    'ActionsSuppressorExtensionPeriod',
  ],
  ...[
    'Namespace',
    'MetricName',
    'Dimensions',
    'Statistic',
    'ExtendedStatistic',
    'Metrics',
    'ThresholdMetricId',
    'Unit',
  ],
  ...['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold', 'ComparisonOperator', 'TreatMissingData'],
  ...['EvaluateLowSampleCountPercentile', 'EvaluationWindow', 'WarmUpConfiguration'],
]);

/** What CloudWatch learns tomorrow must not be missed. */
function otherSettings({ resource: { properties } }: TemplateAlarm): Record<string, string> {
  const others = Object.keys(properties).filter((property) => !TOLD.has(property));
  return Object.fromEntries(others.map((property) => [property, settingText(properties[property]) ?? '']));
}
