import { isMetricUnit, type MetricUnit } from '../metric-unit';
import { MAX_METRIC_VALUE } from '../metric-value';
import { StatisticSet } from './statistic-set';
import { ValueHistogram } from './value-histogram';

export type Dimension = readonly [name: string, value: string];

/** What the series of a metric have in common, but for their labels. */
export interface SeriesSettings {
  readonly namespace: string;
  readonly unit: MetricUnit;
  /** Seconds: 1 for high resolution. */
  readonly resolution: 1 | 60;
  /** `set` keeps count, sum, minimum and maximum only: no percentiles, and the fewest bytes. */
  readonly statistics: 'values' | 'set';
}

export interface SeriesId extends SeriesSettings {
  readonly name: string;
  /** Sorted by name, each name once. */
  readonly dimensions: readonly Dimension[];
}

/** What was observed of one series in one minute, or in one second for high resolution. */
export interface AggregatedSeries extends SeriesId {
  /** Epoch milliseconds; the beginning of the minute or second. */
  readonly startMs: number;
  /** A `StatisticSet` where `statistics` is `set`. */
  readonly observations: ValueHistogram | StatisticSet;
}

/** Why a point is not published; also a dimension value of `DroppedPoints`. */
export type DropReason =
  | 'invalid-namespace'
  | 'invalid-name'
  | 'invalid-dimension'
  | 'too-many-dimensions'
  | 'invalid-unit'
  | 'invalid-resolution'
  | 'invalid-value'
  | 'too-old'
  | 'too-far-ahead'
  | 'too-many-series'
  | 'buffer-full'
  | 'rejected';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html and API_MetricDatum.html */
export const METRIC_LIMIT = {
  nameLength: 255,
  dimensions: 30,
  dimensionNameLength: 255,
  dimensionValueLength: 1024,
  magnitude: MAX_METRIC_VALUE,
  ageMs: 14 * 24 * 3_600_000,
  aheadMs: 2 * 3_600_000,
} as const;

/** Characters that a namespace may have; no colon in front, nothing that AWS keeps to itself. */
const NAMESPACE = /^(?!:|AWS\/)(?=.*\S)[\w.\-/#: ]{1,255}$/;
/** Printable ASCII, not blank, no colon in front: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const DIMENSION_TEXT = /^(?!:)(?=.*[!-~])[ -~]+$/;

export function isNamespace(text: unknown): text is string {
  return typeof text === 'string' && NAMESPACE.test(text);
}

/** Why CloudWatch would refuse every point of this series; `undefined` if it would not. */
export function seriesProblem(series: Omit<SeriesId, 'namespace' | 'statistics'>): DropReason | undefined {
  const { name, dimensions, unit, resolution } = series;
  if (typeof name !== 'string' || !name.trim() || name.length > METRIC_LIMIT.nameLength) return 'invalid-name';
  if (!isMetricUnit(unit)) return 'invalid-unit';
  if (resolution !== 1 && resolution !== 60) return 'invalid-resolution';
  if (dimensions.length > METRIC_LIMIT.dimensions) return 'too-many-dimensions';
  return dimensions.every(isDimension) ? undefined : 'invalid-dimension';
}

/** Whether CloudWatch takes the value: not NaN, not infinite, at most 2^360 from zero. */
export function isMetricValue(value: unknown): value is number {
  return typeof value === 'number' && value <= METRIC_LIMIT.magnitude && value >= -METRIC_LIMIT.magnitude;
}

/** Whether CloudWatch still, or already, takes a point of this time. */
export function timeProblem(timestampMs: number, nowMs: number): DropReason | undefined {
  if (!(timestampMs >= nowMs - METRIC_LIMIT.ageMs)) return 'too-old';
  return timestampMs > nowMs + METRIC_LIMIT.aheadMs ? 'too-far-ahead' : undefined;
}

export function newObservations(statistics: SeriesSettings['statistics']): ValueHistogram | StatisticSet {
  return statistics === 'set' ? new StatisticSet() : new ValueHistogram();
}

function isDimension([name, value]: Dimension): boolean {
  return (
    name.length <= METRIC_LIMIT.dimensionNameLength &&
    value.length <= METRIC_LIMIT.dimensionValueLength &&
    DIMENSION_TEXT.test(name) &&
    DIMENSION_TEXT.test(value)
  );
}
