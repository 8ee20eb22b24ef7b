import type { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { COMPARISONS, type Comparison } from '../../core/alarm/threshold';
import { TIME_UNITS, type TimeUnit } from '../../core/slo/time-unit';
import { checkKeys, checkNumber, checkOneOf, checkText, demand, shown } from '../check';
import { dependencySource, handlersSource } from './handler-source';
import type { SliSource } from './measure';
import { eventsSource, metricSource, timeslicesSource } from './metric-source';
import { checkSlice } from './slo-durations';

/** Which requests of the wrapped handlers count. */
export interface HandlersOptions {
  /** Only requests of this operation, as the middleware names it: `GET /orders`. @default - all of the service */
  readonly operation?: string;
}

/** Give either `bad` or `good`. */
export interface EventsOptions {
  /** How many there were. */
  readonly total: IMetric;
  /** How many of them were bad. */
  readonly bad?: IMetric;
  /** How many of them were good. */
  readonly good?: IMetric;
}

/** What CloudWatch does not say of a metric that an objective is about. */
export interface MetricOptions {
  /** Of latency and freshness. @default - the metric's own, or what the catalog knows of it */
  readonly unit?: TimeUnit;
}

/** Time is cut into slices, each of them good or bad by what a metric was in it. */
export interface TimeslicesOptions {
  /** Any metric or metric math, under any statistic. */
  readonly metric: IMetric;
  /** A slice is good while this holds. */
  readonly comparison: Comparison;
  /** In the unit of the metric. */
  readonly threshold: number;
  /** Whole minutes that divide a day. @default Duration.minutes(1) */
  readonly slice?: Duration;
  /** What a slice without data is; `ignore`: it does not count. @default 'bad' */
  readonly missing?: 'good' | 'bad' | 'ignore';
}

/**
 * Where an objective's good and bad come from, besides the resources that the catalog knows.
 *
 * ```ts
 * Sli.events({ total: fn.metricInvocations(), bad: fn.metricErrors() });
 * ```
 */
export class Sli {
  private constructor(
    /** @internal */
    readonly source: SliSource,
  ) {}

  /** The requests that the middleware meters in the handlers of the service. */
  static handlers(options: HandlersOptions = {}): Sli {
    const where = 'Sli.handlers';
    checkKeys(where, options, { operation: true });
    if (options.operation !== undefined) checkText(where, 'operation', options.operation, 1_024);
    return new Sli(handlersSource(options.operation));
  }

  /** The calls of a dependency, under the name that the middleware meters them by. */
  static dependency(name: string): Sli {
    checkText('Sli.dependency', 'name', name, 1_024);
    return new Sli(dependencySource(name));
  }

  /**
   * Counts: `Sum` of metrics that count, or are 0 or 1 for each event, `SampleCount`, and metric math that adds them up.
   * Metrics of log filters are such. A period without datapoint counts as 0.
   */
  static events(options: EventsOptions): Sli {
    const where = 'Sli.events';
    checkKeys(where, options, { total: true, bad: true, good: true });
    const { bad, good } = options;
    const both = bad !== undefined && good !== undefined;
    demand(where, both || bad !== undefined || good !== undefined, "give 'bad' or 'good', got neither");
    demand(where, !both, "give 'bad' or 'good', got both; what is not bad is good");
    checkMetric(where, 'total', options.total);
    checkMetric(where, bad === undefined ? 'good' : 'bad', bad ?? good);
    return new Sli(eventsSource(options));
  }

  /** One metric, for latency (one value for each event, whatever its statistic), throughput and freshness. */
  static metric(metric: IMetric, options: MetricOptions = {}): Sli {
    const where = 'Sli.metric';
    checkKeys(where, options, { unit: true });
    if (options.unit !== undefined) checkOneOf(where, 'unit', options.unit, TIME_UNITS);
    checkMetric(where, 'metric', metric);
    return new Sli(metricSource(metric, options.unit));
  }

  /** Slices of time, each good while a metric is on the right side of a threshold: for what counts no events. */
  static timeslices(options: TimeslicesOptions): Sli {
    const where = 'Sli.timeslices';
    checkKeys(where, options, { metric: true, comparison: true, threshold: true, slice: true, missing: true });
    checkMetric(where, 'metric', options.metric);
    checkOneOf(where, 'comparison', options.comparison, Object.keys(COMPARISONS) as Comparison[]);
    checkNumber(where, 'threshold', options.threshold);
    const sliceSeconds = checkSlice(where, 'slice', options.slice);
    const missing = checkOneOf(where, 'missing', options.missing ?? 'bad', ['good', 'bad', 'ignore'] as const);
    return new Sli(timeslicesSource({ ...options, sliceSeconds, missing }));
  }
}

function checkMetric(where: string, name: string, metric: unknown): void {
  const fits = typeof (metric as Partial<IMetric> | undefined | null)?.toMetricConfig === 'function';
  const example = 'a CDK metric such as fn.metricErrors() or new Metric({ ... })';
  demand(where, fits, `'${name}' must be ${example}, got ${shown(metric)}`);
}
