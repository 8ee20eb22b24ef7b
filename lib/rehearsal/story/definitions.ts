/** Alarms, composites and mute rules that a story brings along, as lines of a scenario. */
import type { TreatMissingData } from '../../core/alarm/threshold';
import { type DurationText, duration, line, number, option, quoted, word } from './line';

/** Comparison with a threshold, or with an anomaly band of that many standard deviations. */
export type Operator = '>' | '>=' | '<' | '<=' | 'above' | 'below' | 'outside';

interface AlarmOptions {
  readonly operator: Operator;
  /** For a band: its width in standard deviations. */
  readonly threshold: number;
  /** Datapoints to alarm, such as 3 of the last 5. @default - all of the evaluation periods */
  readonly datapointsToAlarm?: number;
  /** @default 1 */
  readonly evaluationPeriods?: number;
  /** @default '1m' */
  readonly period?: DurationText;
  /** Treat missing data. @default - as CloudWatch does, `missing`; for AWS/DynamoDB `ignore` */
  readonly missing?: TreatMissingData;
  /** For percentiles: what to do with too few samples. @default - evaluate */
  readonly lowSamples?: 'ignore' | 'evaluate';
  /** Time zone of a wall-clock window. @default - a sliding window */
  readonly wallClock?: string;
  readonly warmUp?: { readonly length: DurationText; readonly onlyAfter?: boolean };
  /** Name of the topic that every change of state goes to. @default - none */
  readonly notify?: string;
  /** @default true */
  readonly actionsEnabled?: boolean;
}

/** A story's alarm on one metric. */
export interface MetricAlarmOptions extends AlarmOptions {
  /** Such as `App/Errors:Service=checkout`. */
  readonly metric: string;
  /** Such as `Sum` or `p99`. */
  readonly statistic: string;
}

/** A story's alarm on metric math. */
export interface MathAlarmOptions extends AlarmOptions {
  /** Metric math over the ids of `with`. */
  readonly math: string;
  /** The metrics by id: `{ errors: 'Sum(App/Errors)' }`. */
  readonly with: Readonly<Record<string, string>>;
}

/** What a story's composite alarm has beside its rule. */
export interface CompositeOptions {
  /** Holds the actions back while that alarm is in ALARM. */
  readonly suppressor?: { readonly alarm: string; readonly wait: DurationText; readonly extension: DurationText };
  /** Name of the topic that every change of state goes to. @default - none */
  readonly notify?: string;
}

/** How long a story's mute rule mutes which alarms. */
export interface MuteOptions {
  /** Length of each window in ISO 8601, such as `PT8H`. */
  readonly for: string;
  /** Time zone of the schedule. @default 'UTC' */
  readonly in?: string;
  /** Names of the alarms. */
  readonly alarms: readonly string[];
}

export function alarmLine(name: string, options: MetricAlarmOptions | MathAlarmOptions): string {
  const { evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods, period = '1m' } = options;
  const subject =
    'math' in options
      ? `math ${quoted(options.math, "'math'")}`
      : `${quoted(options.metric, "'metric'")} ${word(options.statistic, "'statistic'")}`;
  const count = `in ${number(datapointsToAlarm, "'datapointsToAlarm'")} of ${number(evaluationPeriods, "'evaluationPeriods'")}`;
  return line(
    'alarm',
    quoted(name, "the alarm's name"),
    subject,
    options.operator,
    number(options.threshold, "'threshold'"),
    `${count} x ${duration(period, "'period'")}`,
    ...alarmOptions(options),
    'math' in options ? inputs(options.with) : undefined,
  );
}

export function compositeLine(name: string, rule: string, { suppressor, notify }: CompositeOptions): string {
  const held =
    suppressor &&
    `${quoted(suppressor.alarm, 'the suppressor')} wait ${duration(suppressor.wait, "'wait'")} extension ${duration(suppressor.extension, "'extension'")}`;
  return line(
    'composite',
    quoted(name, "the composite's name"),
    quoted(rule, 'the rule'),
    option('suppressor', held),
    option('notify', notify === undefined ? undefined : word(notify, "'notify'")),
  );
}

export function muteLine(name: string, schedule: string, options: MuteOptions): string {
  return line(
    'mute',
    quoted(name, "the mute rule's name"),
    quoted(schedule, 'the schedule'),
    `for ${word(options.for, "'for'")}`,
    option('in', options.in === undefined ? undefined : word(options.in, "'in'")),
    ...options.alarms.map((alarm) => quoted(alarm, 'the name of an alarm')),
  );
}

function alarmOptions(options: AlarmOptions): (string | undefined)[] {
  const { missing, lowSamples, wallClock, warmUp, notify, actionsEnabled = true } = options;
  return [
    option('missing', missing),
    option('low-samples', lowSamples),
    option('wall-clock', wallClock === undefined ? undefined : word(wallClock, "'wallClock'")),
    warmUp && line('warm-up', duration(warmUp.length, "'warmUp.length'"), warmUp.onlyAfter ? 'only-after' : undefined),
    option('notify', notify === undefined ? undefined : word(notify, "'notify'")),
    actionsEnabled ? undefined : 'actions-disabled',
  ];
}

function inputs(metrics: Readonly<Record<string, string>>): string {
  const listed = Object.entries(metrics).map(([id, metric]) => quoted(`${id}=${metric}`, 'a metric of the math'));
  return option('with', listed.join(' ')) ?? '';
}
