/** The four comparisons of a static threshold. */
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

export type Comparison = keyof typeof COMPARISONS;

export const MISSING_DATA_MODES = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type TreatMissingData = (typeof MISSING_DATA_MODES)[number];

/** How a metric alarm judges its datapoints: the settings of PutMetricAlarm that do not name the metric. */
export interface ThresholdSettings {
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly periodSeconds: number;
  /** N: how many of the newest datapoints are judged. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. Between 1 and N. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

/** `>= 0.05 in 3 of 5 x 1 min`: the condition as people read it. */
export function describeThreshold(settings: ThresholdSettings): string {
  const { symbol } = COMPARISONS[settings.comparison];
  return (
    `${symbol} ${settings.threshold} in ${settings.datapointsToAlarm} of ${settings.evaluationPeriods} x ` +
    describeSeconds(settings.periodSeconds)
  );
}

/** `90 s`, `1 min`, `6 h`: the largest unit that divides it. */
export function describeSeconds(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600} h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}
