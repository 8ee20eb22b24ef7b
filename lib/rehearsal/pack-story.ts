/** Stories of packs, made from their data: one in which each alarm has to fire, and a quiet week. */
import type { CatalogAlarm, CatalogMetric } from '../core/catalog/entry';
import { DEFAULT_NAMESPACE, DIMENSION } from '../core/conventions';
import type { Pack, PackIndicator } from '../core/pack/pack';
import { type Story, story } from './story';
import { type Series, series } from './story/series';

export interface PackStoryOptions {
  readonly service: string;
  readonly environment: string;
  /** CloudWatch namespace of the service's own metrics. @default 'Sightline' */
  readonly namespace?: string;
  /** Operations that the pack was added with. @default - none */
  readonly operations?: readonly string[];
}

/**
 * A day and more in which everything that the pack measures is as bad as its alarms ask for, then three hours of silence:
 * every alarm of the pack and of its objectives fires in it.
 */
export function packTrouble(pack: Pack, options: PackStoryOptions): Story {
  const value = (key: string) => troubleOf(pack, key);
  const data = (key: string) => series().every('60s').repeat(value(key), TROUBLE_MINUTES);
  return told(`${pack.title}: everything goes wrong`, pack, options, data).end(`${TROUBLE_MINUTES + SILENT_MINUTES}m`);
}

/** A week of waves of traffic in which nothing is wrong: no alarm of the pack fires in it. */
export function packQuietWeek(pack: Pack, options: PackStoryOptions): Story {
  const data = (key: string, index: number) => quietOf(pack, key, index);
  return told(`${pack.title}: a quiet week`, pack, options, data).end('7d');
}

/** The longest period of its alarms is a day; some minutes go by until it is judged. */
const TROUBLE_MINUTES = 26 * 60;
/** The longest delay of an alarm on missing telemetry is an hour. */
const SILENT_MINUTES = 180;
const WEEK_MINUTES = 7 * 1_440;

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
function quietOf(pack: Pack, key: string, index: number): Series {
  const week = series()
    .every('60s')
    .seed(index + 1);
  const limits = pack.entry.alarms.filter(({ metric }) => metric === key);
  const highest = Math.min(
    ...limits.filter(asksForLess).map(({ threshold }) => threshold as number),
    latencyLimit(pack, key),
  );
  const lowest = Math.max(
    0,
    ...limits.filter((alarm) => !asksForLess(alarm)).map(({ threshold }) => threshold as number),
  );
  const share = limits.every(({ statistic }) => statistic === 'Average');
  const more = troubleOf(pack, key) === 0;
  if (more && lowest <= 1) return week.repeat(share ? 1 : 200, WEEK_MINUTES);
  if (more) {
    const room = 100 - lowest;
    return week.wave({ mean: lowest + room / 2, amplitude: room / 4, period: '1d', count: WEEK_MINUTES });
  }
  if (highest <= 1) return week.repeat(0, WEEK_MINUTES);
  if (!Number.isFinite(highest)) return week.repeat(key === 'requests' ? 1 : 0, WEEK_MINUTES);
  return week.wave({ mean: highest * 0.4, amplitude: highest * 0.2, period: '1d', count: WEEK_MINUTES });
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
