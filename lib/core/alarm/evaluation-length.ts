import { describeSeconds } from './threshold';

const DAY_SECONDS = 86_400;
const HIGH_RESOLUTION: readonly number[] = [10, 20, 30];
/** A window of one period is as long as that. */
export const LONGEST_PERIOD_SECONDS = 7 * DAY_SECONDS;

/**
 * Why CloudWatch would refuse a period, and what it takes; `undefined` for one it takes.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period)
 */
export function periodProblem(periodSeconds: number): string | undefined {
  const known = HIGH_RESOLUTION.includes(periodSeconds) || (periodSeconds >= 60 && periodSeconds % 60 === 0);
  if (known && periodSeconds <= LONGEST_PERIOD_SECONDS) return undefined;
  return `must be 10, 20 or 30 seconds, or whole minutes up to 7 days, got ${periodSeconds} s`;
}

/**
 * Why CloudWatch would refuse so many periods: together they last a day at most, seven days where the period is an hour
 * or more.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (EvaluationPeriods)
 */
export function evaluationLengthProblem(periodSeconds: number, evaluationPeriods: number): string | undefined {
  const longest = longestWindowSeconds(periodSeconds);
  if (periodSeconds * evaluationPeriods <= longest) return undefined;
  return (
    `x period must be ${describeSeconds(longest)} at most for a period of ${describeSeconds(periodSeconds)}, got ` +
    `${evaluationPeriods} x ${describeSeconds(periodSeconds)}; use at most ${Math.floor(longest / periodSeconds)} periods`
  );
}

/** How long all periods of an alarm may be together. */
export function longestWindowSeconds(periodSeconds: number): number {
  return periodSeconds < 3_600 ? DAY_SECONDS : LONGEST_PERIOD_SECONDS;
}
