import { metricKey } from '../signal/metric';
import { type MetricQuery, parseExpression } from '../signal/metric-math';
import { renameIds } from '../signal/metric-math/rename';
import type { IndicatorQuery } from './definition';
import { SloError } from './slo-error';

/** The queries of `total`, `bad`, `value`; the one with that id is its result, the others are what it is computed from. */
export type QueryParts = Readonly<Record<string, readonly MetricQuery[]>>;

/**
 * One list from the queries of several metrics: ids of two expressions may be the same and mean different metrics, so
 * each gets that of its result in front (`bad_m1`). A metric that is read twice is there once: alarms hold ten.
 */
export function joinQueries(parts: QueryParts): IndicatorQuery[] {
  const results = Object.entries(parts).map(([id, queries]) => [id, queries] as const);
  const first = new Map<string, string>();
  for (const [id, queries] of results)
    remember(
      first,
      id,
      queries.filter((query) => query.id === id),
    );
  for (const [id, queries] of results) remember(first, id, queries);
  return results.flatMap(([result, queries]) => {
    const idOf = (id: string) => {
      const query = queries.find((one) => one.id === id);
      const known = query && keyOf(query) !== undefined ? first.get(keyOf(query) as string) : undefined;
      return known !== undefined && id !== result ? known : nameOf(result, id);
    };
    return queries
      .filter((query) => idOf(query.id) === nameOf(result, query.id))
      .map((query) => plain(query, result, idOf));
  });
}

/**
 * The query of that id and those that it is computed from, in the order they were written.
 * @throws {SloError} where there is none
 */
export function queriesFor(queries: readonly IndicatorQuery[], id: string): IndicatorQuery[] {
  const found = new Set<IndicatorQuery>();
  const follow = (wanted: string): void => {
    const query = queries.find((candidate) => candidate.id === wanted);
    if (!query || found.has(query)) return;
    found.add(query);
    if ('expression' in query) for (const needed of parseExpression(query.expression).ids) follow(needed);
  };
  follow(id);
  if (found.size > 0) return queries.filter((query) => found.has(query));
  const ids = queries.map((query) => query.id).join(', ') || 'none';
  throw new SloError(`its indicator must have a query '${id}', got ${ids}`);
}

function remember(first: Map<string, string>, result: string, queries: readonly MetricQuery[]): void {
  for (const query of queries) {
    const key = keyOf(query);
    if (key !== undefined && !first.has(key)) first.set(key, nameOf(result, query.id));
  }
}

function nameOf(result: string, id: string): string {
  return id === result ? id : `${result}_${id}`;
}

function keyOf(query: MetricQuery): string | undefined {
  return 'metric' in query ? JSON.stringify([metricKey(query.metric), query.statistic]) : undefined;
}

function plain(query: MetricQuery, result: string, idOf: (id: string) => string): IndicatorQuery {
  const id = nameOf(result, query.id);
  if ('metric' in query) return { id, metric: query.metric, statistic: query.statistic };
  return { id, expression: renamed(query.expression, idOf) };
}

function renamed(text: string, idOf: (id: string) => string): string {
  const expression = parseExpression(text);
  if (expression.functions.includes('METRICS')) {
    throw new SloError(`'${text}' uses METRICS(), which would take in all metrics of the alarm; name those it means`);
  }
  return renameIds(expression, idOf);
}
