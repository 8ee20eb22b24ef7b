import type { TraceNode } from './trace';

/** A stretch of time in which nothing but this node's own work held the answer up. */
export interface PathStep {
  readonly node: TraceNode;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * What the duration of a node is made of: the way back from its end by the child that finished last, from that one's
 * begin on by the one that finished last before, and so on; the time between them is the node's own. So the steps follow
 * each other without gaps, and together they last as long as the node. Children that ran at the same time as one of the
 * path held nothing up, and what ends after its parent was not waited for.
 *
 * The method is that of CRISP: https://www.usenix.org/conference/atc22/presentation/zhang-zhizhou
 *
 * @returns in the order of time
 */
export function criticalPath(root: TraceNode): PathStep[] {
  const steps: PathStep[] = [];
  walkBack(root, root.startMs, root.endMs, steps);
  return steps.reverse();
}

/** From `endMs` back to `startMs`, both within the node. Trees are at most 200 deep. */
function walkBack(node: TraceNode, startMs: number, endMs: number, steps: PathStep[]): void {
  let atMs = endMs;
  for (const child of waitedFor(node)) {
    if (child.endMs > atMs + ROUNDING_MS || child.endMs <= startMs) continue;
    const childEndMs = Math.min(child.endMs, atMs);
    const childStartMs = Math.max(child.startMs, startMs);
    if (childStartMs >= childEndMs) continue;
    own(node, childEndMs, atMs, steps);
    walkBack(child, childStartMs, childEndMs, steps);
    atMs = childStartMs;
  }
  own(node, startMs, atMs, steps);
}

/** Times are sent in seconds with a fraction, and cut to milliseconds by some. */
const ROUNDING_MS = 1;

/** Last finished first. */
function waitedFor({ children }: TraceNode): TraceNode[] {
  return [...children].sort((a, b) => b.endMs - a.endMs || b.startMs - a.startMs);
}

function own(node: TraceNode, startMs: number, endMs: number, steps: PathStep[]): void {
  if (endMs > startMs) steps.push({ node, startMs, endMs });
}
