import type { Statistic } from '../../core/signal/metric';
import { compileStatistic, isSimpleStatistic, type Observations } from '../../core/signal/statistic';
import type { MemoryMetricStore } from './metric-store';

/**
 * One statistic of one metric, over periods of one length that end wherever they are asked for. Sliding periods are
 * asked for again and again while they pass through an evaluation range, so their values are remembered.
 */
export class MetricWindow {
  private readonly compute: (observations: Observations) => number | undefined;
  private readonly withValues: boolean;
  private readonly remembered: Float64Array;
  /** The end of the period that a slot remembers. */
  private readonly stamps: Float64Array;
  private readonly mask: number;
  private newestEnd = Number.NEGATIVE_INFINITY;

  /**
   * @param periodMs length of the usual period; 0 where lengths differ
   * @param stepMs what the ends of periods are multiples of
   * @param reach how far back, in milliseconds, periods end that are asked for again
   */
  constructor(
    private readonly store: MemoryMetricStore,
    private readonly key: string,
    statistic: Statistic,
    private readonly periodMs: number,
    private readonly stepMs: number,
    reach: number,
  ) {
    this.compute = compileStatistic(statistic);
    this.withValues = !isSimpleStatistic(statistic);
    // A power of two, so that a slot is found with a mask.
    const size = 2 ** Math.ceil(Math.log2(reach / stepMs + 1));
    this.mask = size - 1;
    this.remembered = new Float64Array(size);
    this.stamps = new Float64Array(size).fill(Number.NaN);
  }

  /** The value over `startMs` to `endMs`, exclusive; `NaN` where it is missing. */
  value(startMs: number, endMs: number): number {
    if (endMs - startMs !== this.periodMs) return this.measure(startMs, endMs);
    const slot = (endMs / this.stepMs) & this.mask;
    if (this.stamps[slot] === endMs) return this.remembered[slot] as number;
    const value = this.measure(startMs, endMs);
    this.stamps[slot] = endMs;
    if (endMs > this.newestEnd) this.newestEnd = endMs;
    this.remembered[slot] = value;
    return value;
  }

  /** Data came in at this time: what was remembered of the periods around it no longer holds. */
  forget(atMs: number): void {
    if (atMs >= this.newestEnd) return;
    const first = Math.floor(atMs / this.stepMs) + 1;
    const last = Math.min(Math.ceil((atMs + this.periodMs) / this.stepMs), this.newestEnd / this.stepMs);
    for (let end = first; end <= last; end += 1) {
      if (this.stamps[end & this.mask] === end * this.stepMs) this.stamps[end & this.mask] = Number.NaN;
    }
  }

  private measure(startMs: number, endMs: number): number {
    const observations = this.store.seriesOf(this.key)?.observe(startMs, endMs, this.withValues);
    return (observations && this.compute(observations)) ?? Number.NaN;
  }
}
