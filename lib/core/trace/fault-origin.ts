/** Where the faults of a trace began, and who only passed them on. */
import { callAround, calledBy, isAnswered, type ReadTrace, segmentsBelow } from './calls';
import type { Place, Places } from './place';
import type { TraceNode } from './trace';

/** Where the failure of a request began, and how far it went. */
export interface FaultOrigin {
  /** `service`: its own work failed. `dependency`: it failed, as its caller saw. `call`: between two that were well. */
  readonly kind: 'service' | 'dependency' | 'call';
  /** What failed; of a call, what was called. */
  readonly place: Place;
  /** Who saw it fail; missing where a service failed by itself. */
  readonly caller?: Place;
  readonly node: TraceNode;
  /** Those that failed because of it, from the nearest to the furthest. */
  readonly passedOnBy: readonly Place[];
  /** The first that did not fail all the same. */
  readonly absorbedBy?: Place;
}

/** A trace that fails all over has one reason or two. */
const MOST_ORIGINS = 10;

/** The faults without another fault below them, first ones first. */
export function faultOrigins(trace: ReadTrace): FaultOrigin[] {
  const failing = new Set<TraceNode>();
  for (const node of [...trace.nodes].reverse()) {
    if (node.fault || node.children.some((child) => failing.has(child))) failing.add(node);
  }
  return trace.nodes
    .filter((node) => node.fault && !node.children.some((child) => failing.has(child)))
    .sort((a, b) => a.endMs - b.endMs)
    .slice(0, MOST_ORIGINS)
    .map((node) => originOf(trace, node));
}

function originOf({ places }: ReadTrace, node: TraceNode): FaultOrigin {
  const call = node.inferred ? node.parent && callAround(node.parent) : callAround(node);
  const place = call ? called(call, places) : places.of(node);
  const above = pathAbove(node, places).filter(({ at }) => at.key !== place.key);
  const wellAt = above.findIndex(({ failed }) => !failed);
  const passed = wellAt < 0 ? above : above.slice(0, wellAt);
  return {
    kind: call ? (isAnswered(call) ? 'call' : 'dependency') : 'service',
    place,
    ...(call && { caller: places.of(call) }),
    node,
    passedOnBy: passed.map(({ at }) => at),
    ...(wellAt >= 0 && { absorbedBy: (above[wellAt] as Step).at }),
  };
}

function called(call: TraceNode, places: Places): Place {
  const [answering] = segmentsBelow(call).filter(({ inferred }) => !inferred);
  return answering ? places.of(answering) : calledBy(call);
}

interface Step {
  readonly at: Place;
  failed: boolean;
}

/** The places from a node up to the entry, each with whether its own work failed. A call that failed is none of it. */
function pathAbove(node: TraceNode, places: Places): Step[] {
  const steps: Step[] = [];
  for (let at: TraceNode | undefined = node; at; at = at.parent) {
    const place = places.of(at);
    const last = steps.at(-1);
    const failed = at.fault && !callAround(at);
    if (last?.at.key === place.key) last.failed ||= failed;
    else steps.push({ at: place, failed });
  }
  return steps;
}
