/** One request on its way: which places it went through, in order, how long each took, and how it ended there. */
import { type Call, isCall, type ReadTrace, type Visit } from './calls';
import { criticalPath } from './critical-path';
import type { Place } from './place';
import type { TraceNode } from './trace';

export const OUTCOMES = ['ok', 'client error', 'throttled', 'fault', 'unfinished'] as const;
/** How a stop ended. */
export type Outcome = (typeof OUTCOMES)[number];

/** One service, or one call to what sends no segments, on the way of a request. */
export interface Stop {
  readonly place: Place;
  /** What was done there. */
  readonly operation: string;
  /** How many stops it lies behind; 0 for the entry. */
  readonly depth: number;
  /** From the begin of the trace, milliseconds. */
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Of the duration of the whole request, what nothing but this stop held up. */
  readonly criticalMs: number;
  readonly outcome: Outcome;
  /** Why it failed: type and message of the exception. Missing where none was recorded. */
  readonly cause?: string;
}

/** A request on its way through the services, stop by stop. */
export interface Journey {
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  /** From the begin of its first segment to the end of its last, milliseconds. */
  readonly durationMs: number;
  readonly stops: readonly Stop[];
  /** Stops that were left out. */
  readonly more: number;
}

/** A person reads no more. */
const MOST_STOPS = 200;

/** The stops of a trace in the order of their begins, with what each held up. */
export function journeyOf(trace: ReadTrace): Journey {
  const critical = criticalByTop(trace);
  const stops = [
    ...trace.visits.map((one) => visitStop(one, trace)),
    ...unrecorded(trace).map((one) => callStop(one, trace)),
  ]
    .map(({ top, ...stop }) => ({ ...stop, criticalMs: critical.get(top) ?? 0 }))
    .sort((a, b) => a.offsetMs - b.offsetMs || a.depth - b.depth);
  return {
    traceId: trace.id,
    startMs: trace.startMs,
    durationMs: trace.endMs - trace.startMs,
    stops: stops.slice(0, MOST_STOPS),
    more: Math.max(0, stops.length - MOST_STOPS),
  };
}

/** The stop that a node's time counts for: the dependency that it waited for, else the visit that it is a part of. */
function criticalByTop(trace: ReadTrace): Map<TraceNode, number> {
  const tops = new Set([...trace.visits.map(({ node }) => node), ...unrecorded(trace).map(({ node }) => node)]);
  const sums = new Map<TraceNode, number>();
  for (const root of trace.roots) {
    for (const { node, startMs, endMs } of criticalPath(root)) {
      let top: TraceNode | undefined = node;
      while (top && !tops.has(top)) top = top.parent;
      if (top) sums.set(top, (sums.get(top) ?? 0) + endMs - startMs);
    }
  }
  return sums;
}

/** Calls whose other side sent nothing. */
function unrecorded({ calls }: ReadTrace): readonly Call[] {
  return calls.filter(({ to, node }) => to.kind !== 'service' && isCall(node));
}

function visitStop({ place, node, operation, durationMs, ...end }: Visit, trace: ReadTrace) {
  return {
    top: node,
    place,
    operation,
    depth: depthOf(node, trace),
    offsetMs: node.startMs - trace.startMs,
    durationMs,
    outcome: outcomeOf(end),
    ...causeOf(node),
  };
}

function callStop({ to, node, durationMs, ...end }: Call, trace: ReadTrace) {
  return {
    top: node,
    place: to,
    operation: node.request ?? node.name,
    depth: depthOf(node, trace) + 1,
    offsetMs: node.startMs - trace.startMs,
    durationMs,
    outcome: outcomeOf({ ...end, inProgress: node.inProgress }),
    ...causeOf(node),
  };
}

function outcomeOf(end: Pick<Visit, 'fault' | 'throttled' | 'clientError' | 'inProgress'>): Outcome {
  if (end.fault) return 'fault';
  if (end.throttled) return 'throttled';
  if (end.inProgress) return 'unfinished';
  return end.clientError ? 'client error' : 'ok';
}

/** That of the node, else of what is inside of it at the same place. */
function causeOf(node: TraceNode): { readonly cause?: string } {
  const cause =
    node.cause ?? node.children.find((child) => child.type === 'subsegment' && child.cause && child.fault)?.cause;
  return cause === undefined ? {} : { cause };
}

/** Places between a node and its entry. */
function depthOf(node: TraceNode, { places }: ReadTrace): number {
  let depth = 0;
  for (let at = node; at.parent; at = at.parent) {
    if (places.of(at).key !== places.of(at.parent).key) depth += 1;
  }
  return depth;
}
