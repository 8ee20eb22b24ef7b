import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { checkAlarmQueries, type MetricQuery } from '../../core/signal/metric-math';
import { isAdditive, mathKindOf } from '../../core/slo/additive';
import type { IndicatorQuery } from '../../core/slo/definition';
import { joinQueries } from '../../core/slo/indicator-queries';
import { type AlarmMetric, type AlarmQuery, queriesOf } from '../alarm/metric-queries';
import { refuseForeignMetrics } from '../alarm/same-place';
import { demand } from '../check';
import { whyNotAdded } from './statistic-advice';
import { toldWhere } from './told-where';

export interface MetricIndicator {
  readonly queries: readonly IndicatorQuery[];
  readonly lints: readonly string[];
}

/** Result id to metric: `total` and `bad`, or `value`. */
type Metrics = Readonly<Record<string, IMetric>>;

/** CDK metrics that count: what is counted in minutes has to add up to what is counted in days. */
export function countsOf(where: string, scope: IConstruct, metrics: Metrics): MetricIndicator {
  const parts = read(where, scope, metrics);
  const all = Object.values(parts).flat();
  for (const query of all) if ('metric' in query) refuseUncounted(where, query);
  const lints = all.flatMap((query) => ('metric' in query ? [] : mathLints(where, query.id, query.expression)));
  const { queries, lints: more } = join(where, parts);
  return { queries, lints: [...lints, ...more] };
}

/** CDK metrics that are looked at slice by slice: any statistic will do. */
export function valuesOf(where: string, scope: IConstruct, metrics: Metrics): MetricIndicator {
  return join(where, read(where, scope, metrics));
}

type Parts = Readonly<Record<string, readonly AlarmQuery[]>>;

function read(where: string, scope: IConstruct, metrics: Metrics): Parts {
  const parts = Object.entries(metrics).map(([id, metric]) => [id, queriesOf(where, id, metric)] as const);
  const all = parts.flatMap(([, queries]) => queries);
  refuseForeignMetrics(where, scope, all);
  const periods = [...new Set(all.flatMap((query) => ('metric' in query ? [query.periodSeconds] : [])))];
  const problem = `the metrics have periods of ${periods.join(' s and ')} s, and are read together; give all the same`;
  demand(where, periods.length <= 1, problem);
  return Object.fromEntries(parts);
}

function join(where: string, parts: Parts): MetricIndicator {
  const queries = toldWhere(where, () => joinQueries(parts));
  const { problems } = checkAlarmQueries([...queries.map(inAlarm), verdict(Object.keys(parts))], M_OF_N);
  demand(where, problems.length === 0, problems.join('; '));
  const filtered = Object.values(parts).flat().filter(isFiltered);
  return {
    queries,
    lints: filtered.map(
      ({ metric, unit }) => `'unit' (${unit}) of ${metric.name} is not looked at: its datapoints of all units count`,
    ),
  };
}

function refuseUncounted(where: string, { metric, statistic }: AlarmMetric): void {
  if (isAdditive(statistic)) return;
  throw new Error(`${where}: ${metric.name} has the statistic ${statistic}, ${whyNotAdded(statistic)}`);
}

function mathLints(where: string, id: string, expression: string): string[] {
  const kind = toldWhere(where, () => mathKindOf(expression));
  const count = `'${id}' (${expression})`;
  demand(
    where,
    kind !== 'ratio',
    `${count} is a ratio, which counts nothing; pass how many there were and how many were bad`,
  );
  if (kind === 'additive') return [];
  return [
    `${count} may not add up: over an hour it can be another number than that of its minutes together, and alarms ` +
      'look at hours; sums and differences of counts are safe',
  ];
}

/** FILL is meant here; all other advice on the expressions of alarms comes with the alarms. */
const M_OF_N = { evaluationPeriods: 2, datapointsToAlarm: 1 } as const;

function verdict(results: readonly string[]): MetricQuery {
  return { id: 'verdict', expression: results.map((id) => `FILL(${id},0)`).join('/'), returnData: true };
}

function inAlarm(query: IndicatorQuery): MetricQuery {
  return 'metric' in query ? { ...query, periodSeconds: 60, returnData: false } : { ...query, returnData: false };
}

function isFiltered(query: AlarmQuery): query is AlarmMetric {
  return 'metric' in query && query.unit !== undefined;
}
