/**
 * Alarms, composites and mute rules that a scenario defines itself, as resources of a template of its own: they are
 * read, checked and played like those of a deployed stack.
 */
import { parseAlarmRule } from '../core/alarm/composite';
import { parseMuteRule } from '../core/alarm/mute';
import { BAND_COMPARISONS, COMPARISONS, MISSING_DATA_MODES } from '../core/alarm/threshold';
import type { MetricId } from '../core/signal/metric';
import { compileStatistic, isSimpleStatistic } from '../core/signal/statistic';
import type { StackTemplate, TemplateResource } from './assembly';
import { readMetricAlarm } from './platform/alarms/metric-alarm';
import type { Words } from './words';

/** One statement that defines something, and how it becomes a resource once metrics can be looked up. */
export interface Definition {
  readonly line: number;
  readonly name: string;
  readonly type: string;
  readonly properties: (metric: (reference: string) => MetricId) => Readonly<Record<string, unknown>>;
}

export const SCENARIO_STACK = 'Scenario';

/** The stack of a scenario's own definitions. */
export function definedStack(
  definitions: readonly Definition[],
  environment: StackTemplate['environment'],
  metric: (reference: string, line: number) => MetricId,
): StackTemplate {
  const resources = definitions.map(
    ({ name, type, properties, line }): TemplateResource => ({
      logicalId: name,
      type,
      properties: properties((reference) => metric(reference, line)),
      metadata: {},
      path: `${SCENARIO_STACK}/${name}`,
    }),
  );
  const nothing = { parameters: {}, conditions: {}, mappings: {}, outputs: {} };
  return { stackName: SCENARIO_STACK, environment, resources, ...nothing };
}

const OPERATORS = Object.fromEntries(Object.entries(COMPARISONS).map(([name, { symbol }]) => [symbol, name]));
const BAND_OPERATORS = Object.fromEntries(Object.entries(BAND_COMPARISONS).map(([name, { symbol }]) => [symbol, name]));

/** `alarm NAME METRIC STATISTIC OPERATOR THRESHOLD in M of N x PERIOD [options]` */
export function readAlarmDefinition(words: Words, line: number): Definition {
  const definition = alarmDefinition(words, line);
  const { name, type, properties } = definition;
  const anyMetric = (reference: string) => ({ namespace: 'Scenario', name: reference, dimensions: {} });
  const identity = {
    stackName: SCENARIO_STACK,
    logicalId: name,
    path: `${SCENARIO_STACK}/${name}`,
    ref: name,
    arn: name,
  };
  // An alarm of a template that cannot be played is named in the report; one of the scenario's own is a mistake in it.
  attempt(words, () => readMetricAlarm({ ...identity, name, type, metadata: {}, properties: properties(anyMetric) }));
  return definition;
}

/** What `work` throws is said with the line it is about. */
function attempt(words: Words, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    words.refuse((error as Error).message);
  }
}

const METRIC_ALARM = 'AWS::CloudWatch::Alarm';

function alarmDefinition(words: Words, line: number): Definition {
  const name = words.text("the alarm's name");
  const math = words.accept('math');
  const subject = words.text(math ? 'an expression in quotes' : 'a metric such as App/Errors');
  const statistic = math ? '' : words.next('a statistic such as Sum or p99');
  if (!math) attempt(words, () => compileStatistic(statistic));
  const operator = words.oneOf({ ...OPERATORS, ...(math ? {} : BAND_OPERATORS) });
  const threshold = words.number('a threshold such as 5');
  const count = readCount(words);
  const options = readOptions(words, math);
  const { Period, ...periods } = count;
  const common = { AlarmName: name, ComparisonOperator: operator, ...periods, ...options.properties };
  const watched = (metric: (reference: string) => MetricId): Readonly<Record<string, unknown>> => {
    if (math) return { Threshold: threshold, Metrics: mathOf(subject, Period, options.inputs, metric) };
    if (Object.values(BAND_OPERATORS).includes(operator))
      return { ThresholdMetricId: 'band', Metrics: bandOf(metric(subject), statistic, Period, threshold) };
    return { Threshold: threshold, Period, ...metricProperties(metric(subject)), ...statisticOf(statistic) };
  };
  return { line, name, type: METRIC_ALARM, properties: (metric) => ({ ...common, ...watched(metric) }) };
}

function readCount(words: Words) {
  words.expect('in');
  const DatapointsToAlarm = words.count();
  words.expect('of');
  const EvaluationPeriods = words.count();
  words.expect('x');
  return { DatapointsToAlarm, EvaluationPeriods, Period: words.duration() / 1_000 };
}

interface AlarmOptions {
  readonly properties: Record<string, unknown>;
  readonly inputs: readonly { readonly id: string; readonly statistic: string; readonly metric: string }[];
}

const INPUT = /^([a-z]\w*)=([A-Za-z][\w.]*(?:\([^()]*\))?)\((.+)\)$/;

