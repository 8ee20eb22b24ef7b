/** A trace as a tree, put together from documents that come in any order, twice, or not at all. */

import { alignClocks } from './clock-skew';
import { readDocument, type Segment } from './segment';

/** A segment in its place. */
export interface TraceNode extends Segment {
  /** Missing at the top. */
  readonly parent?: TraceNode;
  /** In the order of their begins. */
  readonly children: readonly TraceNode[];
}

/** What was wrong with a trace, counted. */
export interface TraceProblems {
  /** Documents, or parts of them, without an id or a time. */
  readonly unreadable: number;
  /** Ids that came more than once. */
  readonly duplicates: number;
  /** Nodes whose parent is not in the trace: it was not sampled, not sent, or not yet. */
  readonly orphans: number;
  /** Circles of parents that were cut. */
  readonly circular: number;
  /** Segments that began before their callers did. */
  readonly skewed: number;
  /** Nodes beyond the most that are read, or nested too deep. */
  readonly dropped: number;
}

/** One request as X-Ray recorded it: a forest of segments and subsegments. */
export interface Trace {
  readonly id: string;
  /** Without parents, in the order of their begins. */
  readonly roots: readonly TraceNode[];
  /** All, parents before their children. */
  readonly nodes: readonly TraceNode[];
  /** Epoch milliseconds; 0 of an empty trace. */
  readonly startMs: number;
  readonly endMs: number;
  readonly problems: TraceProblems;
}

/** A node while its trace is put together. */
export interface OpenNode extends Omit<Segment, 'startMs' | 'endMs'> {
  startMs: number;
  endMs: number;
  parent?: OpenNode;
  readonly children: OpenNode[];
}

/** A trace of 500 kB, the most that X-Ray keeps, has fewer. */
const MAX_NODES = 20_000;
/** Deeper ones are left out, so that whoever walks the tree may do so recursively. */
const MAX_DEPTH = 200;

/**
 * Builds a trace from its X-Ray segment documents. What cannot be read is counted in `problems`; never throws.
 * @param documents segment documents as X-Ray answers them: JSON, one segment with its subsegments each
 */
export function readTrace(id: string, documents: readonly string[]): Trace {
  const byId = new Map<string, OpenNode>();
  let [unreadable, duplicates, dropped] = [0, 0, 0];
  for (const document of documents) {
    const read = readDocument(document);
    unreadable += read.unreadable;
    for (const segment of read.segments) {
      const known = byId.get(segment.id);
      if (known) duplicates += 1;
      if (!known && byId.size >= MAX_NODES) dropped += 1;
      else if (!known || isBetter(segment, known)) byId.set(segment.id, { ...segment, children: [] });
    }
  }
  const orphans = connect(byId);
  const grown = grow([...byId.values()]);
  const skewed = alignClocks(grown.nodes);
  closeUnfinished(grown.nodes);
  const problems = { unreadable, duplicates, orphans, ...grown.counts, skewed };
  return {
    id,
    roots: grown.roots,
    nodes: grown.nodes,
    startMs: grown.nodes.reduce((first, { startMs }) => Math.min(first, startMs), grown.nodes[0]?.startMs ?? 0),
    endMs: grown.nodes.reduce((last, { endMs }) => Math.max(last, endMs), 0),
    problems: { ...problems, dropped: dropped + grown.counts.dropped },
  };
}

/** X-Ray sends a segment that is under way, and again when it has ended. */
function isBetter(one: Segment, known: Segment): boolean {
  if (one.inProgress !== known.inProgress) return known.inProgress;
  return one.endMs > known.endMs;
}

/** @returns how many have a parent that is not there */
function connect(byId: ReadonlyMap<string, OpenNode>): number {
  let orphans = 0;
  for (const node of byId.values()) {
    if (node.parentId === undefined) continue;
    const parent = byId.get(node.parentId);
    if (!parent) orphans += 1;
    else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  return orphans;
}

/** Roots with everything below them; circles have none, so their earliest node becomes one. */
function grow(all: readonly OpenNode[]) {
  const seen = new Set<OpenNode>();
  const roots = all.filter(({ parent }) => !parent);
  const nodes: OpenNode[] = [];
  let [circular, dropped] = [0, 0];
  const addTree = (root: OpenNode) => {
    for (let level: OpenNode[] = [root], depth = 1; level.length > 0; depth += 1) {
      const below: OpenNode[] = [];
      for (const node of level) {
        seen.add(node);
        nodes.push(node);
        node.children.sort(byBegin);
        if (depth < MAX_DEPTH) below.push(...node.children);
        else dropped += dropBelow(node, seen);
      }
      level = below;
    }
  };
  for (const root of roots) addTree(root);
  for (const unseen of all) {
    if (seen.has(unseen)) continue;
    const node = earliestOfCircle(unseen);
    const { parent } = node;
    if (parent) parent.children.splice(parent.children.indexOf(node), 1);
    node.parent = undefined;
    circular += 1;
    roots.push(node);
    addTree(node);
  }
  return { roots: roots.sort(byBegin), nodes, counts: { circular, dropped } };
}

/** Whoever has no root above it is in a circle, or hangs on one. */
function earliestOfCircle(node: OpenNode): OpenNode {
  const way = new Set<OpenNode>();
  let at = node;
  for (; !way.has(at); at = at.parent as OpenNode) way.add(at);
  const circle = [...way].slice([...way].indexOf(at));
  return circle.sort(byBegin)[0] as OpenNode;
}

function dropBelow(node: OpenNode, seen: Set<OpenNode>): number {
  const open = node.children.splice(0);
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    seen.add(next);
    count += 1;
    open.push(...next.children);
  }
  return count;
}

/** What never ended lasted at least as long as what it began. */
function closeUnfinished(nodes: readonly OpenNode[]): void {
  for (const node of [...nodes].reverse()) {
    if (node.inProgress) node.endMs = Math.max(node.endMs, ...node.children.map(({ endMs }) => endMs));
  }
}

function byBegin(a: OpenNode, b: OpenNode): number {
  return a.startMs - b.startMs || (a.id < b.id ? -1 : 1);
}
