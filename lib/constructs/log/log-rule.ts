import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { compileFilterPattern } from '../../core/signal/filter-pattern';
import { AlarmCondition } from '../alarm/condition';
import type { AlarmOptions } from '../alarm/options';
import { checkKeys, checkNumber, checkSeconds, checkText, demand, shown } from '../check';
import type { ServiceIdentity } from '../monitor/service';
import { checkName } from '../names';
import { checkLogGroups } from './check-log-groups';
import { LogMetric } from './log-metric';

/** An alarm on how many lines match. */
export interface LogCountOptions {
  /** So many matching lines, or more, raise the alarm: 1 or more. */
  readonly atLeast: number;
  /** In this time, whole minutes up to a day. */
  readonly within: Duration;
}

/** An alarm on the share of lines that match among others. */
export interface LogRatioOptions {
  /** Filter pattern of the lines that it is a share of. */
  readonly of: string;
  /** A share from 0 to 1 raises the alarm, and more: 0.05 for 5 %. */
  readonly atLeast: number;
  /** In this time, whole minutes up to a day. */
  readonly within: Duration;
  /** With fewer lines in that time nothing is judged. @default - as many as it takes that one of them is the share */
  readonly minLines?: number;
}

/** An alarm on lines that should come and do not. */
export interface LogAbsenceOptions {
  /** So long without a matching line raises the alarm: whole minutes up to an hour, coarser steps up to 60 hours. */
  readonly for: Duration;
}

/** Where the lines of a rule are. */
export interface LogRulePlace {
  readonly scope: Construct;
  /** Of the metrics. */
  readonly namespace: string;
  /** What the metrics are called, unique in the namespace. */
  readonly name: string;
  readonly logGroups: readonly ILogGroup[];
}

/**
 * What lines of logs say about a service: too many of them, too large a share, or none any more. A rule becomes metric
 * filters and an alarm, so rehearsals play it and nothing runs for it.
 *
 * ```ts
 * obs.addLogRule('Declined', LogRule.count('"card declined"', { atLeast: 20, within: Duration.minutes(5) }), {
 *   logGroups: [charge.logGroup],
 *   severity: 'medium',
 *   summary: 'Cards are declined.',
 * });
 * ```
 * Patterns are those of CloudWatch Logs:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class LogRule {
  private constructor(
    /** @internal */
    readonly condition: (place: LogRulePlace) => AlarmCondition,
  ) {}

  /** At least so many lines in some time. */
  static count(pattern: string, options: LogCountOptions): LogRule {
    const where = 'LogRule.count';
    checkPattern(where, 'pattern', pattern);
    checkKeys(where, options, { atLeast: true, within: true });
    const threshold = checkNumber(where, 'atLeast', options.atLeast, { min: 1, integer: true });
    const period = readPeriod(where, 'within', options.within);
    return new LogRule((place) =>
      AlarmCondition.threshold({
        metric: metricOf(place, 'Lines', pattern),
        comparison: 'GreaterThanOrEqualToThreshold',
        threshold,
        period,
      }),
    );
  }

  /** At least such a share of other lines, in some time. */
  static ratio(pattern: string, options: LogRatioOptions): LogRule {
    const where = 'LogRule.ratio';
    checkPattern(where, 'pattern', pattern);
    checkKeys(where, options, { of: true, atLeast: true, within: true, minLines: true });
    checkPattern(where, 'of', options.of);
    const threshold = checkNumber(where, 'atLeast', options.atLeast, { above: 0, max: 1 });
    const period = readPeriod(where, 'within', options.within);
    const { minLines } = options;
    if (minLines !== undefined) checkNumber(where, 'minLines', minLines, { min: 1, integer: true });
    return new LogRule((place) =>
      AlarmCondition.rate({
        of: metricOf(place, 'Lines', pattern),
        per: metricOf(place, 'AllLines', options.of),
        comparison: 'GreaterThanOrEqualToThreshold',
        threshold,
        period,
        ...(minLines !== undefined && { minSamples: minLines }),
      }),
    );
  }

  /** No line for some time, where there should be some: a job that says that it is done. */
  static absence(pattern: string, options: LogAbsenceOptions): LogRule {
    const where = 'LogRule.absence';
    checkPattern(where, 'pattern', pattern);
    checkKeys(where, options, { for: true });
    const seconds = checkSeconds(where, 'for', options.for);
    const periodSeconds = STEPS.find((step) => seconds % step === 0 && seconds / step <= MOST_PERIODS);
    if (periodSeconds === undefined || seconds < MINUTE) {
      throw new Error(
        `${where}: 'for' must be whole minutes up to an hour, whole five minutes up to five hours, whole quarters of an hour ` +
          `up to 15 hours, or whole hours up to 60, got ${seconds} seconds`,
      );
    }
    const evaluationPeriods = seconds / periodSeconds;
    const period = Duration.seconds(periodSeconds);
    return new LogRule((place) =>
      AlarmCondition.noTelemetry({ metric: metricOf(place, 'Lines', pattern), period, evaluationPeriods }),
    );
  }
}

/** Options of `Observability.addLogRule`. */
export interface LogRuleOptions extends AlarmOptions {
  /** Whose lines count, together: one or more, of the log class Standard. */
  readonly logGroups: readonly ILogGroup[];
}

/** A rule of a service as the condition of an alarm, with its metric filters. */
export function conditionOf(
  owner: Construct,
  id: string,
  rule: LogRule,
  logGroups: readonly ILogGroup[],
  { service, environment, namespace }: ServiceIdentity,
): AlarmCondition {
  const where = `Log rule '${id}' in '${owner.node.path}'`;
  demand(where, rule instanceof LogRule, `it must be made by LogRule, got ${shown(rule)}`);
  const isList = Array.isArray(logGroups) && logGroups.length > 0;
  demand(where, isList, `'logGroups' must be a list such as [fn.logGroup], got ${shown(logGroups)}`);
  checkLogGroups(where, logGroups);
  checkName('log rule', id);
  const scope = new Construct(owner, `LogRule-${id}`);
  return rule.condition({ scope, namespace, name: `${service}-${environment}-${id}`, logGroups });
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
/** Of an absence: the finest that takes at most 60 of them. */
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
const MOST_PERIODS = 60;

function checkPattern(where: string, name: string, pattern: string): void {
  checkText(where, name, pattern, 1_024);
  try {
    compileFilterPattern(pattern);
  } catch (error) {
    throw new Error(`${where}: '${name}': ${(error as Error).message}`);
  }
}

function readPeriod(where: string, name: string, duration: Duration): Duration {
  const seconds = checkSeconds(where, name, duration);
  if (seconds % MINUTE === 0 && seconds >= MINUTE && seconds <= DAY) return Duration.seconds(seconds);
  throw new Error(`${where}: '${name}' must be whole minutes, from one up to a day, got ${seconds} seconds`);
}

/** Several log groups write one metric: their lines add up. */
function metricOf({ scope, namespace, name, logGroups }: LogRulePlace, kind: string, pattern: string): Metric {
  const metrics = logGroups.map((logGroup, index) =>
    new LogMetric(scope, `${kind}${index}`, { logGroup, pattern, metricName: `${name}-${kind}`, namespace }).metric(),
  );
  return metrics[0] as Metric;
}
