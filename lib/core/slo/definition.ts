import type { MuteRuleSettings } from '../alarm/mute';
import type { Comparison } from '../alarm/threshold';
import type { MetricId, Statistic } from '../signal/metric';
import type { BurnRateRule } from './burn-rate-rule';

/** What an objective is about. */
export const SLO_KINDS = [
  'availability',
  'latency',
  'error-rate',
  'throughput',
  'freshness',
  'quality',
  'custom',
] as const;
export type SloKind = (typeof SLO_KINDS)[number];

/** 1: a breach hurts the business at once, and its pages are critical. 3: nobody notices before long. */
export type SloTier = 1 | 2 | 3;

/**
 * An objective of a service as plain data: what constructs write at synth, as one SSM parameter each, and what
 * `evaluate-slos`, rehearsal and the command line read. Texts in it may hold tokens until deployment.
 */
export interface SloDefinition {
  readonly schemaVersion: number;
  /** Unique in service and environment; the value of the dimension `slo`. */
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly kind: SloKind;
  /** One sentence for people: `99.9 % of the requests of Api succeed.` */
  readonly description: string;
  /** Percent: `99.9`. */
  readonly objective: string;
  /** As `parseSloWindow` reads it. */
  readonly window: string;
  /** Of calendar windows. @default 'UTC' */
  readonly timezone?: string;
  /** Share of the budget, in percent, from which on the objective is at risk. */
  readonly alertThresholdPercent: number;
  readonly indicator: SliDefinition;
  /** Empty: no burn-rate alarms. */
  readonly rules: readonly BurnRateRule[];
  /** Windows with fewer events, or fewer bad ones, do not breach. */
  readonly minTotal: number;
  readonly minBad: number;
  /** As `minBad`, of rules that open tickets. @default - `minBad` */
  readonly minBadOfTickets?: number;
  /** Times that do not count, such as maintenance. */
  readonly exclusions: readonly SloExclusion[];
  /** CloudWatch namespace of the metrics that `evaluate-slos` publishes about it. */
  readonly namespace: string;
  readonly tier: SloTier;
  readonly owner?: string;
  readonly team?: string;
  /** A link, or what to do first. */
  readonly runbook?: string;
}

/** A time that an objective does not count. */
export interface SloExclusion {
  /** When, as alarm mute rules write it. */
  readonly schedule: MuteRuleSettings;
  readonly reason: string;
}

/** Where good and bad come from. */
export type SliDefinition = EventIndicator | TimesliceIndicator;

/**
 * Counts events. Of the queries, `total` is how many there were, and one of `bad` and `good` how many of them were that;
 * others are what these are computed from. A missing datapoint counts as 0.
 */
export interface EventIndicator {
  readonly budgeting: 'events';
  readonly queries: readonly IndicatorQuery[];
}

/**
 * Counts slices of time: each is good while the query `value` holds, else bad. Published as counts of slices by
 * `evaluate-slos`, since an alarm cannot judge slices and count them at once.
 */
export interface TimesliceIndicator {
  readonly budgeting: 'timeslices';
  readonly queries: readonly IndicatorQuery[];
  /** Whole minutes; a divisor of a day. */
  readonly sliceSeconds: number;
  /** Good slices. */
  readonly comparison: Comparison;
  readonly threshold: number;
  /** What a slice without data is; `ignore`: no slice at all. */
  readonly missing: 'good' | 'bad' | 'ignore';
}

/** As in the `Metrics` of an alarm, without a period: whoever reads them says which. */
export type IndicatorQuery = IndicatorMetric | IndicatorExpression;

export interface IndicatorMetric {
  /** Starts with a lowercase letter. */
  readonly id: string;
  readonly metric: MetricId;
  readonly statistic: Statistic;
}

export interface IndicatorExpression {
  readonly id: string;
  readonly expression: string;
}

/** An objective over others: the worst of them, or their weighted mean. */
export interface CompositeSloDefinition {
  readonly schemaVersion: number;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly kind: 'composite';
  readonly description: string;
  readonly objective: string;
  readonly combine: 'worst' | 'weighted';
  /** Of `worst`: each part is held to its own objective; `objective` is the lowest of them. @default - to `objective` */
  readonly ownObjectives?: true;
  readonly parts: readonly CompositePart[];
  readonly namespace: string;
  readonly tier: SloTier;
  readonly owner?: string;
  readonly team?: string;
}

export interface CompositePart {
  readonly service: string;
  readonly environment: string;
  readonly slo: string;
  /** Above 0; of `weighted`. */
  readonly weight: number;
}

/** `<service>/<environment>/<name>`: names contain no slash. */
export function sloKey({
  service,
  environment,
  name,
}: Pick<SloDefinition, 'service' | 'environment' | 'name'>): string {
  return `${service}/${environment}/${name}`;
}