function readOptions(words: Words, math: boolean): AlarmOptions {
  const properties: Record<string, unknown> = {};
  const inputs: { id: string; statistic: string; metric: string }[] = [];
  const options: Readonly<Record<string, () => void>> = {
    missing: () => {
      properties.TreatMissingData = words.oneOf(Object.fromEntries(MISSING_DATA_MODES.map((mode) => [mode, mode])));
    },
    'low-samples': () => {
      properties.EvaluateLowSampleCountPercentile = words.oneOf({ ignore: 'ignore', evaluate: 'evaluate' });
    },
    'wall-clock': () => {
      properties.EvaluationWindow = { WallClockWindow: { Timezone: words.next('a time zone such as Europe/Berlin') } };
    },
    'warm-up': () => {
      const minutes = words.duration() / 60_000;
      properties.WarmUpConfiguration = {
        WarmUpPeriodDurationInMinutes: minutes,
        OnlyStartEvaluatingAfterWarmUpPeriodEnds: words.accept('only-after'),
      };
    },
    notify: () => Object.assign(properties, actionsOn(words.next('the name of a topic'))),
    'actions-disabled': () => {
      properties.ActionsEnabled = false;
    },
    ...(math && {
      with: () => {
        do inputs.push(readInput(words));
        while (words.peekIs(/^[a-z]\w*=/) || words.peekIs(/^"[a-z]\w*=/));
      },
    }),
  };
  while (words.remaining() !== '') words.oneOf(options)();
  if (math && inputs.length === 0) words.refuse("metric math needs its metrics: add 'with errors=Sum(App/Errors)'");
  return { properties, inputs };
}

function readInput(words: Words) {
  const text = words.text('a metric such as errors=Sum(App/Errors)');
  const match = INPUT.exec(text);
  if (!match) words.refuse(`'${text}' is not a metric; write one such as errors=Sum(App/Errors)`);
  const [, id = '', statistic = '', metric = ''] = match;
  attempt(words, () => compileStatistic(statistic));
  return { id, statistic, metric };
}

/** ALARM, OK and INSUFFICIENT_DATA alike go to the topic: what is sent is what changed. */
function actionsOn(topic: string): Readonly<Record<string, readonly string[]>> {
  const actions = [`arn:aws:sns:rehearsal:000000000000:${topic}`];
  return { AlarmActions: actions, OKActions: actions, InsufficientDataActions: actions };
}

function statisticOf(statistic: string): Readonly<Record<string, string>> {
  return isSimpleStatistic(statistic) ? { Statistic: statistic } : { ExtendedStatistic: statistic };
}

function metricProperties({ namespace, name, dimensions }: MetricId) {
  const listed = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions: listed };
}

function metricStat(id: string, metric: MetricId, Stat: string, Period: number, ReturnData: boolean) {
  return { Id: id, ReturnData, MetricStat: { Metric: metricProperties(metric), Period, Stat } };
}

function mathOf(
  expression: string,
  period: number,
  inputs: AlarmOptions['inputs'],
  metric: (reference: string) => MetricId,
): readonly object[] {
  const stats = inputs.map((input) => metricStat(input.id, metric(input.metric), input.statistic, period, false));
  return [{ Id: 'expression', Expression: expression, ReturnData: true }, ...stats];
}

function bandOf(metric: MetricId, statistic: string, period: number, deviations: number): readonly object[] {
  const band = { Id: 'band', Expression: `ANOMALY_DETECTION_BAND(m1, ${deviations})`, ReturnData: true };
  return [metricStat('m1', metric, statistic, period, true), band];
}

/** `composite NAME "RULE" [suppressor ALARM wait 2m extension 3m] [notify TOPIC]` */
export function readCompositeDefinition(words: Words, line: number): Definition {
  const name = words.text("the composite's name");
  const rule = words.text('a rule in quotes, such as "ALARM(a) AND NOT ALARM(b)"');
  attempt(words, () => parseAlarmRule(rule));
  const properties: Record<string, unknown> = { AlarmName: name, AlarmRule: rule };
  const options: Readonly<Record<string, () => void>> = {
    suppressor: () => {
      properties.ActionsSuppressor = words.text('the name of an alarm');
      words.expect('wait');
      properties.ActionsSuppressorWaitPeriod = words.duration() / 1_000;
      words.expect('extension');
      properties.ActionsSuppressorExtensionPeriod = words.duration() / 1_000;
    },
    notify: () => Object.assign(properties, actionsOn(words.next('the name of a topic'))),
  };
  while (words.remaining() !== '') words.oneOf(options)();
  return { line, name, type: 'AWS::CloudWatch::CompositeAlarm', properties: () => properties };
}

/** `mute NAME "cron(0 22 * * *)" for PT8H [in Europe/Berlin] ALARM...` */
export function readMuteDefinition(words: Words, line: number): Definition {
  const name = words.text("the mute rule's name");
  const Expression = words.text('a schedule in quotes, such as "cron(0 22 * * *)"');
  words.expect('for');
  const Duration = words.next('a duration such as PT8H');
  const Timezone = words.accept('in') ? words.next('a time zone such as Europe/Berlin') : 'UTC';
  attempt(words, () => parseMuteRule({ name, expression: Expression, duration: Duration, timezone: Timezone }));
  const AlarmNames: string[] = [];
  do AlarmNames.push(words.text('the name of an alarm'));
  while (words.remaining() !== '');
  const properties = {
    Name: name,
    Rule: { Schedule: { Expression, Duration, Timezone } },
    MuteTargets: { AlarmNames },
  };
  return { line, name, type: 'AWS::CloudWatch::AlarmMuteRule', properties: () => properties };
}
