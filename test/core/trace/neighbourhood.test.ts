import { neighbourhood } from '../../../lib/core/trace/neighbourhood';
import type { ServiceGraph } from '../../../lib/core/trace/service-graph';

/** From `a>b b>c`. */
function graphOf(text: string): ServiceGraph {
  const edges = text.split(' ').map((edge) => edge.split('>') as [string, string]);
  const keys = [...new Set(edges.flat())];
  return {
    nodes: keys.map((key) => ({ key })),
    edges: edges.map(([from, to]) => ({ from, to })),
    more: 3,
  } as unknown as ServiceGraph;
}

const keysOf = ({ nodes }: ServiceGraph) => nodes.map(({ key }) => key).join('');

test.each([
  // Two calls down, two up, and not what the callers call beside it.
  ['a>b b>c c>d d>e e>f', 'c', 'abcde'],
  ['a>b a>x', 'b', 'ab'],
  ['a>b b>a', 'a', 'ab'],
  ['a>a b>c', 'a', 'a'],
])('of %s, %s sees %s', (text, key, seen) => {
  const near = neighbourhood(graphOf(text), key);
  expect(keysOf(near)).toBe(seen);
  expect(near.edges.every(({ from, to }) => seen.includes(from) && seen.includes(to))).toBe(true);
});

test('of an unknown place it is the whole graph', () => {
  const graph = graphOf('a>b');
  expect(neighbourhood(graph, 'z')).toBe(graph);
});
