import type { AlarmRole } from '../../core/incident/severity';
import type { BusPort, Clock, LogPort } from '../ports';
import type {
  RequestCountPort,
  TopologySinkPort,
  TraceLogPort,
  TraceMetricPort,
  TraceReaderPort,
  TraceStore,
} from '../ports/traces';

export interface AnalyzeTracesPorts {
  readonly reader: TraceReaderPort;
  readonly store: TraceStore;
  readonly bus: BusPort;
  readonly metrics: TraceMetricPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** @default - nobody knows how many requests are not traced */
  readonly traffic?: RequestCountPort;
  /** @default - nobody knows how many traces have log lines */
  readonly logs?: TraceLogPort;
  /** @default - no hub is told which services call which */
  readonly topology?: TopologySinkPort;
  /** Traces that one run reads as a sample. @default 200 */
  readonly maxTraces?: number;
  /** Of what it raises. @default 'signal' */
  readonly role?: AlarmRole;
  /** Promised times, milliseconds, by service and environment: `checkout/prod`. @default - none */
  readonly targetsMs?: ReadonlyMap<string, number>;
}

/** For whoever invokes it by hand. */
export interface AnalyzedTraces {
  /** End of the span that was due. */
  readonly atMs: number;
  /** False where this span was analysed before. */
  readonly isNew: boolean;
  readonly traces: number;
  readonly raised: readonly string[];
  readonly cleared: readonly string[];
}

export const DEFAULT_MAX_TRACES = 200;
export const RUN_MS = 5 * 60_000;
/** X-Ray has most segments within seconds; what comes later than this is missing from the map. */
const SETTLE_MS = 60_000;

/** The end of the last five minutes whose traces have settled. */
export function spanEnd(nowMs: number): number {
  return Math.floor((nowMs - SETTLE_MS) / RUN_MS) * RUN_MS;
}
