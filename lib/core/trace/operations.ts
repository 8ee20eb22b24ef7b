/** How the operations of services perform: latency, faults, a promised time, and what a request costs. */
import type { ReadTrace, Visit } from './calls';
import type { Percentiles } from './percentiles';
import { percentilesOf } from './percentiles';
import { grouped } from './service-graph';

/** How fast one operation of one place was, and how often it failed. */
export interface OperationPerformance {
  /** Key of the place. */
  readonly place: string;
  readonly operation: string;
  readonly latency: Percentiles;
  readonly faults: number;
  /** Share of the requests that were answered within the promised time, 0 to 1; missing where none is promised. */
  readonly withinTarget?: number;
  /** A trace of its slowest request. */
  readonly slowestTraceId: string;
}

/** What is promised of operations. Without it `withinTarget` is missing. */
export interface OperationOptions {
  /** Milliseconds, by the key of a place. @default - no time is promised */
  readonly targetsMs?: ReadonlyMap<string, number>;
}

const MOST_OPERATIONS = 100;

/** Most time spent first. */
export function operationsOf(
  traces: readonly ReadTrace[],
  { targetsMs }: OperationOptions = {},
): OperationPerformance[] {
  const visits = traces.flatMap(({ id, visits }) => finished(visits).map((visit) => ({ ...visit, traceId: id })));
  const groups = grouped(visits, ({ place, operation }) => JSON.stringify([place.key, operation]));
  const timeOf = ({ latency }: OperationPerformance) => latency.p50 * latency.count;
  return [...groups.values()]
    .map((group) => {
      const [{ place, operation }] = group as [Visit & { readonly traceId: string }];
      const durations = group.map(({ durationMs }) => durationMs);
      const slowest = group.reduce((worst, one) => (one.durationMs > worst.durationMs ? one : worst));
      const targetMs = targetsMs?.get(place.key);
      return {
        place: place.key,
        operation,
        latency: percentilesOf(durations),
        faults: group.filter(({ fault }) => fault).length,
        ...(targetMs !== undefined && { withinTarget: shareWithin(durations, targetMs) }),
        slowestTraceId: slowest.traceId,
      };
    })
    .sort((a, b) => timeOf(b) - timeOf(a))
    .slice(0, MOST_OPERATIONS);
}

/** What is still under way has no duration yet. */
export function finished(visits: readonly Visit[]): Visit[] {
  return visits.filter(({ inProgress }) => !inProgress);
}

/** @returns 0 to 1; 1 without any durations, since no promise was broken */
function shareWithin(durationsMs: readonly number[], targetMs: number): number {
  if (durationsMs.length === 0) return 1;
  return durationsMs.filter((ms) => ms <= targetMs).length / durationsMs.length;
}
