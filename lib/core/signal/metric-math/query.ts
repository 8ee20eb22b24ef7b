import type { MetricId, Statistic } from '../metric';
import { MetricMathError } from './error';
import { type Expression, parseExpression } from './expression';

/** One entry of the `Metrics` of an alarm, or of the queries of GetMetricData. */
export type MetricQuery = MetricStatQuery | ExpressionQuery;

interface QueryBase {
  /** Starts with a lowercase letter; letters, digits and underscores. */
  readonly id: string;
  /** Whether the result is wanted, or only what other expressions need. */
  readonly returnData: boolean;
  /** @default - the id */
  readonly label?: string | undefined;
}

/** Reads a metric. */
export interface MetricStatQuery extends QueryBase {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
}

/** Computes from other queries. */
export interface ExpressionQuery extends QueryBase {
  readonly expression: string;
  /** @default - that of the metrics it uses */
  readonly periodSeconds?: number | undefined;
}

export interface ParsedQuery {
  readonly query: MetricQuery;
  /** Absent for a metric. */
  readonly expression?: Expression | undefined;
}

/** GetMetricData takes no more. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_QUERIES = 500;
const ID = /^[a-z][A-Za-z0-9_]{0,254}$/;

/**
 * Parses queries and puts each behind those it refers to.
 * @throws {MetricMathError} for ids that are wrong or twice there, bad syntax and circular dependencies
 */
export function orderQueries(queries: readonly MetricQuery[]): ParsedQuery[] {
  checkIds(queries);
  const parsed = new Map(queries.map((query) => [query.id, parseQuery(query)]));
  const ordered = new Set<ParsedQuery>();
  for (const { id } of queries) visit(id, parsed, ordered, []);
  return [...ordered];
}

/** Tells a metric from an expression. */
export function isMetricStat(query: MetricQuery): query is MetricStatQuery {
  return 'metric' in query;
}

export function parseQuery(query: MetricQuery): ParsedQuery {
  if (isMetricStat(query)) return { query };
  return { query, expression: inQuery(query.id, () => parseExpression(query.expression)) };
}

/** Errors of an expression are told with the id of its query. */
export function inQuery<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof MetricMathError ? error.inQuery(id) : error;
  }
}

function checkIds(queries: readonly MetricQuery[]): void {
  if (queries.length > MAX_QUERIES) {
    throw new MetricMathError(
      `there are ${queries.length} metrics and expressions`,
      `at most ${MAX_QUERIES} are allowed`,
    );
  }
  const seen = new Set<string>();
  for (const { id } of queries) {
    if (!ID.test(id)) {
      throw new MetricMathError(
        `id '${id}' is not valid`,
        'ids start with a lowercase letter, followed by letters, digits and underscores, 255 characters at most',
      );
    }
    if (seen.has(id))
      throw new MetricMathError(`id '${id}' is there twice`, 'give every metric and expression its own id');
    seen.add(id);
  }
}

/** Depth first; `path` holds the ids that wait for this one. */
function visit(
  id: string,
  parsed: ReadonlyMap<string, ParsedQuery>,
  ordered: Set<ParsedQuery>,
  path: readonly string[],
): void {
  const query = parsed.get(id);
  if (!query || ordered.has(query)) return;
  if (path.includes(id)) {
    const circle = [...path.slice(path.indexOf(id)), id].join(' -> ');
    throw new MetricMathError(`circular dependency: ${circle}`, 'let one of these expressions do without the next one');
  }
  for (const needed of query.expression?.ids ?? []) visit(needed, parsed, ordered, [...path, id]);
  ordered.add(query);
}
