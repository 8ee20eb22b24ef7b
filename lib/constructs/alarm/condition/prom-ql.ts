import type { Duration } from 'aws-cdk-lib';
import { periodProblem } from '../../../core/alarm/evaluation-length';
import { checkKeys, checkSeconds, checkText } from '../../check';
import type { PromQlSpec } from '../condition-spec';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html */
export interface PromQlOptions {
  /** PromQL with its own comparison: each time series that it returns breaches. */
  readonly query: string;
  /** How often it is asked: 10, 20 or 30 seconds, or whole minutes up to an hour. @default - 1 minute */
  readonly interval?: Duration;
  /** How long a time series must breach before the alarm goes to ALARM. At most a day. @default - none */
  readonly pendingPeriod?: Duration;
  /** How long it must not breach before the alarm goes to OK. At most a day. @default - none */
  readonly recoveryPeriod?: Duration;
}

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;

export function promQlCondition(options: PromQlOptions): PromQlSpec {
  const where = 'AlarmCondition.promQl';
  checkKeys(where, options, { query: true, interval: true, pendingPeriod: true, recoveryPeriod: true });
  const seconds = (name: 'pendingPeriod' | 'recoveryPeriod') =>
    options[name] === undefined ? 0 : checkSeconds(where, name, options[name], { max: DAY_SECONDS });
  return {
    kind: 'promQl',
    where,
    query: checkText(where, 'query', options.query, 10_000),
    intervalSeconds: readInterval(where, options.interval),
    pendingSeconds: seconds('pendingPeriod'),
    recoverySeconds: seconds('recoveryPeriod'),
  };
}

function readInterval(where: string, interval: Duration | undefined): number {
  if (interval === undefined) return 60;
  const seconds = checkSeconds(where, 'interval', interval, { min: 10, max: HOUR_SECONDS });
  const problem = periodProblem(seconds);
  if (problem) throw new Error(`${where}: 'interval' ${problem}`);
  return seconds;
}
