import type { MetricId } from './metric';
import { SearchError } from './search/error';
import { labelsOf } from './search/labels';
import { parseQuery } from './search/parser';
import { matchesTerm } from './search/term';

export { SearchError } from './search/error';

/** The search expression of SEARCH and of dashboard variables, such as `{AWS/EC2,InstanceId} MetricName="Errors"`. */
export interface Search {
  readonly expression: string;
  matches(metric: MetricId): boolean;
}

/** What a search found. */
export interface SearchResult {
  /** In the order of namespace, name and dimensions; at most {@link SEARCH_LIMIT}`.results`. */
  readonly found: readonly { readonly metric: MetricId; readonly label: string }[];
  /** How many metrics match, the ones beyond the limit too. */
  readonly total: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
export const SEARCH_LIMIT = { characters: 1024, results: 500, perGraph: 100 } as const;

/**
 * Parses a search expression: an optional schema of a namespace and exactly the dimensions that a metric must have,
 * then terms. A bare term matches by tokens, one in double quotes the whole name or value; `MetricName=`, `Namespace=`
 * and the name of a dimension say where to look, or else every name and value is searched. AND may be left out and
 * binds stronger than OR; NOT binds strongest.
 *
 * Where AWS is silent: a schema without dimensions is that of metrics without dimensions (as its examples have it);
 * `A OR B C` is A or both of B and C; a property may stand before a group, `MetricName=("A" OR "B")`; a term without
 * any delimiter also matches a name of the same letters and digits, whatever the case.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 * @throws {SearchError} for bad syntax, more than 1,024 characters and searches in other accounts
 */
export function parseSearch(expression: string): Search {
  if (expression.length > SEARCH_LIMIT.characters) {
    const allowed = `at most ${SEARCH_LIMIT.characters} are allowed; split it into several searches`;
    throw new SearchError(`it has ${expression.length} characters`, allowed, { text: expression, position: 0 });
  }
  const { schema, term } = parseQuery(expression);
  return {
    expression,
    matches: (metric) => (!schema || fits(metric, schema)) && (!term || matchesTerm(term, metric)),
  };
}

/**
 * The metrics that a search finds, labelled as a graph's legend does: by what tells them apart, or by the metric's
 * name where there is only one. AWS does not say in which order they come; here it does not depend on the data's.
 */
export function findMetrics(search: Search, metrics: readonly MetricId[]): SearchResult {
  const matching = metrics.filter((metric) => search.matches(metric));
  const keyed = matching.map((metric) => ({ metric, key: orderKey(metric) }));
  const sorted = keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const found = sorted.slice(0, SEARCH_LIMIT.results).map(({ metric }) => metric);
  const labels = labelsOf(found);
  return { found: found.map((metric, index) => ({ metric, label: labels[index] ?? '' })), total: matching.length };
}

function fits(
  metric: MetricId,
  schema: { readonly namespace: string; readonly dimensions: readonly string[] },
): boolean {
  const names = Object.keys(metric.dimensions);
  return (
    metric.namespace === schema.namespace &&
    names.length === schema.dimensions.length &&
    schema.dimensions.every((name) => Object.hasOwn(metric.dimensions, name))
  );
}

function orderKey({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return [namespace, name, ...sorted.flat()].join('\0');
}
