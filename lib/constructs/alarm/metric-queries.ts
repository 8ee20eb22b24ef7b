/** A CDK metric or math expression as the queries of an alarm. */
import { type Duration, Token } from 'aws-cdk-lib';
import type { IMetric, MetricExpressionConfig, MetricStatConfig } from 'aws-cdk-lib/aws-cloudwatch';
import type { ExpressionQuery, MetricStatQuery } from '../../core/signal/metric-math';
import { compileStatistic } from '../../core/signal/statistic';
import { checkSeconds, checkText, shown } from '../check';

/** A metric, with what only CloudWatch looks at. */
export interface AlarmMetric extends MetricStatQuery {
  readonly unit?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export type AlarmQuery = AlarmMetric | ExpressionQuery;

export interface MetricOverrides {
  /** @default - that of each metric, which CDK sets to 5 minutes where nobody does */
  readonly period?: Duration;
  /** Only for a single metric. @default - its own */
  readonly statistic?: string;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html */
const MAX_DIMENSIONS = 30;

/** The queries of a metric: the first one is what the alarm judges, and the only one that returns data. */
export function queriesOf(where: string, id: string, metric: IMetric, overrides: MetricOverrides = {}): AlarmQuery[] {
  const found = new Map<string, { readonly query: AlarmQuery; readonly metric: IMetric }>();
  collect(where, id, metric, overrides, found);
  return [...found.values()].map(({ query }) => (query.id === id ? { ...query, returnData: true } : query));
}

function collect(
  where: string,
  id: string,
  metric: IMetric,
  overrides: MetricOverrides,
  found: Map<string, { readonly query: AlarmQuery; readonly metric: IMetric }>,
): void {
  const before = found.get(id);
  if (before && before.metric === metric) return;
  if (before) throw new Error(`${where}: two metrics have the id '${id}'; give each its own in 'usingMetrics'`);
  const { metricStat, mathExpression, searchExpression, renderingProperties } = configOf(where, metric);
  const label = typeof renderingProperties?.label === 'string' ? renderingProperties.label : undefined;
  const common = { id, returnData: false, ...(label !== undefined && { label }) };
  if (metricStat) {
    found.set(id, { metric, query: { ...common, ...readMetric(where, metricStat, overrides) } });
    return;
  }
  if (!mathExpression) throw new Error(`${where}: ${searchExpression ? SEARCH : `${shown(metric)} is no metric`}`);
  refuseElsewhere(where, mathExpression);
  if (overrides.statistic !== undefined) {
    throw new Error(`${where}: 'statistic' is for one metric, got a math expression; set it on the metrics it uses`);
  }
  found.set(id, { metric, query: { ...common, ...readExpression(where, mathExpression, overrides) } });
  for (const [used, child] of Object.entries(mathExpression.usingMetrics))
    collect(where, used, child, overrides, found);
}

const SEARCH = 'alarms take no search expression; name the metrics one by one';

function configOf(where: string, metric: IMetric) {
  if (typeof metric?.toMetricConfig === 'function') return metric.toMetricConfig();
  throw new Error(
    `${where}: 'metric' must be a CDK metric such as fn.metricErrors() or new Metric({ ... }), got ${shown(metric)}`,
  );
}

function readMetric(where: string, stat: MetricStatConfig, { period, statistic }: MetricOverrides) {
  const { namespace, metricName, dimensions = [], unitFilter, account, region } = stat;
  if (dimensions.length > MAX_DIMENSIONS) {
    throw new Error(
      `${where}: metric '${metricName}' has ${dimensions.length} dimensions, CloudWatch allows ${MAX_DIMENSIONS}; name ` +
        'the metric by those it is published on',
    );
  }
  return {
    metric: {
      namespace: checkText(where, 'namespace', namespace, 255),
      name: checkText(where, 'metricName', metricName, 255),
      dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, String(value)])),
    },
    statistic: checkStatistic(where, statistic ?? stat.statistic),
    periodSeconds: checkSeconds(where, 'period', period ?? stat.period),
    unit: unitFilter,
    account,
    region,
  };
}

/** Without metrics, an expression says itself how long its periods are. */
function readExpression(
  where: string,
  { expression, usingMetrics, period: own }: MetricExpressionConfig,
  { period }: MetricOverrides,
) {
  const needsPeriod = Object.keys(usingMetrics).length === 0;
  return {
    expression: checkText(where, 'expression', expression, MAX_EXPRESSION),
    ...(needsPeriod && { periodSeconds: period ? checkSeconds(where, 'period', period) : own }),
  };
}

const MAX_EXPRESSION = 2_048;

function checkStatistic(where: string, statistic: string): string {
  checkText(where, 'statistic', statistic, 255);
  if (Token.isUnresolved(statistic)) throw new Error(`${where}: 'statistic' must be known at synth, got a token`);
  try {
    compileStatistic(statistic);
    return statistic;
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

function refuseElsewhere(where: string, { searchAccount, searchRegion }: MetricExpressionConfig): void {
  const found = searchAccount ?? searchRegion;
  if (found === undefined) return;
  throw new Error(
    `${where}: an alarm reads its own account and Region, the expression names ${shown(found)}; leave it out`,
  );
}
