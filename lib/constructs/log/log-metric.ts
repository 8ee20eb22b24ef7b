import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, type Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DEFAULT_NAMESPACE } from '../../core/conventions';
import { checkMetricTransformation, compileFilterPattern } from '../../core/signal/filter-pattern';
import { checkKeys, checkPlain, type Keys } from '../check';
import { checkNamespace } from '../names';
import { countFilter } from './log-quotas';

/** A metric that CloudWatch makes of the lines that match a filter pattern. */
export interface LogMetricProps {
  /** Of the log class Standard: the class Infrequent Access has no metric filters. */
  readonly logGroup: ILogGroup;
  /**
   * Which lines count, as CloudWatch Logs writes filter patterns: `{ $.level = "ERROR" && $.operation = "POST /orders" }`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;
  /** 1 to 255 characters without `:`, `*` and `$`. */
  readonly metricName: string;
  /** CloudWatch namespace of the metric. @default 'Sightline' */
  readonly namespace?: string;
  /** A number, or where it stands in the line: `$.durationMs` of a JSON pattern, `$took` of a space-delimited one. @default 1 */
  readonly value?: number | string;
  /** Unit of the metric. @default - None */
  readonly unit?: Unit;
  /**
   * Dimension name to where its value stands in the line, at most 3. Each combination of values is a custom metric that
   * costs by itself, so no ids: CloudWatch switches off a filter with more than 1,000 of them in an hour.
   * @default - no dimensions
   */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Published for each minute that has lines of which none matches. Not with `dimensions`. @default - nothing is */
  readonly defaultValue?: number;
}

const OPTIONS: Keys<LogMetricProps> = {
  logGroup: true,
  pattern: true,
  metricName: true,
  namespace: true,
  value: true,
  unit: true,
  dimensions: true,
  defaultValue: true,
};

/**
 * A metric that CloudWatch Logs reads out of log lines, for alarms and graphs. Rehearsal plays it.
 *
 * ```ts
 * const declined = new LogMetric(this, 'Declined', {
 *   logGroup: charge.logGroup,
 *   pattern: '{ $.error.category = "network" }',
 *   metricName: 'NetworkErrors',
 *   dimensions: { service: '$.service' },
 * });
 * declined.metric({ dimensionsMap: { service: 'checkout' } }).createAlarm(this, 'TooMany', { threshold: 5, evaluationPeriods: 3 });
 * ```
 */
export class LogMetric extends Construct {
  private readonly id: { readonly namespace: string; readonly metricName: string };
  private readonly dimensionNames: readonly string[];
  private readonly statistic: string;

  constructor(scope: Construct, id: string, props: LogMetricProps) {
    super(scope, id);
    const caller = `LogMetric '${this.node.path}'`;
    checkKeys(caller, props, OPTIONS);
    const { logGroup, pattern, metricName, namespace = DEFAULT_NAMESPACE, defaultValue, unit } = props;
    const { dimensions = {}, value = 1 } = props;
    const plain = { pattern, metricName, value, defaultValue, unit, ...dimensions };
    for (const [property, given] of Object.entries(plain)) checkPlain(caller, property, given);
    checkNamespace(namespace);
    const metricValue = String(value);
    const transformation = { metricName, metricNamespace: namespace, metricValue, dimensions, defaultValue, unit };
    checked(caller, () => checkMetricTransformation(compileFilterPattern(pattern), transformation));
    countFilter(caller, logGroup, 'metric', pattern);
    this.id = { namespace, metricName };
    this.dimensionNames = Object.keys(dimensions);
    this.statistic = metricValue.startsWith('$') ? 'Average' : 'Sum';
    new MetricFilter(this, 'Filter', {
      ...transformation,
      logGroup,
      filterPattern: FilterPattern.literal(pattern),
      dimensions: this.dimensionNames.length > 0 ? dimensions : undefined,
    });
  }

  /**
   * The metric, by the minute; the sum of a fixed value, the average of one that stands in the line. With `dimensions`,
   * `dimensionsMap` must name a value for each: CloudWatch keeps no sum over them.
   */
  metric(options: MetricOptions = {}): Metric {
    const given = Object.keys(options.dimensionsMap ?? {});
    const fits =
      given.length === this.dimensionNames.length && given.every((name) => this.dimensionNames.includes(name));
    if (!fits) {
      throw new Error(
        `LogMetric '${this.node.path}': 'dimensionsMap' must have a value for each of its dimensions ` +
          `(${this.dimensionNames.join(', ') || 'none'}), got ${given.join(', ') || 'none'}`,
      );
    }
    return new Metric({ ...this.id, statistic: this.statistic, period: Duration.minutes(1), ...options }).attachTo(
      this,
    );
  }
}

/** Says of which construct an error of the core is. */
function checked(caller: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new Error(`${caller}: ${error instanceof Error ? error.message : error}`);
  }
}
