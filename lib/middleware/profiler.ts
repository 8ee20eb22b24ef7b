import { DIMENSION, PROFILER_METRIC as METRIC } from '../core/conventions';
import { type Entries, ValueHistogram } from '../core/signal/aggregate/value-histogram';
import { check, checkNames } from './export/check';
import { type End, isThenable, passOn } from './follow';
import { dimensionValue } from './identity';
import { metrics } from './metric/recording';
import { putOn } from './metric/sets/put';
import { OVERFLOW } from './runtime';
import { runAt, scopeHere } from './scope';
import { attempt } from './text';

/** How many operations a profiler tells apart. */
export interface ProfilerOptions {
  /** Operations that are told apart; further ones count as `other`. Each takes up to 25 KB. @default 100 */
  readonly maxOperations?: number;
}

/** What is known of one operation since the profiler was made or reset. Durations are milliseconds. */
export interface OperationReport {
  /** Runs that ended, those that threw included. */
  readonly count: number;
  /** Runs that threw or rejected. */
  readonly errors: number;
  readonly totalMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly meanMs: number;
  /** Percentiles are milliseconds, too. */
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  /** Bound of |told - true| / true of the percentiles: 0 up to 150 different durations. */
  readonly maxRelativeError: number;
  /** When the last run ended, in epoch milliseconds. */
  readonly lastRunMs: number;
}

/** Takes the time of named operations and publishes its percentiles. */
export interface Profiler {
  /** Runs `work` and takes its time, that of its promise included. Its result and its error stay what they are. */
  profile<T>(name: string, work: () => T): T;
  /** By operation. */
  report(): Readonly<Record<string, OperationReport>>;
  /** Forgets everything, also what is not published yet. */
  reset(): void;
  /**
   * Records what has run since the last time: `OperationRuns`, `OperationErrors`, `OperationTime` (the sum) and
   * `OperationDuration` on the label `operation`. Within an invocation they are written with its other metrics, outside
   * at once.
   */
  publish(): void;
}

interface Operation {
  readonly all: ValueHistogram;
  errors: number;
  lastRunMs: number;
  unpublished: { readonly durations: ValueHistogram; errors: number };
}

/**
 * Takes the time of operations. What it knows lives as long as the profiler: made at module scope, it is that of the
 * execution environment, over all its invocations.
 *
 * @throws where an option is not allowed
 */
export function createProfiler(options: ProfilerOptions = {}): Profiler {
  checkNames('createProfiler', options, 'maxOperations');
  const { maxOperations = 100 } = options;
  const fits = Number.isInteger(maxOperations) && maxOperations > 0;
  check('createProfiler', 'maxOperations', maxOperations, fits, 'an integer of at least 1');
  const operations = new Map<string, Operation>();

  function note(name: unknown, threw: boolean, durationMs: number): void {
    const known = dimensionValue(attempt(() => String(name))) ?? 'unknown';
    const key = operations.has(known) || operations.size < maxOperations ? known : OVERFLOW;
    const operation = operations.get(key) ?? newOperation();
    operations.set(key, operation);
    const { all, unpublished } = operation;
    all.record(durationMs);
    unpublished.durations.record(durationMs);
    operation.lastRunMs = Date.now();
    if (!threw) return;
    operation.errors += 1;
    unpublished.errors += 1;
  }

  return {
    profile: (name, work) => timed(work, (threw, durationMs) => note(name, threw, durationMs)),
    report: () => Object.fromEntries([...operations].map(([name, operation]) => [name, describe(operation)])),
    reset: () => operations.clear(),
    publish: () => {
      attempt(() => inScope(() => publish(operations)));
    },
  };
}

function timed<T>(work: () => T, note: (threw: boolean, durationMs: number) => void): T {
  const startedAt = performance.now();
  const end = (how: End) => {
    // Three decimals: less is noise, and few different values stay exact for longer.
    const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    attempt(() => note('thrown' in how, durationMs));
  };
  let result: T;
  try {
    result = work();
  } catch (thrown) {
    end({ thrown });
    throw thrown;
  }
  if (isThenable(result)) return passOn(result, end) as T;
  end({ value: result });
  return result;
}

function newOperation(): Operation {
  return { all: new ValueHistogram(), errors: 0, lastRunMs: 0, unpublished: nothingYet() };
}

function nothingYet(): Operation['unpublished'] {
  return { durations: new ValueHistogram(), errors: 0 };
}

function describe({ all, errors, lastRunMs }: Operation): OperationReport {
  const { count, sum: totalMs, min: minMs, max: maxMs, maxRelativeError } = all;
  const [p50, p90, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((q) => all.quantile(q)) as [number, number, number, number];
  const meanMs = totalMs / count;
  return { count, errors, totalMs, minMs, maxMs, meanMs, p50, p90, p95, p99, maxRelativeError, lastRunMs };
}

/** Outside of an invocation each point would be a line of its own: a scope for the moment makes it one an operation. */
function inScope(work: () => void): void {
  const { runtime, ended } = scopeHere();
  const alone = () => {
    work();
    metrics.flush();
  };
  if (ended) runAt({ scope: { runtime, ids: '', ended: false }, spanId: '' }, alone);
  else work();
}

function publish(operations: ReadonlyMap<string, Operation>): void {
  for (const [name, operation] of operations) {
    const { durations, errors } = operation.unpublished;
    const runs = durations.count;
    if (runs === 0) continue;
    operation.unpublished = nothingYet();
    const put = putOn({ [DIMENSION.operation]: name });
    put('count', METRIC.runs, runs);
    put('count', METRIC.errors, errors);
    put('count', METRIC.time, durations.sum);
    for (const value of spread(durations.entries(), runs)) put('histogram', METRIC.duration, value);
  }
}

/** Values that one document takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const MAX_VALUES = 100;

/**
 * All values, or of more than 100 those at 100 ranks with even steps, from the least to the largest. The embedded metric
 * format has no counts beside its values; and percentiles as gauges would be three series that nobody can add up over
 * execution environments, where values of one series give the percentiles of all of them. Their average leans to the
 * extremes: that is why runs and time are counted apart.
 */
function spread({ values, counts }: Entries, total: number): number[] {
  const size = Math.min(total, MAX_VALUES);
  const rank = (position: number) => 1 + (position * (total - 1)) / Math.max(size - 1, 1);
  const spread: number[] = [];
  let seen = 0;
  for (const [index, value] of values.entries()) {
    seen += counts[index] as number;
    while (spread.length < size && rank(spread.length) <= seen) spread.push(value);
  }
  return spread;
}
