/** What requests wait for: self time on the critical path, over many traces. */
import { callAround, calledBy, isAnswered, type ReadTrace } from './calls';
import { criticalPath } from './critical-path';
import type { TraceNode } from './trace';

/** A step that requests spend much of their time at. */
export interface Bottleneck {
  /** Key of the place that the time was spent at. */
  readonly place: string;
  /** What was done: `DynamoDB`, `POST /orders`, or the name of a subsegment. */
  readonly step: string;
  /** `work`: its own. `wait`: for somebody who sends no segments. `way`: to somebody who does, and back. */
  readonly kind: 'work' | 'wait' | 'way';
  /** Of all traces, milliseconds. */
  readonly selfMs: number;
  /** Of the time of all requests, 0 to 1. */
  readonly share: number;
}

const MOST = 20;

/** Largest share first. */
export function bottlenecks(traces: readonly ReadTrace[]): Bottleneck[] {
  const sums = new Map<string, Omit<Bottleneck, 'share'>>();
  let totalMs = 0;
  for (const trace of traces) {
    for (const { node, startMs, endMs } of trace.roots.flatMap(criticalPath)) {
      const step = stepOf(node, trace);
      const key = JSON.stringify([step.place, step.step, step.kind]);
      sums.set(key, { ...step, selfMs: (sums.get(key)?.selfMs ?? 0) + endMs - startMs });
      totalMs += endMs - startMs;
    }
  }
  return [...sums.values()]
    .sort((a, b) => b.selfMs - a.selfMs || (a.place < b.place ? -1 : 1))
    .slice(0, MOST)
    .map((one) => ({ ...one, share: totalMs > 0 ? one.selfMs / totalMs : 0 }));
}

/** Where a node's own time was spent, and on what. */
export function stepOf(node: TraceNode, { places }: ReadTrace): Pick<Bottleneck, 'place' | 'step' | 'kind'> {
  const own = places.of(node).key;
  const call = callAround(node);
  if (!call) return { place: own, step: node.operation ?? node.name, kind: node.inferred ? 'wait' : 'work' };
  return isAnswered(call)
    ? { place: own, step: call.name, kind: 'way' }
    : { place: calledBy(call).key, step: call.name, kind: 'wait' };
}
