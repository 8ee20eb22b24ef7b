/** The queries of an alarm as its template has them. */
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { isSimpleStatistic } from '../../core/signal/statistic';
import type { AlarmMetric, AlarmQuery } from './metric-queries';

/** One metric of the alarm's own account and nothing said of its label: the short form. */
export function isPlain(queries: readonly AlarmQuery[]): boolean {
  const [only] = queries;
  if (queries.length !== 1 || only === undefined || !('metric' in only)) return false;
  return only.label === undefined && only.account === undefined;
}

export function plainForm({ metric, statistic, periodSeconds, unit }: AlarmMetric) {
  return {
    ...metricProperty(metric),
    ...(isSimpleStatistic(statistic) ? { statistic } : { extendedStatistic: statistic }),
    period: periodSeconds,
    ...(unit !== undefined && { unit }),
  };
}

export function queryForm(query: AlarmQuery): CfnAlarm.MetricDataQueryProperty {
  const { id, returnData, label } = query;
  const common = { id, returnData, ...(label !== undefined && { label }) };
  if (!('metric' in query)) {
    const { expression, periodSeconds: period } = query;
    return { ...common, expression, ...(period !== undefined && { period }) };
  }
  const { metric, statistic: stat, periodSeconds: period, unit, account } = query;
  return {
    ...common,
    ...(account !== undefined && { accountId: account }),
    metricStat: { metric: metricProperty(metric), stat, period, ...(unit !== undefined && { unit }) },
  };
}

function metricProperty({ namespace, name, dimensions }: AlarmMetric['metric']) {
  const listed = Object.entries(dimensions).map(([dimension, value]) => ({ name: dimension, value }));
  return { namespace, metricName: name, ...(listed.length > 0 && { dimensions: listed }) };
}
