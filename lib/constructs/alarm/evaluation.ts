import type { Duration } from 'aws-cdk-lib';
import type { TreatMissingData as CdkTreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { evaluationLengthProblem, periodProblem } from '../../core/alarm/evaluation-length';
import {
  COMPARISONS,
  type Comparison,
  type EvaluationSettings,
  MISSING_DATA_MODES,
  type TreatMissingData,
} from '../../core/alarm/threshold';
import { checkNumber, checkOneOf, type Keys } from '../check';

/** How datapoints are counted. */
export interface EvaluationOptions {
  /**
   * Length of a datapoint: 10, 20 or 30 seconds, or whole minutes. All periods together last a day at most, or seven
   * days for periods of an hour and more.
   * @default - the metric's own, which CDK sets to 5 minutes where nobody does
   */
  readonly period?: Duration;
  /** N: how many of the newest datapoints are judged. @default 1 */
  readonly evaluationPeriods?: number;
  /** M: how many of them must breach, from 1 to N. @default - all of them */
  readonly datapointsToAlarm?: number;
  /**
   * What a missing datapoint stands for.
   * @default - `notBreaching` above a threshold; `missing` below one, outside a band and for logs
   */
  readonly treatMissingData?: TreatMissingData | CdkTreatMissingData;
}

export const EVALUATION_KEYS: Keys<EvaluationOptions> = {
  period: true,
  evaluationPeriods: true,
  datapointsToAlarm: true,
  treatMissingData: true,
};

/** M of N, checked. */
export function readCounts(
  where: string,
  options: Pick<EvaluationOptions, 'evaluationPeriods' | 'datapointsToAlarm'>,
): Pick<EvaluationSettings, 'evaluationPeriods' | 'datapointsToAlarm'> {
  const evaluationPeriods = checkNumber(where, 'evaluationPeriods', options.evaluationPeriods ?? 1, {
    min: 1,
    integer: true,
  });
  const datapointsToAlarm = checkNumber(where, 'datapointsToAlarm', options.datapointsToAlarm ?? evaluationPeriods, {
    min: 1,
    max: evaluationPeriods,
    integer: true,
    todo: `lower it or raise evaluationPeriods (${evaluationPeriods})`,
  });
  return { evaluationPeriods, datapointsToAlarm };
}

/** Everything about the datapoints, checked together. */
export function readEvaluation(
  where: string,
  options: EvaluationOptions,
  periodSeconds: number,
  missing: TreatMissingData,
): EvaluationSettings {
  const counts = readCounts(where, options);
  const period = periodProblem(periodSeconds);
  if (period) throw new Error(`${where}: 'period' ${period}; set 'period'`);
  const length = evaluationLengthProblem(periodSeconds, counts.evaluationPeriods);
  if (length) throw new Error(`${where}: 'evaluationPeriods' ${length}`);
  return { periodSeconds, ...counts, treatMissingData: readMissing(where, options.treatMissingData ?? missing) };
}

export function readMissing(where: string, mode: unknown): TreatMissingData {
  return checkOneOf(where, 'treatMissingData', mode, MISSING_DATA_MODES);
}

export function readComparison(where: string, comparison: unknown): Comparison {
  return checkOneOf(where, 'comparison', comparison, Object.keys(COMPARISONS) as Comparison[]);
}

/** Nothing happens, so nothing is too high; but what is too low may be so low that it is not even reported. */
export function missingDefault(comparison: Comparison): TreatMissingData {
  return isUpper(comparison) ? 'notBreaching' : 'missing';
}

/** Whether values above the threshold breach. */
export function isUpper(comparison: Comparison): boolean {
  return COMPARISONS[comparison].symbol.startsWith('>');
}
