import type { ServiceGraph } from './service-graph';

/** Calls from the place that is asked for. */
const REACH = 2;

/**
 * What a place calls and what calls it, up to two calls away.
 * @param key of the place, such as `checkout/prod`; the whole graph where it is not in there
 */
export function neighbourhood(graph: ServiceGraph, key: string): ServiceGraph {
  const { nodes, edges } = graph;
  if (!nodes.some((node) => node.key === key)) return graph;
  const near = new Set([...reached(key, edges), ...reached(key, edges.map(reversed))]);
  return {
    nodes: nodes.filter((node) => near.has(node.key)),
    edges: edges.filter(({ from, to }) => near.has(from) && near.has(to)),
    more: 0,
  };
}

type Way = Pick<ServiceGraph['edges'][number], 'from' | 'to'>;

function reversed({ from, to }: Way): Way {
  return { from: to, to: from };
}

function reached(key: string, ways: readonly Way[]): Set<string> {
  const found = new Set([key]);
  for (let step = 0; step < REACH; step += 1) {
    for (const { to } of ways.filter(({ from }) => found.has(from))) found.add(to);
  }
  return found;
}
