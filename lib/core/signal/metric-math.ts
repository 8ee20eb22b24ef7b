/**
 * The metric-math language of CloudWatch: expressions over time series, as alarms, dashboards and GetMetricData use it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * Where AWS is silent: a minus sign binds weaker than ^ (-m1^2 is -(m1^2)) and ^ groups to the right; AVG of one time
 * series divides by the number of periods (missing is 0), STDDEV is that of a population; DIFF, DIFF_TIME and RATE step
 * over gaps; reductions of a list have no datapoint where no member has one; scalars of nothing have no value, and what
 * is computed with them no datapoint; SORT puts time series without datapoints last.
 */
export { type AlarmQueryCheck, type AlarmQueryOptions, checkAlarmQueries } from './metric-math/alarm-check';
export { MetricMathError } from './metric-math/error';
export { type EvaluateOptions, evaluateExpression } from './metric-math/evaluate';
export { type Expression, parseExpression } from './metric-math/expression';
export { planQueries, type QueryPlan } from './metric-math/plan';
export type { ExpressionQuery, MetricQuery, MetricStatQuery } from './metric-math/query';
export type {
  Band,
  BandRequest,
  MathInputs,
  MathResult,
  MathSeries,
  MathSources,
  SearchRequest,
  SeriesValues,
  TimeAxis,
} from './metric-math/types';
