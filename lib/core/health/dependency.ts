import type { HealthStatus } from './status';

/** How far back calls count, and which share of errors is degraded or unhealthy. */
export interface DependencyWindowOptions {
  /** How far back calls count; the oldest 30th of it goes at once. @default 300_000 */
  readonly windowMs?: number;
  /** With fewer calls than this in the window the status is `unknown`. @default 5 */
  readonly minimumCalls?: number;
  /** Healthy up to this ratio of errors to calls (inclusive). @default 0.1 */
  readonly healthyUpTo?: number;
  /** Degraded up to this ratio (inclusive), unhealthy above. @default 0.5 */
  readonly degradedUpTo?: number;
}

/** How a dependency did in the window. */
export interface DependencyState {
  readonly status: HealthStatus;
  readonly calls: number;
  readonly errors: number;
  /** 0 to 1; 0 without calls. */
  readonly errorRatio: number;
  /** 0 without calls. */
  readonly averageMs: number;
  /** 0 without calls. */
  readonly maxMs: number;
}

/** Health of a dependency by its latest calls: a sliding window of counts, without a timer. */
export interface DependencyWindow {
  /** Notes a finished call. Never throws. */
  record(nowMs: number, failed: boolean, durationMs: number): void;
  /** How the dependency does, by the calls of the window that ends at `nowMs`. */
  state(nowMs: number): DependencyState;
}

/** One part of the window; `slot` is its number since the epoch. */
interface Bucket {
  slot: number;
  calls: number;
  errors: number;
  totalMs: number;
  maxMs: number;
}

/** The window has this many parts, and no more are kept, whatever the traffic. */
const BUCKETS = 30;

/**
 * What is known of a dependency from the calls of the last minutes. A call costs a few additions, the memory is that of
 * 30 small objects. A clock that was set back forgets the calls of the time that is yet to come.
 */
export function createDependencyWindow(options: DependencyWindowOptions = {}): DependencyWindow {
  const { windowMs = 300_000, minimumCalls = 5, healthyUpTo = 0.1, degradedUpTo = 0.5 } = options;
  if (!(windowMs >= BUCKETS && minimumCalls >= 1 && healthyUpTo >= 0 && degradedUpTo >= healthyUpTo)) {
    throw new Error(
      `dependency window: windowMs must be at least ${BUCKETS}, minimumCalls at least 1, and 0 <= healthyUpTo <= ` +
        `degradedUpTo; got ${windowMs}, ${minimumCalls}, ${healthyUpTo}, ${degradedUpTo}`,
    );
  }
  const ring: Bucket[] = [];
  const slotOf = (nowMs: number) => Math.floor((nowMs * BUCKETS) / windowMs);
  return {
    record(nowMs, failed, durationMs) {
      const slot = slotOf(nowMs);
      const place = slot % BUCKETS;
      let bucket = ring[place];
      if (bucket?.slot !== slot) ring[place] = bucket = { slot, calls: 0, errors: 0, totalMs: 0, maxMs: 0 };
      bucket.calls += 1;
      if (failed) bucket.errors += 1;
      // No duration at all rather than one that spoils the sum.
      if (!(durationMs > 0 && durationMs < Number.POSITIVE_INFINITY)) return;
      bucket.totalMs += durationMs;
      if (durationMs > bucket.maxMs) bucket.maxMs = durationMs;
    },
    state(nowMs) {
      const slot = slotOf(nowMs);
      let [calls, errors, totalMs, maxMs] = [0, 0, 0, 0];
      for (const bucket of ring) {
        if (!bucket || !(bucket.slot <= slot && bucket.slot > slot - BUCKETS)) continue;
        calls += bucket.calls;
        errors += bucket.errors;
        totalMs += bucket.totalMs;
        maxMs = Math.max(maxMs, bucket.maxMs);
      }
      const errorRatio = errors / (calls || 1);
      const judged = errorRatio <= healthyUpTo ? 'healthy' : errorRatio <= degradedUpTo ? 'degraded' : 'unhealthy';
      const status = calls < minimumCalls ? 'unknown' : judged;
      return { status, calls, errors, errorRatio, averageMs: totalMs / (calls || 1), maxMs };
    },
  };
}
