import { type MetricId, metricKey, type Statistic } from '../../core/signal/metric';
import { computeStatistic, type Observations } from '../../core/signal/statistic';

const MINUTE_MS = 60_000;

/** Metrics in memory, in minutes like CloudWatch's own resolution; every raw value is kept. */
export class MemoryMetricStore {
  private readonly series = new Map<string, Series>();

  put(metric: MetricId, value: number, atMs: number): void {
    const key = metricKey(metric);
    let series = this.series.get(key);
    if (!series) {
      series = { metric, minutes: new Map(), lastMinute: Number.NEGATIVE_INFINITY };
      this.series.set(key, series);
    }
    const minute = Math.floor(atMs / MINUTE_MS);
    let bucket = series.minutes.get(minute);
    if (!bucket) {
      bucket = { count: 0, sum: 0, minimum: value, maximum: value, values: [] };
      series.minutes.set(minute, bucket);
      series.lastMinute = Math.max(series.lastMinute, minute);
    }
    bucket.count += 1;
    bucket.sum += value;
    bucket.minimum = Math.min(bucket.minimum, value);
    bucket.maximum = Math.max(bucket.maximum, value);
    bucket.values.push(value);
  }

  /** A statistic over `fromMs` (inclusive) to `toMs` (exclusive), whole minutes; `undefined` without data. */
  statistic(key: string, statistic: Statistic, fromMs: number, toMs: number): number | undefined {
    const series = this.series.get(key);
    const first = Math.floor(fromMs / MINUTE_MS);
    if (!series || series.lastMinute < first) return undefined;
    const buckets: Bucket[] = [];
    for (let minute = first; minute < toMs / MINUTE_MS; minute += 1) {
      const bucket = series.minutes.get(minute);
      if (bucket) buckets.push(bucket);
    }
    const observations = merge(buckets);
    return observations && computeStatistic(statistic, observations);
  }

  /** The newest minute with data ends here (epoch ms, exclusive); `undefined` for an unknown metric. */
  lastDataMs(key: string): number | undefined {
    const series = this.series.get(key);
    return series && (series.lastMinute + 1) * MINUTE_MS;
  }

  metrics(): MetricId[] {
    return [...this.series.values()].map(({ metric }) => metric);
  }
}

interface Bucket {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  readonly values: number[];
}

interface Series {
  readonly metric: MetricId;
  readonly minutes: Map<number, Bucket>;
  lastMinute: number;
}

function merge(buckets: readonly Bucket[]): Observations | undefined {
  const [first, ...others] = buckets;
  if (!first || others.length === 0) return first;
  return {
    count: buckets.reduce((total, bucket) => total + bucket.count, 0),
    sum: buckets.reduce((total, bucket) => total + bucket.sum, 0),
    minimum: Math.min(...buckets.map((bucket) => bucket.minimum)),
    maximum: Math.max(...buckets.map((bucket) => bucket.maximum)),
    values: buckets.flatMap((bucket) => bucket.values),
  };
}
