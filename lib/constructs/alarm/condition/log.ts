import type { Duration } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import type { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Comparison } from '../../../core/alarm/threshold';
import { parseSchedule } from '../../../core/signal/schedule-expression';
import { checkKeys, checkSeconds, checkText, shown } from '../../check';
import type { LogSpec } from '../condition-spec';
import { EVALUATION_KEYS, type EvaluationOptions, readComparison, readCounts, readMissing } from '../evaluation';
import { LearnedBand } from '../threshold';
import { thresholdValue } from './judged';
import type { JudgedOptions } from './threshold';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ScheduledQueryConfiguration.html */
export interface LogOptions extends Omit<EvaluationOptions, 'period'>, Pick<JudgedOptions, 'threshold'> {
  /** 1 to 50 log groups of the alarm's account and Region. */
  readonly logGroups: readonly ILogGroup[];
  /** Logs Insights query, such as `filter level = "ERROR"`. */
  readonly query: string;
  /** What of its result is judged, such as `count(*)` or `avg(latency) by host`. @default 'count(*)' */
  readonly aggregation?: string;
  /** `rate(5 minutes)` or a `cron(...)` expression: each run is one datapoint. @default 'rate(5 minutes)' */
  readonly schedule?: string;
  /** How much of the log each run reads. At most 30 days. @default - the time from one run to the next */
  readonly lookBack?: Duration;
  /** How long log events are given to arrive: each run reads up to so long ago. @default - none */
  readonly delay?: Duration;
  readonly comparison: Comparison | `${ComparisonOperator}`;
  /** What the query runs as, trusting `logs.amazonaws.com`. @default - a new role that may query these log groups */
  readonly role?: IRole;
}

const MOST_LOG_GROUPS = 50;
const MAX_OFFSET_SECONDS = 30 * 86_400;

export function logCondition(options: LogOptions): LogSpec {
  const where = 'AlarmCondition.log';
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = EVALUATION_KEYS;
  checkKeys(where, options, {
    ...{ evaluationPeriods, datapointsToAlarm, treatMissingData, threshold: true, comparison: true, role: true },
    ...{ logGroups: true, query: true, aggregation: true, schedule: true, lookBack: true, delay: true },
  });
  if (options.threshold instanceof LearnedBand) {
    throw new Error(
      `${where}: 'threshold' must be a number, logs have no anomaly band; use AlarmCondition.anomalyBand`,
    );
  }
  const comparison = readComparison(where, options.comparison);
  return {
    kind: 'log',
    where,
    logGroups: readLogGroups(where, options.logGroups),
    query: checkText(where, 'query', options.query, 10_000),
    aggregation: checkText(where, 'aggregation', options.aggregation ?? 'count(*)', 256),
    ...readTimes(where, options),
    comparison,
    threshold: thresholdValue({ where, comparison, threshold: options.threshold }),
    ...readCounts(where, options),
    treatMissingData: readMissing(where, options.treatMissingData ?? 'missing'),
    role: options.role,
  };
}

function readLogGroups(where: string, logGroups: readonly ILogGroup[]): readonly ILogGroup[] {
  const count = Array.isArray(logGroups) ? logGroups.length : 0;
  if (count >= 1 && count <= MOST_LOG_GROUPS) return logGroups;
  const got = Array.isArray(logGroups) ? String(count) : shown(logGroups);
  throw new Error(`${where}: 'logGroups' must be a list of 1 to ${MOST_LOG_GROUPS} log groups, got ${got}`);
}

function readTimes(where: string, { schedule = 'rate(5 minutes)', lookBack, delay }: LogOptions) {
  const intervalSeconds = intervalOf(where, schedule);
  const range = { max: MAX_OFFSET_SECONDS };
  const endOffsetSeconds = delay === undefined ? 0 : checkSeconds(where, 'delay', delay, range);
  const length =
    lookBack === undefined ? intervalSeconds : checkSeconds(where, 'lookBack', lookBack, { ...range, min: 1 });
  const startOffsetSeconds = endOffsetSeconds + length;
  if (startOffsetSeconds > MAX_OFFSET_SECONDS) {
    throw new Error(
      `${where}: 'lookBack' and 'delay' together must be 30 days at most, got ${startOffsetSeconds} s; lower one`,
    );
  }
  return { schedule, intervalSeconds, startOffsetSeconds, endOffsetSeconds };
}

/** From one run to the next; of a cron expression, the first two there are. */
function intervalOf(where: string, schedule: string): number {
  if (typeof schedule !== 'string' || Token.isUnresolved(schedule)) {
    throw new Error(`${where}: 'schedule' must be a text such as 'rate(5 minutes)', got ${shown(schedule)}`);
  }
  try {
    const { kind, next } = parseSchedule(schedule, { service: 'rule' });
    const first = next(0);
    const second = first === undefined ? undefined : next(first);
    if (first !== undefined && second !== undefined) return (second - first) / 1_000;
    throw new Error(`'${schedule}' (${kind}) does not repeat; write one such as rate(5 minutes)`);
  } catch (error) {
    throw new Error(`${where}: 'schedule': ${(error as Error).message}`);
  }
}
