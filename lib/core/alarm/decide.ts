/**
 * The state a metric alarm takes on the datapoints of its evaluation range. Allocates nothing: rehearsal asks this for
 * every alarm and every virtual minute.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { AlarmState } from '../incident/incident';
import { type AlarmSettings, BAND_COMPARISONS, COMPARISONS, type EvaluationSettings, isBand } from './threshold';

/** What a datapoint says. Missing is negative, so that the others can be counted by adding. */
export const MISSING = -1;
const GOOD = 0;
export const BREACHING = 1;

/** Classifies one datapoint; `NaN` stands for missing, also as a bound of the band. */
export type Classify = (value: number, lower: number, upper: number) => number;

export function classifier(settings: AlarmSettings): Classify {
  if (isBand(settings)) {
    const sides = BAND_COMPARISONS[settings.comparison];
    return (value, lower, upper) => {
      if (Number.isNaN(value) || Number.isNaN(lower) || Number.isNaN(upper)) return MISSING;
      return (sides.lower && value < lower) || (sides.upper && value > upper) ? BREACHING : GOOD;
    };
  }
  const { breaches } = COMPARISONS[settings.comparison];
  const { threshold } = settings;
  return (value) => (Number.isNaN(value) ? MISSING : breaches(value, threshold) ? BREACHING : GOOD);
}

/**
 * @param points the classified datapoints of the evaluation range, oldest first
 * @param previous the state before; kept where the missing-data rules say so
 */
export function decideState(
  { evaluationPeriods, datapointsToAlarm, treatMissingData }: EvaluationSettings,
  points: ArrayLike<number>,
  previous: AlarmState,
): AlarmState {
  let real = 0;
  let breaching = 0;
  for (let index = points.length - 1; index >= 0 && real < evaluationPeriods; index -= 1) {
    const point = points[index] as number;
    if (point === MISSING) continue;
    real += 1;
    breaching += point;
  }
  if (breaching >= datapointsToAlarm) return 'ALARM';
  const filled = evaluationPeriods - real;
  if (filled === 0 || treatMissingData === 'notBreaching') return 'OK';
  if (treatMissingData === 'breaching') return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (real === 0) return treatMissingData === 'missing' ? 'INSUFFICIENT_DATA' : previous;
  if (breaching < real) return 'OK';
  const lasting = oldestInWindow(points, evaluationPeriods) >= datapointsToAlarm;
  return lasting && treatMissingData === 'missing' ? 'ALARM' : previous;
}

/**
 * With only breaching and missing datapoints, too few of them breaching, the alarm goes off once the oldest breaching
 * one of the last N is at least M periods old, and not before ("avoiding premature transitions"). The state before that
 * is not published; we keep the previous one.
 * @returns how many periods ago the oldest datapoint of the last N began; 0 without one
 */
function oldestInWindow(points: ArrayLike<number>, evaluationPeriods: number): number {
  for (let age = Math.min(evaluationPeriods, points.length); age > 0; age -= 1) {
    if (points[points.length - age] !== MISSING) return age;
  }
  return 0;
}
