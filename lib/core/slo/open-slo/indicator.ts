/** Where good and bad come from, as OpenSLO writes it for CloudWatch. */
import type { IndicatorQuery, SliDefinition, TimesliceIndicator } from '../definition';
import { parseFraction } from '../fraction';
import { queriesFor } from '../indicator-queries';
import { type DocumentMapping, decimal } from './document';

const OPERATORS = {
  GreaterThanThreshold: 'gt',
  GreaterThanOrEqualToThreshold: 'gte',
  LessThanThreshold: 'lt',
  LessThanOrEqualToThreshold: 'lte',
} as const;

/** A slice has one value, which is good or is not: all of it counts. */
export function slices({ comparison, threshold, sliceSeconds }: TimesliceIndicator): DocumentMapping {
  const value = parseFraction(threshold);
  if (!value) throw new Error(`its threshold is no number: ${JSON.stringify(threshold)}`);
  return {
    op: OPERATORS[comparison],
    value: decimal(value),
    timeSliceTarget: 1,
    timeSliceWindow: `${sliceSeconds / 60}m`,
  };
}

export function indicatorDocument(indicator: SliDefinition): DocumentMapping {
  const { queries } = indicator;
  if (indicator.budgeting === 'timeslices') return { thresholdMetric: metricSource(queries, 'value') };
  const second = queries.some(({ id }) => id === 'bad') ? 'bad' : 'good';
  return {
    ratioMetric: {
      counter: false,
      [second]: metricSource(queries, second),
      total: metricSource(queries, 'total'),
    },
  };
}

/** The queries as GetMetricData takes them, without a period, which is the reader's to choose. */
function metricSource(queries: readonly IndicatorQuery[], returned: string): DocumentMapping {
  const needed = queriesFor(queries, returned);
  return { metricSource: { type: 'CloudWatch', spec: { returned, queries: needed.map(query) } } };
}

function query(one: IndicatorQuery): DocumentMapping {
  if ('expression' in one) return { id: one.id, expression: one.expression };
  const { namespace, name: metricName, dimensions } = one.metric;
  return { id: one.id, metricStat: { metric: { namespace, metricName, dimensions }, stat: one.statistic } };
}
