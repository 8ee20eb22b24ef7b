import { lintCalls } from './alarm-lints';
import { MetricMathError } from './error';
import { walk } from './expression';
import { NOT_REHEARSED } from './functions/external';
import { type CompiledQueries, compileQueries } from './plan';
import { isMetricStat, type MetricQuery, parseQuery } from './query';
import type { CallNode } from './syntax';

export interface AlarmQueryOptions {
  /** N of "M out of N". @default - equal to `datapointsToAlarm` */
  readonly evaluationPeriods?: number;
  /** M of "M out of N". @default - equal to `evaluationPeriods` */
  readonly datapointsToAlarm?: number;
  /** The id of the expression that is the band of an anomaly detection alarm. @default - the threshold is a number */
  readonly thresholdMetricId?: string;
}

/** What is to be said of the metric math of an alarm. All lists are empty of a good one. */
export interface AlarmQueryCheck {
  /** What PutMetricAlarm refuses. */
  readonly problems: string[];
  /** What works but surprises, each with the reason. */
  readonly lints: string[];
  /** What CloudWatch accepts and a rehearsal does not have. */
  readonly notRehearsed: string[];
}

/** The functions that an expression calls. */
export interface QueryCalls {
  readonly id: string;
  readonly calls: readonly CallNode[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const MAX_METRICS = 10;
const MAX_EXPRESSIONS = 10;

/**
 * Checks the `Metrics` of an alarm, all of it, without stopping at the first problem.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function checkAlarmQueries(queries: readonly MetricQuery[], options: AlarmQueryOptions = {}): AlarmQueryCheck {
  const check: AlarmQueryCheck = { problems: countProblems(queries), lints: [], notRehearsed: [] };
  check.problems.push(...periodProblems(queries));
  const calls = queries.flatMap(readCalls);
  for (const one of calls) {
    check.problems.push(...searchProblems(one));
    const names = one.calls.map(({ name }) => name).filter((name) => Object.hasOwn(NOT_REHEARSED, name));
    check.notRehearsed.push(...names.map((name) => `expression '${one.id}' uses ${name}: ${NOT_REHEARSED[name]}`));
  }
  check.problems.push(...bandProblems(calls), ...returnDataProblems(queries, options));
  const compiled = compileInto(check, queries);
  if (compiled) check.problems.push(...resultProblems(queries, compiled, options));
  const periodSeconds = Math.max(0, ...queries.filter(isMetricStat).map((query) => query.periodSeconds));
  check.lints.push(...calls.flatMap((one) => lintCalls(one, compiled, { ...options, periodSeconds })));
  return check;
}

/** Functions are looked at even where the set as a whole is wrong; broken expressions are told by compiling. */
function readCalls(query: MetricQuery): QueryCalls[] {
  try {
    const { expression } = parseQuery(query);
    if (!expression) return [];
    return [{ id: query.id, calls: [...walk(expression.root)].filter((node) => node.kind === 'call') }];
  } catch {
    return [];
  }
}

function compileInto(check: AlarmQueryCheck, queries: readonly MetricQuery[]): CompiledQueries | undefined {
  try {
    return compileQueries(queries);
  } catch (error) {
    if (!(error instanceof MetricMathError)) throw error;
    (error.notRehearsed ? check.notRehearsed : check.problems).push(error.message);
    return undefined;
  }
}

function countProblems(queries: readonly MetricQuery[]): string[] {
  const metrics = queries.filter(isMetricStat).length;
  const expressions = queries.length - metrics;
  const problems: string[] = [];
  if (metrics > MAX_METRICS) problems.push(`there are ${metrics} metrics; an alarm may use ${MAX_METRICS}`);
  if (expressions > MAX_EXPRESSIONS) {
    problems.push(`there are ${expressions} expressions; an alarm may have ${MAX_EXPRESSIONS}`);
  }
  return problems;
}

function periodProblems(queries: readonly MetricQuery[]): string[] {
  const periods = [...new Set(queries.flatMap(({ periodSeconds }) => periodSeconds ?? []))];
  if (periods.length <= 1) return [];
  return [`the periods differ (${periods.join(' s, ')} s); give all metrics of an alarm the same period`];
}

function searchProblems({ id, calls }: QueryCalls): string[] {
  if (!calls.some(({ name }) => name === 'SEARCH')) return [];
  return [`expression '${id}' uses SEARCH, which alarms refuse; name the metrics one by one`];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-anomaly-detection-on-metric-math */
function bandProblems(expressions: readonly QueryCalls[]): string[] {
  const all = expressions.flatMap(({ calls }) => calls.map(({ name }) => name));
  if (!all.includes('ANOMALY_DETECTION_BAND')) return [];
  const problems = expressions
    .filter(({ calls }) => calls.filter(({ name }) => name === 'ANOMALY_DETECTION_BAND').length > 1)
    .map(({ id }) => `expression '${id}' has more than one ANOMALY_DETECTION_BAND; give each its own expression`);
  if (all.includes('METRICS'))
    problems.push('METRICS() and ANOMALY_DETECTION_BAND do not go together; name the metrics');
  return problems;
}

function returnDataProblems(queries: readonly MetricQuery[], { thresholdMetricId }: AlarmQueryOptions): string[] {
  const watched = queries.filter(({ id, returnData }) => returnData && id !== thresholdMetricId);
  if (watched.length === 1) return [];
  const found = watched.length === 0 ? 'none' : watched.map(({ id }) => id).join(', ');
  return [`ReturnData must be true for the one metric or expression that the alarm watches, got ${found}`];
}

function resultProblems(
  queries: readonly MetricQuery[],
  { types, steps }: CompiledQueries,
  { thresholdMetricId }: AlarmQueryOptions,
): string[] {
  const problems = queries
    .filter(({ id, returnData }) => returnData && id !== thresholdMetricId && types.get(id) === 'TS[]')
    .map(({ id }) => `expression '${id}' gives a list; an alarm watches a single time series, made by SUM or FIRST`);
  if (thresholdMetricId === undefined) return problems;
  const band = steps.find(({ query }) => query.id === thresholdMetricId)?.expression?.root;
  if (band?.kind === 'call' && band.name === 'ANOMALY_DETECTION_BAND') return problems;
  return [...problems, `threshold '${thresholdMetricId}' is not the id of an ANOMALY_DETECTION_BAND expression`];
}
