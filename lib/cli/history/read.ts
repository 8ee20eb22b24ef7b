/** The history of one series: of a CSV file, or of one metric of CloudWatch. */
import { describeSeconds } from '../../core/alarm/threshold';
import type { TimePoint } from '../../core/anomaly/forecast/points';
import { describeMetric, type MetricId } from '../../core/signal/metric';
import { parseRecording } from '../../rehearsal/recording';
import { readTextFile } from '../../rehearsal/text-file';
import { plain } from '../../view/escape';
import { UsageError } from '../usage-error';
import type { MetricSource } from './metric-source';
import { DEFAULT_STATISTIC, periodOf, statisticOf } from './values';

export interface HistoryRead {
  readonly points: readonly TimePoint[];
  /** The usual time between two of them, milliseconds. */
  readonly spacingMs: number;
  /** Where they are from, in words. */
  readonly told: string;
  /** What was wrong with them. */
  readonly remarks: readonly string[];
}

/** The options of a command that say which series it reads. */
export const SERIES_OPTIONS = {
  csv: { type: 'string' },
  metric: { type: 'string' },
  dimensions: { type: 'string' },
  days: { type: 'string' },
  region: { type: 'string' },
  statistic: { type: 'string' },
  period: { type: 'string' },
} as const;

export interface SeriesValues {
  readonly csv?: string | undefined;
  readonly metric?: string | undefined;
  readonly dimensions?: string | undefined;
  readonly days?: string | undefined;
  readonly region?: string | undefined;
  readonly statistic?: string | undefined;
  readonly period?: string | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = '14';
const DEFAULT_PERIOD = '300';
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
const KEPT_DAYS = 455;
const FEWEST_DAYS = 7;

const ALWAYS_OF_CLOUDWATCH = ['metric', 'dimensions', 'days', 'region'] as const;

/**
 * Checks that the options name one series, before anything is read.
 * @param noun what it is to the command, such as `history`
 * @param ofCloudWatch what else means nothing beside a file
 * @throws {UsageError} where they name none or two
 */
export function checkSeries(
  values: SeriesValues,
  noun: string,
  ofCloudWatch: readonly (keyof SeriesValues)[] = [],
): void {
  if (values.csv === undefined && values.metric === undefined)
    throw new UsageError(`say which ${noun}: give --csv FILE, or --metric NAMESPACE/NAME`);
  if (values.csv === undefined) return;
  const lone = [...ALWAYS_OF_CLOUDWATCH, ...ofCloudWatch].find((name) => values[name] !== undefined);
  if (lone !== undefined)
    throw new UsageError(`--${lone} is for CloudWatch, and --csv reads a file instead; leave one of them out`);
}

/**
 * Reads the series that the options name, and tells what was wrong with single values of it.
 * @param values `days` of nothing are 14
 */
export async function readSeries(values: SeriesValues, source: MetricSource, nowMs: number): Promise<HistoryRead> {
  const { csv, metric = '' } = values;
  const history = csv === undefined ? await readMetric({ ...values, metric }, source, nowMs) : readCsv(csv);
  for (const remark of history.remarks) process.stderr.write(`${plain(remark, 1_000)}\n`);
  return history;
}

/** @throws where no row can be read, naming file, line and why; single rows that cannot be read become remarks */
function readCsv(file: string): HistoryRead {
  const { points, spacingMs, remarks } = parseRecording(readTextFile(file, 'history'), file);
  return { points: points.map(({ atMs, value }) => [atMs, value]), spacingMs, told: file, remarks };
}

async function readMetric(
  values: SeriesValues & { readonly metric: string },
  source: MetricSource,
  nowMs: number,
): Promise<HistoryRead> {
  const metric = metricOf(values.metric, values.dimensions);
  const days = daysOf(values.days ?? DEFAULT_DAYS);
  const statistic = statisticOf(values.statistic ?? DEFAULT_STATISTIC);
  const periodSeconds = periodOf(values.period ?? DEFAULT_PERIOD);
  const endMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const told = `${describeMetric(metric)} ${statistic}, ${days} days of CloudWatch`;
  const query = { key: 'metric', metric, statistic, periodSeconds };
  const read = await source.read({ queries: [query], startMs: endMs - days * DAY_MS, endMs, nowMs }, values.region);
  const found = read.get('metric');
  const [failure] = found?.errors ?? [];
  if (!found || (found.points.length === 0 && failure !== undefined))
    throw new Error(`cannot read ${told}: ${failure}`);
  if (found.points.length === 0) {
    throw new Error(
      `${told}: no datapoints; are namespace, name, all of its dimensions and the region right? ` +
        "'aws cloudwatch list-metrics' lists them",
    );
  }
  return {
    points: found.points,
    ...coarsest(found.parts, periodSeconds),
    told,
    remarks: [...found.errors, ...found.notes],
  };
}

/** CloudWatch keeps old data in longer periods, and an alarm can be judged by the longest ones only. */
function coarsest(
  parts: readonly { readonly periodSeconds: number }[],
  wanted: number,
): Pick<HistoryRead, 'spacingMs'> {
  const longest = Math.max(wanted, ...parts.map(({ periodSeconds }) => periodSeconds));
  if (longest === wanted) return { spacingMs: wanted * 1_000 };
  throw new UsageError(
    `CloudWatch keeps periods of ${describeSeconds(wanted)} for fewer days; ask for fewer --days, or for --period ${longest}`,
  );
}

function metricOf(text: string, dimensions = ''): MetricId {
  const slash = text.lastIndexOf('/');
  if (slash < 1 || slash === text.length - 1 || text.includes(':'))
    throw new UsageError(
      `--metric must be NAMESPACE/NAME, such as AWS/Lambda/Duration, with --dimensions beside it; got '${text}'`,
    );
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1), dimensions: dimensionsOf(dimensions) };
}

function dimensionsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text === '' ? [] : text.split(',').map((pair) => /^([^=]+)=(.+)$/.exec(pair) ?? refusePair(pair));
  const names = pairs.map(([, name]) => name as string);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new UsageError(`--dimensions has '${twice}' twice; keep one of them`);
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
}

function refusePair(pair: string): never {
  throw new UsageError(`--dimensions must be a list such as FunctionName=checkout,Resource=checkout; got '${pair}'`);
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= FEWEST_DAYS && days <= KEPT_DAYS) return days;
  throw new UsageError(
    `--days must be a whole number from ${FEWEST_DAYS} (a threshold needs a week) to ${KEPT_DAYS} (CloudWatch keeps ` +
      `nothing longer), got '${text}'`,
  );
}
