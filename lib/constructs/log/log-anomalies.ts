import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnLogAnomalyDetector, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { compileFilterPattern } from '../../core/signal/filter-pattern';
import { checkKeys, checkPlain, demand, type Keys } from '../check';
import type { WatchedLog } from './watched-log';

/** How CloudWatch looks for unusual lines in a log group. */
export interface LogAnomalyOptions {
  /** How often new lines are looked at: 1, 5, 10, 15 or 30 minutes, or an hour. @default Duration.minutes(15) */
  readonly evaluationFrequency?: Duration;
  /** After so long an anomaly that stays counts as normal: 7 to 90 days. @default Duration.days(21) */
  readonly visibilityTime?: Duration;
  /** Filter pattern of the lines that are looked at. @default - all lines */
  readonly pattern?: string;
}

const OPTIONS: Keys<LogAnomalyOptions> = { evaluationFrequency: true, visibilityTime: true, pattern: true };

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogAnomalyDetector.html */
const FREQUENCIES: Readonly<Record<number, string>> = {
  1: 'ONE_MIN',
  5: 'FIVE_MIN',
  10: 'TEN_MIN',
  15: 'FIFTEEN_MIN',
  30: 'THIRTY_MIN',
  60: 'ONE_HOUR',
};

export function checkAnomalies(caller: string, options: LogAnomalyOptions): void {
  checkKeys(`${caller} 'anomalies'`, options, OPTIONS);
  const { evaluationFrequency = Duration.minutes(15), visibilityTime = Duration.days(21), pattern } = options;
  const minutes = evaluationFrequency.toMinutes({ integral: false });
  demand(
    caller,
    FREQUENCIES[minutes] !== undefined,
    `'evaluationFrequency' must be ${Object.keys(FREQUENCIES).join(', ')} minutes, got ${minutes}`,
  );
  const days = visibilityTime.toDays({ integral: false });
  demand(
    caller,
    Number.isInteger(days) && days >= 7 && days <= 90,
    `'visibilityTime' must be 7 to 90 whole days, got ${days}`,
  );
  if (pattern === undefined) return;
  checkPlain(caller, 'anomalies.pattern', pattern);
  compileFilterPattern(pattern);
}

export function addAnomalyDetector(
  scope: Construct,
  { logGroup, id }: WatchedLog,
  detectorName: string,
  { evaluationFrequency = Duration.minutes(15), visibilityTime = Duration.days(21), pattern }: LogAnomalyOptions,
): CfnLogAnomalyDetector {
  return new CfnLogAnomalyDetector(scope, `${id}-Anomalies`, {
    detectorName,
    // Made of the name: the attribute `Arn` ends in `:*`, and the list takes ARNs without it.
    logGroupArnList: [arnOf(logGroup)],
    evaluationFrequency: FREQUENCIES[evaluationFrequency.toMinutes()],
    anomalyVisibilityTime: visibilityTime.toDays(),
    ...(pattern !== undefined && { filterPattern: pattern }),
  });
}

/**
 * Anomalies that a detector found. Nothing is published while there are none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection-Alarms.html
 */
export function anomalyMetric(
  detectorName: string,
  priority: 'HIGH' | 'MEDIUM' | 'LOW',
  options: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: 'AWS/Logs',
    metricName: 'AnomalyCount',
    dimensionsMap: { LogAnomalyDetector: detectorName, LogAnomalyPriority: priority },
    statistic: 'Sum',
    period: Duration.minutes(5),
    ...options,
  });
}

function arnOf(logGroup: ILogGroup): string {
  const { account, region } = logGroup.env;
  return Stack.of(logGroup).formatArn({
    service: 'logs',
    account,
    region,
    resource: 'log-group',
    resourceName: logGroup.logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
