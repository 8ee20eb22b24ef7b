/** What `analyze-traces` finds in the traces of some minutes: stored, shown, and fed to correlation. */
import { SCHEMA_VERSION } from '../conventions';
import type { ServiceRef } from '../incident/evidence';
import type { Span } from '../slo/window';
import { type Bottleneck, bottlenecks, stepOf } from './bottlenecks';
import { analyzeTrace, type ReadTrace } from './calls';
import type { Comparison } from './compare';
import type { TraceCoverage } from './coverage';
import { criticalPath } from './critical-path';
import { type FaultOrigin, faultOrigins } from './fault-origin';
import type { Usual } from './graph-health';
import { type OperationPerformance, operationsOf } from './operations';
import { grouped, type ServiceGraph, serviceGraph } from './service-graph';
import { readTrace, type TraceNode, type TraceProblems } from './trace';

/** Faults with the same origin, over all traces. */
export interface FaultSummary {
  readonly kind: FaultOrigin['kind'];
  /** Key of the place where they began. */
  readonly place: string;
  /** Of whoever saw it fail; missing where a service failed by itself. */
  readonly caller?: string;
  readonly cause?: string;
  readonly count: number;
  /** Keys of those that failed because of it. */
  readonly passedOnBy: readonly string[];
  readonly exampleTraceId: string;
}

export interface SlowTrace {
  readonly traceId: string;
  readonly durationMs: number;
  /** Key of the place that it entered by. */
  readonly entry: string;
  /** Where most of its time was spent: key of the place, and the step there. */
  readonly at: string;
  readonly step: string;
  readonly selfMs: number;
}

/** What a deploy did to an operation. */
export interface DeployEffect extends ServiceRef {
  readonly release: string;
  /** Epoch ms. */
  readonly deployedMs: number;
  readonly operation: string;
  readonly comparison: Comparison;
}

/** How many of the traces have log lines. */
export interface TraceLogs {
  readonly checked: number;
  readonly withLogs: number;
  readonly percent: number;
}

export interface TraceReport {
  readonly schemaVersion: number;
  /** From here, before `atMs`; epoch milliseconds. */
  readonly startMs: number;
  readonly atMs: number;
  /** Traces that there were, as far as was looked, and those of them that were read. */
  readonly found: number;
  readonly read: number;
  /** False where there were more traces than are looked through. */
  readonly complete: boolean;
  readonly problems: TraceProblems;
  readonly graph: ServiceGraph;
  readonly operations: readonly OperationPerformance[];
  readonly bottlenecks: readonly Bottleneck[];
  /** Most frequent first. */
  readonly faults: readonly FaultSummary[];
  readonly slowest: readonly SlowTrace[];
  /** Of the last time that it was measured. */
  readonly coverage?: TraceCoverage;
  readonly logs?: TraceLogs;
  /** Of deploys in the last hour. */
  readonly deploys: readonly DeployEffect[];
}

export interface RawTrace {
  readonly id: string;
  /** Segment documents. */
  readonly documents: readonly string[];
}

export interface ReportInput {
  readonly span: Span;
  readonly found: number;
  readonly complete: boolean;
  /** Picked without looking at how they went: what is counted is counted in these. */
  readonly sample: readonly RawTrace[];
  /** More that failed, for what went wrong alone. */
  readonly failing?: readonly RawTrace[];
  readonly usual?: ReadonlyMap<string, Usual>;
  readonly targetsMs?: ReadonlyMap<string, number>;
}

const MOST_FAULTS = 20;
const MOST_SLOW = 10;

export function traceReport({
  span,
  found,
  complete,
  sample,
  failing = [],
  usual,
  targetsMs,
}: ReportInput): TraceReport {
  const traces = sample.map(readAndAnalyze);
  const all = [...traces, ...failing.map(readAndAnalyze)];
  return {
    schemaVersion: SCHEMA_VERSION,
    startMs: span.startMs,
    atMs: span.endMs,
    found,
    read: all.length,
    complete,
    problems: sumOf(all.map(({ problems }) => problems)),
    graph: serviceGraph(traces, { usual }),
    operations: operationsOf(traces, { targetsMs }),
    bottlenecks: bottlenecks(traces),
    faults: faultSummaries(all),
    slowest: slowest(all),
    deploys: [],
  };
}

export function readAndAnalyze({ id, documents }: RawTrace): ReadTrace {
  return analyzeTrace(readTrace(id, documents));
}

const NO_PROBLEMS: TraceProblems = { unreadable: 0, duplicates: 0, orphans: 0, circular: 0, skewed: 0, dropped: 0 };

function sumOf(all: readonly TraceProblems[]): TraceProblems {
  const names = Object.keys(NO_PROBLEMS) as (keyof TraceProblems)[];
  const sums = names.map((name) => [name, all.reduce((sum, one) => sum + one[name], 0)]);
  return Object.fromEntries(sums) as unknown as TraceProblems;
}

function faultSummaries(traces: readonly ReadTrace[]): FaultSummary[] {
  const origins = traces.flatMap((trace) => faultOrigins(trace).map((origin) => ({ ...origin, traceId: trace.id })));
  const groups = grouped(origins, ({ kind, place, caller, node }) =>
    JSON.stringify([kind, place.key, caller?.key, node.cause]),
  );
  return [...groups.values()]
    .map((group): FaultSummary => {
      const [{ kind, place, caller, node, traceId }] = group as [(typeof origins)[number]];
      return {
        kind,
        place: place.key,
        ...(caller && { caller: caller.key }),
        ...(node.cause !== undefined && { cause: node.cause }),
        count: group.length,
        passedOnBy: [...new Set(group.flatMap(({ passedOnBy }) => passedOnBy.map(({ key }) => key)))],
        exampleTraceId: traceId,
      };
    })
    .sort((a, b) => b.count - a.count || (a.place < b.place ? -1 : 1))
    .slice(0, MOST_FAULTS);
}

function slowest(traces: readonly ReadTrace[]): SlowTrace[] {
  return traces
    .flatMap((trace) => slowTrace(trace) ?? [])
    .sort((a, b) => b.durationMs - a.durationMs || (a.traceId < b.traceId ? -1 : 1))
    .slice(0, MOST_SLOW);
}

/** By its longest part: what was done later, by a message, is none of the request's time. */
function slowTrace(trace: ReadTrace): SlowTrace | undefined {
  const [root] = [...trace.roots].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs));
  if (!root) return undefined;
  const selfMs = new Map<TraceNode, number>();
  for (const { node, startMs, endMs } of criticalPath(root)) {
    selfMs.set(node, (selfMs.get(node) ?? 0) + endMs - startMs);
  }
  const [most] = [...selfMs].sort(([, a], [, b]) => b - a);
  if (!most) return undefined;
  const { place, step } = stepOf(most[0], trace);
  const durationMs = root.endMs - root.startMs;
  return { traceId: trace.id, durationMs, entry: trace.places.of(root).key, at: place, step, selfMs: most[1] };
}
