/** Metrics in memory, bucketed like CloudWatch's own storage, every sample kept. */
import { type MetricId, metricKey, type Statistic } from '../../core/signal/metric';
import { compileStatistic, type Observations } from '../../core/signal/statistic';
import { MetricSeries } from './metric-series';

const MINUTE_MS = 60_000;

/** Told of every datum that arrives: the metric's key and the time of its bucket. */
export type PutListener = (key: string, atMs: number) => void;

/** Takes data of one metric; times are epoch milliseconds. */
export interface MetricWriter {
  sample(value: number, atMs: number): void;
  observations(observations: Observations, atMs: number): void;
}

export class MemoryMetricStore {
  private readonly series = new Map<string, MetricSeries>();
  private readonly statistics = new Map<Statistic, ReturnType<typeof compileStatistic>>();
  private readonly fineSteps = new Map<string, number>();
  private readonly listeners: PutListener[] = [];

  /** One sample. */
  put(metric: MetricId, value: number, atMs: number): void {
    const key = metricKey(metric);
    this.seriesFor(key, metric).putSample(value, atMs);
    this.tell(key, atMs);
  }

  /** Several samples at once: values with counts, or a statistic set. */
  putObservations(metric: MetricId, observations: Observations, atMs: number): void {
    this.writer(metric).observations(observations, atMs);
  }

  /** Puts many data of one metric: its key is made once. */
  writer(metric: MetricId): MetricWriter {
    const key = metricKey(metric);
    const series = this.seriesFor(key, metric);
    return {
      sample: (value, atMs) => {
        series.putSample(value, atMs);
        this.tell(key, atMs);
      },
      observations: (observations, atMs) => {
        series.put(observations, atMs);
        this.tell(key, atMs);
      },
    };
  }

  private seriesFor(key: string, metric: MetricId): MetricSeries {
    const known = this.series.get(key);
    if (known) return known;
    const series = new MetricSeries(metric, this.fineSteps.get(key) ?? MINUTE_MS);
    this.series.set(key, series);
    return series;
  }

  private tell(key: string, atMs: number): void {
    for (const listener of this.listeners) listener(key, atMs);
  }

  onPut(listener: PutListener): void {
    this.listeners.push(listener);
  }

  /**
   * Keeps a metric in buckets finer than a minute, for alarms with a high-resolution period.
   * @throws where data of the metric is there already
   */
  refine(key: string, stepMs: number): void {
    if (this.series.has(key)) throw new Error('the resolution of a metric must be set before its first datum');
    this.fineSteps.set(key, Math.min(stepMs, this.fineSteps.get(key) ?? MINUTE_MS));
  }

  /** A statistic over `fromMs` (inclusive) to `toMs` (exclusive), whole buckets; `undefined` without data. */
  statistic(key: string, statistic: Statistic, fromMs: number, toMs: number): number | undefined {
    const observations = this.series.get(key)?.observe(fromMs, toMs, true);
    return observations && this.compiled(statistic)(observations);
  }

  private compiled(statistic: Statistic): ReturnType<typeof compileStatistic> {
    let compute = this.statistics.get(statistic);
    if (!compute) {
      compute = compileStatistic(statistic);
      this.statistics.set(statistic, compute);
    }
    return compute;
  }

  /** The metric's data, or `undefined` before the first datum. */
  seriesOf(key: string): MetricSeries | undefined {
    return this.series.get(key);
  }

  /** The newest bucket with data ends here (epoch ms, exclusive); `undefined` for an unknown metric. */
  lastDataMs(key: string): number | undefined {
    return this.series.get(key)?.endMs;
  }

  metrics(): MetricId[] {
    return [...this.series.values()]
      .filter(({ endMs }) => endMs > Number.NEGATIVE_INFINITY)
      .map(({ metric }) => metric);
  }
}
