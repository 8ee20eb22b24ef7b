import type { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { DetectorOptions } from '../../core/anomaly/options';
import { AHEAD_SECONDS, type AheadDefinition, COUNTING_STATISTIC } from '../../core/anomaly/watch/ahead-definition';
import { checkDetectorOptions, type WatchedSeriesDefinition } from '../../core/anomaly/watch/series';
import { ALARM_ROLES, type AlarmRole, SEVERITIES, type Severity } from '../../core/incident/severity';
import { isStatistic } from '../../core/signal/statistic';
import { checkKeys, checkNumber, checkOneOf, checkSeconds, demand, type Keys, shown } from '../check';
import { checkName } from '../names';

/** One metric that is judged for anomalies: whose it is, and what an anomaly does. */
export interface WatchedSeriesOptions {
  /** Unique in service and environment: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  /** Whose it is: signals join the incidents of the service, its deploys are known to the detector. */
  readonly service: string;
  /** Where the service runs, such as `prod`. */
  readonly environment: string;
  /**
   * What an anomaly does: `signal` is evidence on the timeline of incidents, `ticket` and `page` open one.
   * @default 'signal'
   */
  readonly role?: AlarmRole;
  /** @default - `low` of a signal, `medium` of a ticket, `high` of a page */
  readonly severity?: Severity;
  /** From which score on a point is anomalous; a number is above 0 and at most 7. @default 'standard' */
  readonly threshold?: DetectorOptions['threshold'];
  /** Whose hours and weekdays the metric follows, such as `Europe/Berlin`. @default 'UTC' */
  readonly timeZone?: string;
  /** The metric is a counter that only grows: its rate is judged. @default false */
  readonly counter?: boolean;
  /**
   * Publishes the metric `AnomalyScore` on service, environment and series, for alarms and graphs of your own. A metric is
   * $0.30 a month: more than everything else that is done for the series.
   * @default false
   */
  readonly publishScore?: boolean;
  /**
   * Warns before a value is reached, whatever else is usual: "full in 4 days". Reads the hourly datapoints of four weeks
   * once an hour, $0.0073 a month.
   * @default - no warning
   */
  readonly warnBefore?: WarnBeforeOptions;
}

/** A warning before a metric reaches a value, by the line that its latest points follow. */
export interface WarnBeforeOptions {
  /** That must not be reached, in the unit of the metric: the size of a disk, 0 of what runs empty. */
  readonly value: number;
  /** The bad side: what fills up comes `above`, what runs empty `below`. @default 'above' */
  readonly direction?: AheadDefinition['direction'];
  /** How long ahead: 6 hours to 90 days. It is taken back where it is 1.5 times as far off. */
  readonly within: Duration;
  /** What the warning does: `ticket` and `page` open an incident of its own. @default 'ticket' */
  readonly role?: AlarmRole;
  /** @default - `low` of a signal, `medium` of a ticket, `high` of a page */
  readonly severity?: Severity;
}

const MAX_NAME = 64;
const SEVERITY_OF: Readonly<Record<AlarmRole, Severity>> = { signal: 'low', ticket: 'medium', page: 'high' };
const KEYS: Keys<WatchedSeriesOptions> = {
  ...{ name: true, service: true, environment: true, role: true, severity: true },
  ...{ threshold: true, timeZone: true, counter: true, publishScore: true, warnBefore: true },
};
const WARN_KEYS: Keys<WarnBeforeOptions> = { value: true, direction: true, within: true, role: true, severity: true };

/** A metric that an `AnomalyDetection` watches. */
export class WatchedSeries {
  /**
   * One metric with one statistic. Its period must be one or five minutes.
   *
   * ```ts
   * WatchedSeries.of(queue.metricNumberOfMessagesSent(), { name: 'sent', service: 'checkout', environment: 'prod' });
   * ```
   * @throws for metric math, metrics of other accounts or Regions, and options that are unknown or out of range
   */
  static of(metric: IMetric, options: WatchedSeriesOptions): WatchedSeries {
    checkKeys('WatchedSeries.of', options, KEYS);
    const where = `WatchedSeries '${options.name}'`;
    for (const key of ['name', 'service', 'environment'] as const) checkName(key, options[key], MAX_NAME);
    const { role = 'signal' } = options;
    checkOneOf(where, 'role', role, ALARM_ROLES);
    const severity = options.severity ?? SEVERITY_OF[role];
    checkOneOf(where, 'severity', severity, SEVERITIES);
    const { name, service, environment, threshold, timeZone, counter, publishScore, warnBefore } = options;
    const read = readMetric(where, metric);
    const definition: WatchedSeriesDefinition = {
      ...{ name, service, environment, role, severity },
      ...read,
      ...(threshold !== undefined && { threshold }),
      ...(timeZone !== undefined && { timeZone }),
      ...(counter && { counter }),
      ...(publishScore && { publishScore }),
      ...(warnBefore !== undefined && { ahead: readWarning(where, warnBefore, read.statistic) }),
    };
    checkSettings(where, definition);
    return new WatchedSeries(definition);
  }

  private constructor(
    /** As `detect-anomalies` reads it. */
    readonly definition: WatchedSeriesDefinition,
  ) {}
}

/** The detector's own words, with the series that they are about. */
function checkSettings(where: string, definition: WatchedSeriesDefinition): void {
  try {
    checkDetectorOptions(definition);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message.replace(/^createDetector: /, '')}`);
  }
}

function readWarning(where: string, options: WarnBeforeOptions, statistic: string): AheadDefinition {
  const inside = `${where} warnBefore`;
  checkKeys(inside, options, WARN_KEYS);
  demand(
    inside,
    !COUNTING_STATISTIC.test(statistic),
    `it needs a level, such as Average, Maximum or p99, got '${statistic}': an hour has more than five minutes have; ` +
      `watch the metric by another 'statistic'`,
  );
  const { min, max } = AHEAD_SECONDS;
  const { direction = 'above', role = 'ticket' } = options;
  checkOneOf(inside, 'role', role, ALARM_ROLES);
  return {
    threshold: checkNumber(inside, 'value', options.value),
    direction: checkOneOf(inside, 'direction', direction, ['above', 'below']),
    withinSeconds: checkSeconds(inside, 'within', options.within, { min, max }),
    role,
    severity: checkOneOf(inside, 'severity', options.severity ?? SEVERITY_OF[role], SEVERITIES),
  };
}

function readMetric(
  where: string,
  metric: IMetric,
): Pick<WatchedSeriesDefinition, 'metric' | 'statistic' | 'periodSeconds'> {
  demand(where, metric instanceof Metric, `pass a Metric, got ${shown(metric)}; watch a metric that math is made of`);
  const { namespace, metricName, dimensions = {}, statistic, period, account, region } = metric as Metric;
  demand(
    where,
    account === undefined && region === undefined,
    'its metric lies in another account or Region; make an AnomalyDetection there',
  );
  const periodSeconds = period.toSeconds();
  if (periodSeconds !== 60 && periodSeconds !== 300) {
    throw new Error(`${where}: the metric's 'period' must be one or five minutes, got ${periodSeconds} s; set it`);
  }
  demand(where, isStatistic(statistic), `the metric's 'statistic' must be one such as Sum or p99, got '${statistic}'`);
  return {
    metric: { namespace, name: metricName, dimensions: { ...(dimensions as Record<string, string>) } },
    statistic,
    periodSeconds,
  };
}
