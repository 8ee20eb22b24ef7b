/** What `analyze-traces` needs of the world, and what it gives to others. */

import type { Span } from '../../core/slo/window';
import type { RawTrace, TraceReport } from '../../core/trace/report';
import type { TraceState } from '../../core/trace/state';
import type { ObservedService } from '../../core/trace/topology';

/** A trace as its store sums it up. */
export interface TraceHead {
  readonly id: string;
  readonly fault: boolean;
}

export interface FoundTraces {
  /** In the order of their ids, which begin with their times. */
  readonly heads: readonly TraceHead[];
  /** False where there are more than were looked through. */
  readonly complete: boolean;
}

/** Reads recorded traces. Throws where they cannot be read. */
export interface TraceReaderPort {
  /** @param filter an X-Ray filter expression. @default - all */
  find(span: Span, filter?: string): Promise<FoundTraces>;
  /** Those of them that there are, in any order. */
  read(ids: readonly string[]): Promise<readonly RawTrace[]>;
  /** Requests that recorded traces saw, by the name of what sent the segments. */
  countRequests(span: Span): Promise<ReadonlyMap<string, number>>;
}

/** Looks for traces in logs. Throws where they cannot be searched. */
export interface TraceLogPort {
  /** Those of the ids that stand in a log line of the span. */
  withLines(ids: readonly string[], span: Span): Promise<ReadonlySet<string>>;
}

/** The traffic of services. Throws where it cannot be read. */
export interface RequestCountPort {
  /** By the metric `Requests`; `undefined` where there is no data. In the order of what is asked for. */
  requests(services: readonly { service: string; environment: string }[], span: Span): Promise<(number | undefined)[]>;
}

export interface TraceStore {
  /** Throws where what is stored cannot be read. */
  readState(): Promise<TraceState | undefined>;
  /** Stored if the stored version is `state.version - 1`. */
  writeState(state: TraceState): Promise<'committed' | 'conflict'>;
  /** One report a moment: a later one of the same moment takes its place. */
  writeReport(report: TraceReport): Promise<void>;
  readLatest(): Promise<TraceReport | undefined>;
}

/** Counts of an analysis, on `DIMENSION_SETS.traceAnalysis`. Never throws. */
export interface TraceMetricPort {
  analyzed(traces: number, unhealthyDependencies: number): void;
  coverage(percent: number): void;
}

/** Which services call which, for a hub's correlation. */
export interface TopologyPort {
  /** Never throws: nothing where nobody knows. */
  load(): Promise<readonly ObservedService[]>;
}

/** Tells a hub of it. Throws where it was not taken. */
export interface TopologySinkPort {
  save(text: string): Promise<void>;
}
