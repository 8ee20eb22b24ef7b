/** Stories of packs, made from their data: one in which each alarm has to fire, and a quiet week. */
import type { CatalogAlarm, CatalogMetric } from '../core/catalog/entry';
import { DEFAULT_NAMESPACE, DIMENSION } from '../core/conventions';
import type { Pack, PackIndicator } from '../core/pack/pack';
import { type Story, story } from './story';
import { type Series, series } from './story/series';

/** The service that a pack was added to, for `packTrouble` and `packQuietWeek`. */
export interface PackStoryOptions {
  readonly service: string;
  readonly environment: string;
  /** CloudWatch namespace of the service's own metrics. @default 'Sightline' */
  readonly namespace?: string;
  /** Operations that the pack was added with. @default - none */
  readonly operations?: readonly string[];
}

/**
 * Hours in which everything that the pack measures is as bad as its alarms ask for, then three hours of silence: every
 * alarm of the pack and of its objectives fires in it.
 */
export function packTrouble(pack: Pack, options: PackStoryOptions): Story {
  const windows = pack.entry.alarms.map(({ periodSeconds, evaluationPeriods }) => periodSeconds * evaluationPeriods);
  const minutes = Math.max(...windows) / 60 + MORE_MINUTES;
  const data = (key: string) => series().every('60s').repeat(troubleOf(pack, key), minutes);
  return told(`${pack.title}: everything goes wrong`, pack, options, data).end(`${minutes + SILENT_MINUTES}m`);
}

/** A week of waves of traffic in which nothing is wrong: no alarm of the pack fires in it. */
export function packQuietWeek(pack: Pack, options: PackStoryOptions): Story {
  const data = (key: string, index: number) => quietOf(pack, key, index + 1);
  return told(`${pack.title}: a quiet week`, pack, options, data).end('7d');
}

/** Beyond the longest window: alarms of three days are judged once an hour. */
const MORE_MINUTES = 120;
/** The longest delay of an alarm on missing telemetry is an hour. */
const SILENT_MINUTES = 180;
const WEEK_SECONDS = 7 * 86_400;

function told(
  title: string,
  pack: Pack,
  { service, environment, namespace = DEFAULT_NAMESPACE, operations = [] }: PackStoryOptions,
  dataOf: (key: string, index: number) => Series,
): Story {
  const own = `${DIMENSION.service}=${service},${DIMENSION.environment}=${environment}`;
  const sets = [own, ...operations.map((operation) => `${own},${DIMENSION.operation}=${operation}`)];
  const metrics = Object.entries(pack.entry.metrics);
  return metrics.reduce(
    (sofar, [key, { namespace: of, name }], index) =>
      sets.reduce(
        (story, dimensions) =>
          story.series(`${of === 'sightline' ? namespace : of}/${name}:${dimensions}`, dataOf(key, index)),
        sofar,
      ),
    story(title).start(A_MONDAY),
  );
}

const A_MONDAY = '2026-01-05T00:00:00Z';

/** Bad for all alarms and objectives on a metric: all of them ask for more, or all of them for less. */
function troubleOf({ entry, objectives }: Pack, key: string): number {
  const bounds = entry.alarms.filter(({ metric }) => metric === key).map(badValue);
  const judged = objectives.flatMap(({ indicator }) => badOf(indicator, key, entry.metrics[key]) ?? []);
  const [first = 1, ...others] = [...bounds, ...judged];
  return others.reduce((worst, value) => (worst === 0 || value === 0 ? 0 : Math.max(worst, value)), first);
}

function badValue({ comparison, threshold, statistic }: CatalogAlarm<object>): number {
  if (comparison.startsWith('Less')) return 0;
  const limit = threshold as number;
  // What is 0 or 1 has no worse than 1.
  return statistic === 'Average' && limit <= 1 ? 1 : limit * 1.5 + 1;
}

function badOf(indicator: PackIndicator, key: string, metric?: CatalogMetric): number | undefined {
  switch (indicator.kind) {
    case 'latency':
      return indicator.metric === key ? 2 * limitOf(indicator.thresholdMs, metric) : undefined;
    case 'custom':
      return indicator.value[0] !== key
        ? undefined
        : indicator.comparison.startsWith('Less')
          ? indicator.threshold + 1
          : 0;
    default:
      if (indicator.bad?.[0] === key) return 1;
      return indicator.good?.[0] === key ? 0 : undefined;
  }
}

/** Fine for all of them, with the ups and downs of days where that is still fine. */
function quietOf(pack: Pack, key: string, seed: number): Series {
  const step = stepOf(pack, key);
  const count = WEEK_SECONDS / step;
  const week = series().every(`${step}s`).seed(seed);
  const limits = pack.entry.alarms.filter(({ metric }) => metric === key);
  const highs = limits.filter(asksForLess).map((alarm) => highest(alarm, step));
  const high = Math.min(...highs, latencyLimit(pack, key));
  const low = Math.max(0, ...limits.filter((alarm) => !asksForLess(alarm)).map(({ threshold }) => threshold as number));
  const share = limits.every(({ statistic }) => statistic === 'Average');
  const more = troubleOf(pack, key) === 0;
  if (more && low <= 1) return week.repeat(share ? 1 : 200, count);
  if (more) return week.wave({ mean: (low + 100) / 2, amplitude: (100 - low) / 4, period: '1d', count });
  if (high <= 1) return week.repeat(0, count);
  if (!Number.isFinite(high)) return week.repeat(key === 'requests' ? 1 : 0, count);
  return week.wave({ mean: high * 0.4, amplitude: high * 0.2, period: '1d', count });
}

/** What objectives miss after some minutes comes every minute, the rest every five. */
function stepOf({ objectives }: Pack, key: string): number {
  const missed = objectives.some(({ indicator, noTelemetry }) => noTelemetry !== false && totalOf(indicator) === key);
  return missed ? 60 : 300;
}

function totalOf(indicator: PackIndicator): string {
  if (indicator.kind === 'latency') return indicator.metric;
  return indicator.kind === 'custom' ? indicator.value[0] : indicator.total[0];
}

/** Of a sum over a period, the part of one value. */
function highest({ statistic, threshold, periodSeconds }: CatalogAlarm<object>, step: number): number {
  const share = statistic === 'Sum' ? Math.max(1, periodSeconds / step) : 1;
  return (threshold as number) / share;
}

/** Whether the alarm is content below its threshold. */
function asksForLess({ comparison }: CatalogAlarm<object>): boolean {
  return comparison.startsWith('Greater');
}

function latencyLimit({ entry, objectives }: Pack, key: string): number {
  const limits = objectives.flatMap(({ indicator }) =>
    indicator.kind === 'latency' && indicator.metric === key
      ? [limitOf(indicator.thresholdMs, entry.metrics[key])]
      : [],
  );
  return Math.min(...limits);
}

/** In the unit of the metric. */
function limitOf(thresholdMs: number, metric?: CatalogMetric): number {
  return metric?.unit === 'Seconds' ? thresholdMs / 1_000 : thresholdMs;
}
