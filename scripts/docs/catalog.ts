/** The catalog as tables. */
import { COMPARISONS, describeSeconds } from '../../lib/core/alarm/threshold';
import { CATALOG } from '../../lib/core/catalog/catalog';
import { type CatalogAlarm, type CatalogEntry, timeToDetectSeconds } from '../../lib/core/catalog/entry';
import { thresholdText } from '../../lib/core/catalog/threshold-text';
import { PRICE_LIST } from '../../lib/core/price/prices';
import { table } from './table';

const USD_AN_ALARM = PRICE_LIST.prices.find(({ id }) => id === 'cw.alarm.standard')?.usd ?? Number.NaN;

/** One line an entry, and what they come to. */
export function catalogTable(): string {
  const head = ['resource', 'CloudFormation type', 'graphs', 'alarms', 'detects within', 'a month:'];
  const rows = CATALOG.map((entry) => [
    `[${entry.title}](#${anchor(entry.title)})`,
    `\`${entry.type}\``,
    entry.graphs.map(({ title }) => title).join(', ') || 'none',
    entry.alarms.map(({ id }) => id).join(', ') || 'none',
    timesToDetect(entry),
    `$${(entry.alarms.length * USD_AN_ALARM).toFixed(2)}`,
  ]);
  const { entries, types, alarms } = catalogSize();
  return `${table(head, rows)}\n\n${entries} entries for ${types} CloudFormation types, with ${alarms} default alarms.`;
}

export interface CatalogSize {
  readonly entries: number;
  /** Entries that are read off resources of templates; the others are quotas, accounts, and parts of Sightline. */
  readonly resources: number;
  /** CloudFormation types that are known, those of Sightline's own left out. */
  readonly types: number;
  readonly alarms: number;
  /** The alarms by what they do; signals go to the fallback topic of the hub that they watch. */
  readonly roles: Readonly<Record<CatalogAlarm['role'], number>>;
  /** Entries without an alarm. */
  readonly drawnOnly: number;
}

export function catalogSize(): CatalogSize {
  const types = CATALOG.flatMap(({ type, resource }) => (resource ? [type, ...(resource.alsoTypes ?? [])] : []));
  const alarms = CATALOG.flatMap((entry) => entry.alarms);
  const inRole = (role: CatalogAlarm['role']) => alarms.filter((alarm) => alarm.role === role).length;
  return {
    entries: CATALOG.length,
    resources: CATALOG.filter(({ resource }) => resource !== undefined).length,
    types: new Set(types).size,
    alarms: alarms.length,
    roles: { page: inRole('page'), ticket: inRole('ticket'), signal: inRole('signal') },
    drawnOnly: CATALOG.filter((entry) => entry.alarms.length === 0).length,
  };
}

/** One table an entry. */
export function alarmTables(): string {
  return CATALOG.map((entry) =>
    [`### ${entry.title}`, types(entry), alarmTable(entry), metricKeys(entry), ...indicators(entry)].join('\n\n'),
  ).join('\n\n');
}

const OBJECTIVES = ['availability', 'latency', 'throughput', 'freshness'] as const;

/** What objectives can be about. */
function indicators({ indicators: known }: CatalogEntry): string[] {
  const kinds = OBJECTIVES.filter((kind) => known?.[kind] !== undefined).map((kind) => `\`Slo.${kind}\``);
  return kinds.length === 0 ? [] : [`Objectives: ${kinds.join(', ')}.`];
}

/** `AWS/Lambda Errors Average >= 5 % in 3 of 5 x 1 min`. */
export function conditionOf(entry: CatalogEntry, alarm: CatalogAlarm): string {
  const metric = entry.metrics[alarm.metric];
  if (!metric) throw new Error(`the catalog entry '${entry.title}' has no metric '${alarm.metric}'`);
  const namespace = metric.namespace === 'sightline' ? 'Sightline' : metric.namespace;
  const { symbol } = COMPARISONS[alarm.comparison];
  const threshold =
    typeof alarm.threshold === 'number'
      ? thresholdText(alarm.threshold, metric, alarm.statistic)
      : alarm.threshold.text;
  const window = `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods} x ${describeSeconds(alarm.periodSeconds)}`;
  return `\`${namespace}\` ${metric.name} ${alarm.statistic} ${symbol} ${threshold} in ${window}`;
}

/** As GitHub makes it of a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

function types({ type, resource, metricsRegion }: CatalogEntry): string {
  const known = [type, ...(resource?.alsoTypes ?? [])].map((one) => `\`${one}\``).join(', ');
  if (!resource) return `${known}: no resource of a template`;
  const parts = [
    known,
    ...(resource.each ? [`each of its \`${resource.each.list}\``] : []),
    ...(resource.imported ? ['imported ones, too'] : []),
    ...(metricsRegion ? [`in ${metricsRegion} only`] : []),
    ...(resource.onRequest ? ['by `monitor` only'] : []),
  ];
  return parts.join('; ');
}

function timesToDetect({ alarms }: CatalogEntry): string {
  const seconds = alarms.map(timeToDetectSeconds).sort((a, b) => a - b);
  const [first, last] = [seconds[0], seconds.at(-1)];
  if (first === undefined || last === undefined) return 'never';
  return first === last ? describeSeconds(first) : `${describeSeconds(first)} to ${describeSeconds(last)}`;
}

/** What alarms of one's own are written with: `tune(fn, { Slow: { metric: 'duration', ... } })`. */
function metricKeys({ metrics }: CatalogEntry): string {
  const keys = Object.entries(metrics).map(([key, { name, unit }]) => `\`${key}\` (${name}, ${unit})`);
  return `Metrics: ${keys.join(', ')}.`;
}

export function alarmTable(entry: CatalogEntry): string {
  if (entry.alarms.length === 0) return 'It is drawn, and has no default alarms.';
  const head = ['alarm', 'condition', 'severity', 'role', 'time to detect', 'missing data', 'reason'];
  return table(
    head,
    entry.alarms.map((alarm) => [
      alarm.id,
      conditionOf(entry, alarm),
      alarm.severity,
      alarm.role,
      describeSeconds(timeToDetectSeconds(alarm)),
      alarm.treatMissingData,
      alarm.reason,
    ]),
  );
}
