import type { MetricId } from '../metric';
import { nameTokens, type TermTokens } from './tokens';

/** A condition on a metric; without a property, every name and value of the metric is searched. */
export type SearchTerm =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly SearchTerm[] }
  | { readonly kind: 'not'; readonly term: SearchTerm }
  | { readonly kind: 'exact'; readonly property?: string | undefined; readonly text: string }
  | { readonly kind: 'partial'; readonly property?: string | undefined; readonly tokens: TermTokens };

export function matchesTerm(term: SearchTerm, metric: MetricId): boolean {
  switch (term.kind) {
    case 'and':
      return term.terms.every((each) => matchesTerm(each, metric));
    case 'or':
      return term.terms.some((each) => matchesTerm(each, metric));
    case 'not':
      return !matchesTerm(term.term, metric);
    case 'exact':
      return searched(metric, term.property).includes(term.text);
    case 'partial':
      return searched(metric, term.property).some((name) => isPartialMatch(term.tokens, name));
  }
}

function searched({ namespace, name, dimensions }: MetricId, property: string | undefined): readonly string[] {
  if (property === undefined) return [name, namespace, ...Object.entries(dimensions).flat()];
  if (property === 'MetricName') return [name];
  if (property === 'Namespace') return [namespace];
  return Object.hasOwn(dimensions, property) ? [dimensions[property] as string] : [];
}

function isPartialMatch({ parts, whole }: TermTokens, name: string): boolean {
  const tokens = nameTokens(name);
  if (tokens.whole === whole) return true;
  return tokens.parts.some((_, start) =>
    parts.every(({ text, composite }, place) => {
      const token = tokens.parts[start + place];
      return composite ? token === text : token?.toLowerCase() === text.toLowerCase();
    }),
  );
}
