/** Who called whom in a trace, and what each place did for it. */
import { calledPlace, type Place, type Places, placesOf } from './place';
import type { Trace, TraceNode } from './trace';

/** A call from one place to another, as the caller saw it. */
export interface Call {
  readonly from: Place;
  readonly to: Place;
  /** The caller's; of a call without one of its own, what was called. */
  readonly node: TraceNode;
  readonly durationMs: number;
  readonly fault: boolean;
  readonly throttled: boolean;
  readonly clientError: boolean;
  /** The other side should have sent segments and did not: it is not traced, or the trace was not handed on. */
  readonly untraced: boolean;
}

/** The time a request spent at a place, calls to others included. */
export interface Visit {
  readonly place: Place;
  readonly node: TraceNode;
  /** The operation that the middleware tells, else the name of the work. */
  readonly operation: string;
  readonly durationMs: number;
  readonly fault: boolean;
  readonly clientError: boolean;
  readonly throttled: boolean;
  readonly inProgress: boolean;
}

/** A trace with what is found in it. */
export interface ReadTrace extends Trace {
  readonly places: Places;
  readonly calls: readonly Call[];
  /** In the order of their begins. */
  readonly visits: readonly Visit[];
}

/** Finds the places of a trace, who called whom, and which requests each place served. */
export function analyzeTrace(trace: Trace): ReadTrace {
  const places = placesOf(trace);
  const calls = trace.nodes.flatMap((node) => callsBy(node, places));
  return { ...trace, places, calls, visits: visitsOf(trace, places) };
}

/** A subsegment by which its service waits for another one. */
export function isCall(node: TraceNode): boolean {
  return node.type === 'subsegment' && !node.inferred && node.namespace !== undefined;
}

function callsBy(node: TraceNode, places: Places): Call[] {
  const call = callAround(node);
  if (call) return call === node ? outgoing(node, places) : [];
  // A segment right below another's work: Lambda's own below that of an API, and the function's below Lambda's.
  const caller = node.parent;
  if (node.type !== 'segment' || node.inferred || !caller || callAround(caller)) return [];
  const [from, to] = [places.of(caller), places.of(node)];
  return from.key === to.key ? [] : [callOf(from, to, node, false)];
}

function outgoing(node: TraceNode, places: Places): Call[] {
  const from = places.of(node);
  const answering = segmentsBelow(node).filter(({ inferred }) => !inferred);
  if (answering.length > 0) {
    const distinct = new Map(answering.map((one) => [places.of(one).key, places.of(one)]));
    return [...distinct.values()].map((to) => callOf(from, to, node, false));
  }
  return [callOf(from, calledBy(node), node, node.namespace === 'remote')];
}

function callOf(from: Place, to: Place, node: TraceNode, untraced: boolean): Call {
  const { fault, throttle: throttled, error: clientError, startMs, endMs } = node;
  return { from, to, node, durationMs: endMs - startMs, fault, throttled, clientError, untraced };
}

/** The call that a node is, or is a part of, at the same place: SDKs record the attempts of a call, too. */
export function callAround(node: TraceNode): TraceNode | undefined {
  let call: TraceNode | undefined;
  for (let at: TraceNode | undefined = node; at?.type === 'subsegment' && !at.inferred; at = at.parent) {
    if (isCall(at)) call = at;
  }
  return call;
}

/** The first segments of others that a call led to, inferred ones too. */
export function segmentsBelow(node: TraceNode): TraceNode[] {
  return node.children.flatMap((child) =>
    child.type === 'segment' || child.inferred ? [child] : segmentsBelow(child),
  );
}

/** How it is known what a call called: by X-Ray, else by its name. */
export function calledBy(call: TraceNode): Place {
  return calledPlace(segmentsBelow(call)[0] ?? call);
}

/** Whether whoever was called sent segments of its own. */
export function isAnswered(call: TraceNode): boolean {
  return segmentsBelow(call).some(({ inferred }) => !inferred);
}

function visitsOf({ nodes }: Trace, places: Places): Visit[] {
  const tops = nodes.filter((node) => {
    const place = places.of(node);
    if (place.kind !== 'service' || isCall(node)) return false;
    return !node.parent || places.of(node.parent).key !== place.key;
  });
  return tops.map((node) => visitOf(node, places)).sort((a, b) => a.node.startMs - b.node.startMs);
}

function visitOf(node: TraceNode, places: Places): Visit {
  const place = places.of(node);
  const told = findWithin(node, (one) => one.operation !== undefined && !isCall(one), place, places);
  const { startMs, endMs } = told ?? node;
  return {
    place,
    node,
    operation: told?.operation ?? node.name,
    durationMs: endMs - startMs,
    fault: node.fault || told?.fault === true,
    clientError: node.error || told?.error === true,
    throttled: node.throttle,
    inProgress: node.inProgress,
  };
}

/** Breadth first, at the same place. */
function findWithin(
  top: TraceNode,
  isWanted: (node: TraceNode) => boolean,
  place: Place,
  places: Places,
): TraceNode | undefined {
  for (let level = [top]; level.length > 0; ) {
    const found = level.find(isWanted);
    if (found) return found;
    level = level.flatMap(({ children }) => children.filter((child) => places.of(child).key === place.key));
  }
  return undefined;
}
