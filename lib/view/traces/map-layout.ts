/** Where the nodes of a dependency map stand in a picture: callers left of what they call. */
import type { GraphEdge, GraphNode, ServiceGraph } from '../../core/trace/service-graph';

export interface Box {
  readonly node: GraphNode;
  /** Of its left upper corner, pixels. */
  readonly x: number;
  readonly y: number;
}

export interface MapLayout {
  readonly boxes: readonly Box[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
  /** Nodes that have no place in a picture. */
  readonly more: number;
}

/** Four in a row have room in half a dashboard. */
export const BOX = { width: 136, height: 68 } as const;
const GAP = { x: 24, y: 20 } as const;
const MARGIN = 8;
/** More would be a carpet. The worst and the busiest stay. */
const MOST_NODES = 60;

export function layoutMap({ nodes, edges }: ServiceGraph): MapLayout {
  const isIll = ({ health }: GraphNode) => health === 'unhealthy' || health === 'degraded';
  const shown = [...nodes.filter(isIll), ...nodes.filter((node) => !isIll(node))].slice(0, MOST_NODES);
  const keys = new Set(shown.map(({ key }) => key));
  const between = edges.filter(({ from, to }) => keys.has(from) && keys.has(to) && from !== to);
  const columns = columnsOf(shown, between);
  const tallest = Math.max(0, ...columns.map(({ length }) => length));
  const height = tallest * (BOX.height + GAP.y) - GAP.y;
  const boxes = columns.flatMap((column, across) => {
    const top = (height - (column.length * (BOX.height + GAP.y) - GAP.y)) / 2;
    return column.map((node, down) => ({
      node,
      x: MARGIN + across * (BOX.width + GAP.x),
      y: MARGIN + top + down * (BOX.height + GAP.y),
    }));
  });
  return {
    boxes,
    edges: between,
    width: Math.max(0, columns.length * (BOX.width + GAP.x) - GAP.x) + 2 * MARGIN,
    height: Math.max(0, height) + 2 * MARGIN,
    more: nodes.length - shown.length,
  };
}

/** By the longest way from an entry; a circle does not push its members on forever. */
function columnsOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphNode[][] {
  const across = new Map(nodes.map(({ key }) => [key, 0]));
  const ahead = withoutCircles(nodes, edges);
  for (let round = 0; round < nodes.length; round += 1) {
    let moved = false;
    for (const { from, to } of ahead) {
      const least = (across.get(from) ?? 0) + 1;
      if ((across.get(to) ?? 0) >= least) continue;
      across.set(to, least);
      moved = true;
    }
    if (!moved) break;
  }
  const columns: GraphNode[][] = [];
  for (const node of nodes) {
    const at = across.get(node.key) ?? 0;
    while (columns.length <= at) columns.push([]);
    columns[at]?.push(node);
  }
  return ordered(columns, edges);
}

/** The edges without those that lead back to where a walk from the entries came from. */
function withoutCircles(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphEdge[] {
  const called = new Set(edges.map(({ to }) => to));
  const starts = [...nodes.filter(({ key }) => !called.has(key)), ...nodes];
  const from = new Map<string, GraphEdge[]>();
  for (const edge of edges) from.set(edge.from, [...(from.get(edge.from) ?? []), edge]);
  const state = new Map<string, 'open' | 'done'>();
  const ahead: GraphEdge[] = [];
  const visit = (key: string): void => {
    state.set(key, 'open');
    for (const edge of from.get(key) ?? []) {
      if (state.get(edge.to) === 'open') continue;
      ahead.push(edge);
      if (!state.has(edge.to)) visit(edge.to);
    }
    state.set(key, 'done');
  };
  for (const { key } of starts) if (!state.has(key)) visit(key);
  return ahead;
}

/** Each column in the order of its callers' places, so that few edges cross. */
function ordered(columns: readonly GraphNode[][], edges: readonly GraphEdge[]): GraphNode[][] {
  const places = new Map<string, number>();
  return columns.map((column) => {
    const place = ({ key }: GraphNode) => {
      const callers = edges.filter(({ to }) => to === key).flatMap(({ from }) => places.get(from) ?? []);
      return callers.length > 0 ? callers.reduce((sum, one) => sum + one, 0) / callers.length : 0;
    };
    const sorted = column.map((node) => ({ node, at: place(node) })).sort((a, b) => a.at - b.at);
    sorted.forEach(({ node }, index) => {
      places.set(node.key, (index + 0.5) / sorted.length);
    });
    return sorted.map(({ node }) => node);
  });
}
