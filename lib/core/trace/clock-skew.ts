import type { OpenNode } from './trace';

/**
 * Moves what began before its caller did, which only clocks that differ can tell: into the middle of the call where it
 * fits, so that both ways take the same time, else to its begin. What began after its caller ended is no skew but
 * asynchronous, and stays. As Jaeger does it, but for the latter:
 * https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/adjuster/clockskew.go
 *
 * @param nodes parents before their children
 * @returns how many segments were moved
 */
export function alignClocks(nodes: readonly OpenNode[]): number {
  const shifts = new Map<OpenNode, number>();
  let skewed = 0;
  for (const node of nodes) {
    // A host has one clock: what is inside of a segment, and what is called from there, moves along.
    const inherited = node.parent ? (shifts.get(node.parent) ?? 0) : 0;
    move(node, inherited);
    const own = node.type === 'segment' && node.parent ? skewOf(node, node.parent) : 0;
    move(node, own);
    if (own > 0) skewed += 1;
    if (inherited + own !== 0) shifts.set(node, inherited + own);
  }
  return skewed;
}

function move(node: OpenNode, ms: number): void {
  node.startMs += ms;
  node.endMs += ms;
}

function skewOf(node: OpenNode, caller: OpenNode): number {
  if (node.startMs >= caller.startMs) return 0;
  const spare = caller.endMs - caller.startMs - (node.endMs - node.startMs);
  return caller.startMs - node.startMs + Math.max(0, spare) / 2;
}
