import { DIMENSION, DROPPED_POINTS } from '../core/conventions';
import { MetricAggregator } from '../core/signal/aggregate';
import type { AggregatedSeries, DropReason, SeriesSettings } from '../core/signal/aggregate/series';

/** Points that were dropped, by reason: since the publisher began, and since they were last published. */
export class Drops {
  private readonly total = new Map<DropReason, number>();
  private readonly unpublished = new Map<DropReason, number>();

  add(reason: DropReason, points = 1): void {
    this.total.set(reason, (this.total.get(reason) ?? 0) + points);
    this.unpublished.set(reason, (this.unpublished.get(reason) ?? 0) + points);
  }

  counts(): Partial<Record<DropReason, number>> {
    return Object.fromEntries(this.total);
  }

  /** As the metric `DroppedPoints`, on `[service, environment]` and by reason. Room for it is never wanting. */
  drain(dimensions: Readonly<Record<string, string>>, namespace: string, nowMs: number): AggregatedSeries[] {
    const settings: SeriesSettings = { namespace, unit: 'Count', resolution: 60, statistics: 'values' };
    const aggregator = new MetricAggregator({ dimensions });
    for (const [reason, points] of this.unpublished) {
      aggregator.record(settings, DROPPED_POINTS, undefined, points, nowMs);
      aggregator.record(settings, DROPPED_POINTS, { [DIMENSION.reason]: reason }, points, nowMs);
    }
    this.unpublished.clear();
    return aggregator.drain();
  }
}
