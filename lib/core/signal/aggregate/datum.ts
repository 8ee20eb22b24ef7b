import type { MetricUnit } from '../metric-unit';
import {
  type AggregatedSeries,
  type Dimension,
  type DropReason,
  isMetricValue,
  seriesProblem,
  timeProblem,
} from './series';
import { StatisticSet } from './statistic-set';
import { ValueHistogram } from './value-histogram';

/**
 * What a MetricDatum says, as data: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 * It has `values` and `counts`, or a `set`.
 */
export interface Datum {
  readonly name: string;
  /** Sorted by name, each name once. */
  readonly dimensions: readonly Dimension[];
  readonly unit: MetricUnit;
  readonly resolution: 1 | 60;
  readonly timestampMs: number;
  /** At most 150, each once. */
  readonly values?: readonly number[];
  readonly counts?: readonly number[];
  /** Of the buckets whose means the values are; absent where they are the values observed. */
  readonly level?: number;
  readonly set?: readonly [count: number, sum: number, min: number, max: number];
}

export function toDatum({ namespace, startMs, statistics, observations, ...series }: AggregatedSeries): Datum {
  const datum = { ...series, timestampMs: startMs };
  if (observations instanceof StatisticSet) {
    const { count, sum, min, max } = observations;
    return { ...datum, set: [count, sum, min, max] };
  }
  return { ...datum, ...observations.entries(), level: observations.bucketLevel };
}

/** Data of one namespace with the same minute of the same series as one. */
export function mergeData(data: readonly Datum[]): Datum[] {
  const groups = new Map<string, Datum[]>();
  for (const datum of data) {
    const key = datumKey(datum);
    const group = groups.get(key);
    if (group) group.push(datum);
    else groups.set(key, [datum]);
  }
  return [...groups.values()].map(mergeGroup);
}

/** The same for data that become one by merging. */
export function datumKey({ name, dimensions, unit, resolution, timestampMs, set }: Datum): string {
  return JSON.stringify([name, dimensions, unit, resolution, timestampMs, set !== undefined]);
}

/** Why CloudWatch would refuse the datum now; `undefined` if it would not. */
export function datumProblem(datum: Datum, nowMs: number): DropReason | undefined {
  const values = datum.set?.slice(1) ?? datum.values ?? [];
  const problem = seriesProblem(datum) ?? timeProblem(datum.timestampMs, nowMs);
  return problem ?? (values.every(isMetricValue) ? undefined : 'invalid-value');
}

/** Observations in it. */
export function pointsOf({ set, counts = [] }: Datum): number {
  return set ? set[0] : counts.reduce((sum, count) => sum + count, 0);
}

/** Not less than the datum takes in the body of a request, in bytes of UTF-8. */
export function datumBytes({ name, dimensions, values, counts, set }: Datum): number {
  const text = JSON.stringify([name, dimensions, values, counts, set]);
  // Keys and punctuation of the request; a character of the name that is not ASCII takes up to three bytes.
  return text.length + 2 * name.length + 25 * dimensions.length + 300;
}

function mergeGroup(group: readonly Datum[]): Datum {
  const [first, ...others] = group;
  if (!first || others.length === 0) return first as Datum;
  if (first.set) {
    const whole = StatisticSet.from(...first.set);
    for (const { set } of others) if (set) whole.merge(StatisticSet.from(...set));
    return { ...first, set: [whole.count, whole.sum, whole.min, whole.max] };
  }
  const whole = histogramOf(first);
  for (const datum of others) whole.merge(histogramOf(datum));
  return { ...first, ...whole.entries(), level: whole.bucketLevel };
}

function histogramOf({ values = [], counts = [], level }: Datum): ValueHistogram {
  return ValueHistogram.from({ values, counts }, level);
}
