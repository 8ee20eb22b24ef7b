import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { BandComparison, Comparison, EvaluationSettings, TreatMissingData } from '../../core/alarm/threshold';
import type { AlarmQuery } from './metric-queries';

/** What a condition comes to, checked, before it knows its alarm. */
export type ConditionSpec = MetricSpec | LogSpec | PromQlSpec;

/** Judges a metric or an expression. */
export interface MetricSpec {
  readonly kind: 'metric';
  /** The call that made it, for messages. */
  readonly where: string;
  /** The first is judged. */
  readonly queries: readonly AlarmQuery[];
  readonly evaluation: EvaluationSettings;
  readonly judged:
    | { readonly comparison: Comparison; readonly threshold: number }
    | { readonly comparison: BandComparison; readonly deviations: number };
  /** Settings of the model behind the band. */
  readonly detector?: DetectorSettings | undefined;
  /** For a percentile of one metric. */
  readonly lowSamples?: 'evaluate' | 'ignore' | undefined;
  /** What works and surprises. */
  readonly lints: readonly string[];
  /** How many periods of a fault it takes, at best. @default - datapointsToAlarm */
  readonly periodsToDetect?: number;
}

export interface DetectorSettings {
  readonly excludedRanges: readonly { readonly start: string; readonly end: string }[];
  readonly timezone?: string | undefined;
  readonly periodicSpikes?: boolean | undefined;
}

/** Judges the results of a scheduled query. */
export interface LogSpec {
  readonly kind: 'log';
  readonly where: string;
  readonly logGroups: readonly ILogGroup[];
  readonly query: string;
  readonly aggregation: string;
  readonly schedule: string;
  readonly intervalSeconds: number;
  readonly startOffsetSeconds: number;
  readonly endOffsetSeconds: number;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  readonly role?: IRole | undefined;
}

/** Judges whatever a PromQL query returns. */
export interface PromQlSpec {
  readonly kind: 'promQl';
  readonly where: string;
  readonly query: string;
  readonly intervalSeconds: number;
  readonly pendingSeconds: number;
  readonly recoverySeconds: number;
}
