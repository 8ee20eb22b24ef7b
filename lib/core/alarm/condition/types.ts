/** What a condition says, parsed: plain data, without the metrics that its names stand for. */
import type { Comparison } from '../threshold';

export type Condition = ThresholdCondition | ChangeCondition | AnomalyCondition | BurnRateCondition;

/** What all conditions on a metric share. */
interface OnMetric {
  /** What the text calls the metric. */
  readonly metric: string;
  /** As CloudWatch writes it: `Average`, `p99`. @default - the metric's own */
  readonly statistic?: string;
  /** @default - one datapoint of the metric's own period; of a change, as long as that is measured over */
  readonly span?: Span;
}

/** `cpu > 80% for 3 of 5 x 1m`: a value beyond a number. */
export interface ThresholdCondition extends OnMetric {
  readonly kind: 'threshold';
  readonly comparison: Comparison;
  readonly value: Quantity;
}

/** `cost change > 50% over 1d`: against the same length of time before. */
export interface ChangeCondition extends OnMetric {
  readonly kind: 'change';
  readonly comparison: Comparison;
  /** In `%` of the value before; in other units the difference to it. */
  readonly value: Quantity;
  readonly overSeconds: number;
}

/** `queueDepth anomaly above 2`: outside the band that CloudWatch learns. */
export interface AnomalyCondition extends OnMetric {
  readonly kind: 'anomaly';
  readonly side: 'above' | 'below' | 'outside';
  /** Half the width of the band, in standard deviations. */
  readonly deviations: number;
}

/** `slo Availability burn > 14.4 over 1h`: an error budget that burns that many times as fast as planned. */
export interface BurnRateCondition {
  readonly kind: 'slo';
  /** Name of the objective. */
  readonly slo: string;
  readonly factor: number;
  readonly overSeconds: number;
}

/** A number and what it is counted in. */
export interface Quantity {
  readonly number: number;
  /** @default - that of the metric */
  readonly unit?: QuantityUnit;
}

export const QUANTITY_UNITS = ['%', 'ms', 's', 'm', 'h', 'B', 'KB', 'MB', 'GB'] as const;
const RATES = ['/s', '/min'] as const;
const SIZES = ['B', 'KB', 'MB', 'GB'] as const;

/** `ms`, `MB`; `/s` for how many a second, `MB/s` for how much. */
export type QuantityUnit =
  | (typeof QUANTITY_UNITS)[number]
  | (typeof RATES)[number]
  | `${(typeof SIZES)[number]}${(typeof RATES)[number]}`;

export const ALL_UNITS: readonly QuantityUnit[] = [
  ...QUANTITY_UNITS,
  ...RATES,
  ...SIZES.flatMap((size) => RATES.map((rate) => `${size}${rate}` as const)),
];

/** How long it has to hold. */
export type Span = Counts | Sustained;

/** M of N datapoints. */
export interface Counts {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly periodSeconds: number;
}

/** All datapoints of the metric's own period that fit into that time. */
export interface Sustained {
  readonly forSeconds: number;
}
