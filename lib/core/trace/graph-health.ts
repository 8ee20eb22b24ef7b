/** How well an edge or a node of the dependency map does, by its faults and by how fast it usually is. */
import type { HealthStatus } from '../health/status';
import type { Percentiles } from './percentiles';

/** What an edge is like on an ordinary day. */
export interface Usual {
  /** Milliseconds. */
  readonly p50: number;
  readonly p90: number;
}

export interface Seen {
  readonly requests: number;
  /** Faults and refusals because of too many. */
  readonly failed: number;
  readonly latency: Percentiles;
}

/** With fewer nobody knows; as for the middleware's own windows in `health/dependency.ts`. */
export const MIN_REQUESTS = 5;
const HEALTHY_UP_TO = 0.1;
const DEGRADED_UP_TO = 0.5;
/** A percentile of fewer is one request's own story. */
const MIN_FOR_LATENCY = 10;
const DEGRADED_FACTOR = 3;
const UNHEALTHY_FACTOR = 10;
/** A call that takes 3 ms in place of 1 is nobody's trouble. */
const NOTICEABLE_MS = 50;

export function healthOf({ requests, failed, latency }: Seen, usual?: Usual): HealthStatus {
  if (requests < MIN_REQUESTS) return 'unknown';
  const ratio = failed / requests;
  const byFaults = ratio <= HEALTHY_UP_TO ? 'healthy' : ratio <= DEGRADED_UP_TO ? 'degraded' : 'unhealthy';
  return worst([byFaults, slowness(latency, usual)]);
}

/** Whether most calls, or the slow tenth of them, take several times as long as usual. */
function slowness(latency: Percentiles, usual: Usual | undefined): HealthStatus {
  if (!usual || latency.count < MIN_FOR_LATENCY) return 'unknown';
  const slowBy = (factor: number) => isSlow(latency.p50, usual.p50, factor) || isSlow(latency.p90, usual.p90, factor);
  if (slowBy(UNHEALTHY_FACTOR)) return 'unhealthy';
  return slowBy(DEGRADED_FACTOR) ? 'degraded' : 'healthy';
}

function isSlow(ms: number, usualMs: number, factor: number): boolean {
  return ms >= usualMs * factor && ms - usualMs >= NOTICEABLE_MS;
}

/** Worst first. What is not known says nothing beside what is. */
const RANK: readonly HealthStatus[] = ['unhealthy', 'degraded', 'healthy', 'unknown'];

export function worst(states: readonly HealthStatus[]): HealthStatus {
  return RANK.find((state) => states.includes(state)) ?? 'unknown';
}
