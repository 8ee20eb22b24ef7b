import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { parseExpression } from '../../../core/signal/metric-math';
import { renameIds } from '../../../core/signal/metric-math/rename';
import type { IndicatorExpression, IndicatorQuery } from '../../../core/slo/definition';
import type { SloSeriesRequest } from '../../../workflow/ports';
import { MAX_QUERIES } from '../metric-history/plan';

/**
 * The queries of a request as GetMetricData takes them, their ids with a prefix: several requests share a call, and each
 * calls its queries `total` and `bad`.
 * @throws where they are none that can share a call
 */
export function toQueries(request: SloSeriesRequest, prefix: string): MetricDataQuery[] {
  const { queries, wanted, periodSeconds } = request;
  const ids = new Set(queries.map(({ id }) => id));
  if (ids.size < queries.length) throw new Error('two of its queries have the same id; give each its own');
  if (queries.length > MAX_QUERIES) {
    throw new Error(`it has ${queries.length} queries, GetMetricData takes ${MAX_QUERIES}`);
  }
  const unknown = wanted.find((id) => !ids.has(id));
  if (unknown !== undefined) throw new Error(`it has no query '${unknown}', only ${[...ids].join(', ')}`);
  return queries.map((query) => ({
    Id: prefix + query.id,
    ReturnData: wanted.includes(query.id),
    ...('metric' in query ? metricStat(query, periodSeconds) : expression(query, ids, prefix, periodSeconds)),
  }));
}

function metricStat(query: Extract<IndicatorQuery, { metric: unknown }>, Period: number): Partial<MetricDataQuery> {
  const { namespace, name, dimensions } = query.metric;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { MetricStat: { Metric, Period, Stat: query.statistic } };
}

function expression(
  query: IndicatorExpression,
  ids: ReadonlySet<string>,
  prefix: string,
  periodSeconds: number,
): Partial<MetricDataQuery> {
  const parsed = parseExpression(query.expression);
  if (parsed.functions.includes('METRICS')) {
    throw new Error(`'${query.id}' uses METRICS(), which would take in the metrics of other objectives; name its own`);
  }
  const unknown = parsed.ids.find((id) => !ids.has(id));
  if (unknown !== undefined) throw new Error(`'${query.id}' refers to '${unknown}', which is none of its queries`);
  const Expression = renameIds(parsed, (id) => prefix + id);
  // The period of other expressions is that of their metrics.
  return { Expression, ...(parsed.ids.length === 0 && { Period: periodSeconds }) };
}
