/**
 * Metrics from any compute: aggregated in memory, sent through an SQS queue, put into CloudWatch by `publish-metrics`.
 *
 * ```ts
 * import { MetricsPublisher } from 'sightline/publisher';
 *
 * const metrics = new MetricsPublisher({ service: 'checkout', environment: 'prod' });
 * export const handler = metrics.wrap(async (event: Order) => {
 *   metrics.count('OrdersPlaced', 1, { channel: event.channel });
 *   metrics.histogram('BasketValue', event.total);
 * });
 * ```
 */
export type { Labels } from '../core/signal/aggregate';
export type { DropReason } from '../core/signal/aggregate/series';
export type { MetricUnit } from '../core/signal/metric-unit';
export { type FlushResult, MetricsPublisher, type PointOptions } from './metrics-publisher';
export type { MetricsPublisherOptions } from './settings';
