/** The four comparisons with one static threshold. */
export const COMPARISONS = {
  GreaterThanThreshold: {
    symbol: '>',
    words: 'greater than',
    breaches: (value: number, threshold: number) => value > threshold,
  },
  GreaterThanOrEqualToThreshold: {
    symbol: '>=',
    words: 'greater than or equal to',
    breaches: (value: number, threshold: number) => value >= threshold,
  },
  LessThanThreshold: {
    symbol: '<',
    words: 'less than',
    breaches: (value: number, threshold: number) => value < threshold,
  },
  LessThanOrEqualToThreshold: {
    symbol: '<=',
    words: 'less than or equal to',
    breaches: (value: number, threshold: number) => value <= threshold,
  },
} as const;

/** How a value is compared with a threshold, as PutMetricAlarm names it. */
export type Comparison = keyof typeof COMPARISONS;

/** The three comparisons with an anomaly band; each side is strict. */
export const BAND_COMPARISONS = {
  LessThanLowerThreshold: { symbol: 'below', lower: true, upper: false },
  GreaterThanUpperThreshold: { symbol: 'above', lower: false, upper: true },
  LessThanLowerOrGreaterThanUpperThreshold: { symbol: 'outside', lower: true, upper: true },
} as const;

/** How a value is compared with an anomaly band, as PutMetricAlarm names it. */
export type BandComparison = keyof typeof BAND_COMPARISONS;

export const MISSING_DATA_MODES = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
/** What a period without data counts as, as PutMetricAlarm names it. */
export type TreatMissingData = (typeof MISSING_DATA_MODES)[number];

/** How a metric alarm counts its datapoints: M of N, and what a missing one stands for. */
export interface EvaluationSettings {
  readonly periodSeconds: number;
  /** N: how many of the newest datapoints are judged. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. Between 1 and N. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  /**
   * For an alarm on a percentile with `EvaluateLowSampleCountPercentile: ignore`: that percentile as a fraction, 0.99
   * for p99. The state is kept while a judged datapoint has too few samples. Absent: every datapoint counts.
   */
  readonly lowSamplePercentile?: number;
}

/** How a metric alarm judges its datapoints: the settings of PutMetricAlarm that do not name the metric. */
export interface ThresholdSettings extends EvaluationSettings {
  readonly comparison: Comparison;
  readonly threshold: number;
}

/** The same for an alarm on an anomaly band: each datapoint brings its own bounds. */
export interface BandSettings extends EvaluationSettings {
  readonly comparison: BandComparison;
}

/** What CloudWatch evaluates an alarm by: a fixed threshold, or an anomaly band. */
export type AlarmSettings = ThresholdSettings | BandSettings;

export function isBand(settings: AlarmSettings): settings is BandSettings {
  return Object.hasOwn(BAND_COMPARISONS, settings.comparison);
}

/** `>= 0.05 in 3 of 5 x 1 min`, `outside the band in 1 of 1 x 5 min`: the condition as people read it. */
export function describeThreshold(settings: AlarmSettings): string {
  const condition = isBand(settings)
    ? `${BAND_COMPARISONS[settings.comparison].symbol} the band`
    : `${COMPARISONS[settings.comparison].symbol} ${settings.threshold}`;
  const { datapointsToAlarm, evaluationPeriods, periodSeconds } = settings;
  return `${condition} in ${datapointsToAlarm} of ${evaluationPeriods} x ${describeSeconds(periodSeconds)}`;
}

/** `90 s`, `1 min`, `6 h`: the largest unit that divides it. */
export function describeSeconds(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600} h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

/**
 * Whether a percentile stands on too few samples to be trusted: fewer than 10 / (1 - p) for p of 0.5 and more, fewer
 * than 10 / p below.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 * @param percentile a fraction between 0 and 1, both exclusive
 */
export function isLowSample(percentile: number, samples: number): boolean {
  const rarerSide = percentile >= 0.5 ? 1 - percentile : percentile;
  // 1 - 0.99 is a little more than 0.01: twelve digits make the bound 1,000 again.
  return samples < Number((10 / rarerSide).toPrecision(12));
}
