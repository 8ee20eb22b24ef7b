import { DIMENSION, BUSINESS_METRIC as METRIC } from '../../../core/conventions';
import type { MetricUnit } from '../../../core/signal/metric-unit';
import type { Labels } from '../labels';
import { record } from '../recording';
import { flag, putOn, safely } from './put';

/** What is told of a business event beside its name. */
export interface BusinessEventOptions {
  /** Adds up, so it must not be negative. @default 1 */
  readonly value?: number;
  /** @default 'Count' */
  readonly unit?: MetricUnit;
  /** Dimensions beside service and environment. @default - none */
  readonly labels?: Labels;
}

/** Metrics of the business: events, revenue, funnels and promises. */
export interface BusinessMetrics {
  /** An event under a name of your own, such as `OrdersPlaced`. */
  count(event: string, options?: BusinessEventOptions): void;
  /** Adds to `Revenue`, apart for each currency: amounts of different currencies do not add up. */
  revenue(amount: number, currency: string, labels?: Labels): void;
  /** Someone reached a step: `FunnelSteps` on the labels `funnel` and `step`. */
  step(funnel: string, step: string, labels?: Labels): void;
  /** Whether a promise was kept: `SlaHits` is 1 or 0, so that its Average is the share that was. */
  sla(name: string, met: boolean, labels?: Labels): void;
}

/**
 * What the business asks for: orders, revenue, funnels, promises kept. Names of people and orders are no labels: each
 * value is a series on the bill.
 *
 * @param namespace of CloudWatch; @default - the handler's
 */
export function businessMetrics(namespace?: string): BusinessMetrics {
  return {
    count: safely((event: string, { value = 1, unit, labels }: BusinessEventOptions = {}) =>
      record('count', event, value, labels, { unit, namespace }),
    ),
    revenue: safely((amount: number, currency: string, labels?: Labels) =>
      putOn({ ...labels, [DIMENSION.currency]: currency }, { namespace })('count', METRIC.revenue, amount),
    ),
    step: safely((funnel: string, step: string, labels?: Labels) =>
      putOn({ ...labels, [DIMENSION.funnel]: funnel, [DIMENSION.step]: step }, { namespace })(
        'count',
        METRIC.funnelSteps,
        1,
      ),
    ),
    sla: safely((name: string, met: boolean, labels?: Labels) =>
      putOn({ ...labels, [DIMENSION.sla]: name }, { namespace })('histogram', METRIC.slaHits, flag(met)),
    ),
  };
}
