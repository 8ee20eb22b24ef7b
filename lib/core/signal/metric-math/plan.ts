import type { MathContext, Scope, SeriesList, TimeSeries } from './compiled';
import { MetricMathError } from './error';
import { checkLength, compileResult } from './evaluate';
import { walk } from './expression';
import { NOT_REHEARSED } from './functions/external';
import { inQuery, isMetricStat, type MetricQuery, type MetricStatQuery, orderQueries, type ParsedQuery } from './query';
import type { MathResult, MathSources, SeriesValues, TimeAxis } from './types';
import { type Points, type Series, toMathSeries, toPoints, toValues } from './values';

/** Checked queries, ready to evaluate any number of times. */
export interface QueryPlan {
  /** The queries with `returnData`, in the order given. */
  readonly returned: readonly MetricQuery[];
  /** Some result can change with time alone, while the datapoints of the metrics stay as they are. */
  readonly timeDependent: boolean;
  /** What an expression is before it is evaluated; `undefined` for an id that no query has. */
  typeOf(id: string): MathResult['kind'] | undefined;
  /**
   * Evaluates every query, metrics through `read`: one value for each period of the axis, oldest first. The series of a
   * list are labelled as in a graph's legend: the label of the expression, then that of the metric.
   * @throws {MetricMathError} for time series that do not fit the axis, and for SEARCH and ANOMALY_DETECTION_BAND
   * without the source that they need
   */
  evaluate(
    axis: TimeAxis,
    read: (query: MetricStatQuery) => SeriesValues,
    sources?: MathSources,
  ): Map<string, MathResult>;
}

/** Functions of the calendar, and those whose sources are their own. */
const TIME_DEPENDENT: readonly string[] = [
  ...['MINUTE', 'HOUR', 'DAY', 'DATE', 'MONTH', 'YEAR', 'EPOCH'],
  ...['SEARCH', 'ANOMALY_DETECTION_BAND'],
];

/**
 * Checks a set of metrics and expressions that refer to each other by id, as alarms, graphs and GetMetricData have them.
 * @throws {MetricMathError} for ids that are wrong, twice there or not defined, circular dependencies, bad syntax,
 * wrong types, scalar results and functions that are not rehearsed
 */
export function planQueries(queries: readonly MetricQuery[]): QueryPlan {
  const { steps, types } = compileQueries(queries);
  for (const step of steps) refuseNotRehearsed(step);
  return {
    returned: queries.filter(({ returnData }) => returnData),
    timeDependent: steps.some(({ expression }) => expression?.functions.some((name) => TIME_DEPENDENT.includes(name))),
    typeOf: (id) => (types.has(id) ? (types.get(id) === 'TS' ? 'series' : 'list') : undefined),
    evaluate: (axis, read, sources = {}) => evaluateSteps(steps, axis, read, sources),
  };
}

/** Queries in the order to evaluate them in, and what the id of each is. */
export interface CompiledQueries {
  readonly steps: readonly Step[];
  readonly types: ReadonlyMap<string, 'TS' | 'TS[]'>;
}

/** As {@link planQueries}, with functions that are not rehearsed let through. */
export function compileQueries(queries: readonly MetricQuery[]): CompiledQueries {
  const types = new Map<string, 'TS' | 'TS[]'>();
  const scope = scopeOf(queries, types);
  const steps = orderQueries(queries).map((parsed) => {
    const step = compileStep(parsed, scope);
    types.set(parsed.query.id, step.compiled?.type ?? 'TS');
    return step;
  });
  return { steps, types };
}

/** A query, and what computes it unless it is a metric. */
interface Step extends ParsedQuery {
  readonly compiled?: TimeSeries | SeriesList | undefined;
}

function scopeOf(queries: readonly MetricQuery[], types: ReadonlyMap<string, 'TS' | 'TS[]'>): Scope {
  const metrics = queries.filter(isMetricStat);
  const periods = new Map(metrics.map(({ id, periodSeconds }) => [id, periodSeconds]));
  return {
    typeOf: (id) => types.get(id),
    metrics: metrics.map(({ id, label }) => ({ id, label: label ?? id })),
    periodOf: (id) => periods.get(id),
    ids: queries.map(({ id }) => id),
  };
}

function compileStep({ query, expression }: ParsedQuery, scope: Scope): Step {
  return { query, expression, compiled: expression && inQuery(query.id, () => compileResult(expression, scope)) };
}

function refuseNotRehearsed({ query, expression }: Step): void {
  if (!expression) return;
  for (const node of walk(expression.root)) {
    if (node.kind !== 'call' || !Object.hasOwn(NOT_REHEARSED, node.name)) continue;
    const place = { text: expression.text, position: node.start, queryId: query.id };
    throw new MetricMathError(`${node.name} is not rehearsed`, NOT_REHEARSED[node.name] as string, place, true);
  }
}

function evaluateSteps(
  steps: readonly Step[],
  axis: TimeAxis,
  read: (query: MetricStatQuery) => SeriesValues,
  sources: MathSources,
): Map<string, MathResult> {
  const series = new Map<string, Points>();
  const lists = new Map<string, readonly Series[]>();
  const context: MathContext = { axis, series, lists, sources };
  // METRICS() needs no id to be named, so every metric is read first.
  for (const { query } of steps) if (isMetricStat(query)) series.set(query.id, readPoints(query, axis, read));
  for (const { query, compiled } of steps) {
    if (compiled?.type === 'TS')
      series.set(
        query.id,
        inQuery(query.id, () => compiled.run(context)),
      );
    if (compiled?.type === 'TS[]')
      lists.set(
        query.id,
        inQuery(query.id, () => compiled.run(context)),
      );
  }
  return new Map(steps.map(({ query }) => [query.id, resultOf(query, context)]));
}

function readPoints(query: MetricStatQuery, axis: TimeAxis, read: (query: MetricStatQuery) => SeriesValues): Points {
  const values = read(query);
  checkLength(query.id, values, axis);
  return toPoints(values);
}

function resultOf({ id, label }: MetricQuery, { series, lists }: MathContext): MathResult {
  const points = series.get(id);
  if (points) return { kind: 'series', values: toValues(points) };
  const list = (lists.get(id) ?? []).map(toMathSeries);
  return { kind: 'list', series: label ? list.map((one) => ({ ...one, label: `${label} ${one.label}` })) : list };
}
