/** What `analyze-traces` remembers from one run to the next. */
import { SCHEMA_VERSION } from '../conventions';
import type { ServiceDeploy } from '../incident/evidence';
import type { JudgeSignal } from '../signal/signal-event';
import type { TraceCoverage } from './coverage';
import type { Usual } from './graph-health';
import type { TraceLogs } from './report';

/** An edge of the map, over time. */
export interface EdgeMemory {
  readonly usual: Usual;
  /** Runs with enough calls to tell. */
  readonly runs: number;
  /** In a row: unhealthy ones, and others. */
  readonly bad: number;
  readonly good: number;
  /** When it was called last, and when its signal was raised; epoch milliseconds. */
  readonly seenMs: number;
  readonly raisedMs?: number;
}

export interface WatchedDeploy extends ServiceDeploy {
  /** Signals of it that are raised, with the time of each. */
  readonly raised: Readonly<Record<string, number>>;
}

export interface TraceState {
  readonly schemaVersion: number;
  /** Optimistic lock: raised by one with each write, 1 for the first. */
  readonly version: number;
  /** End of the newest span that was analysed; epoch ms, 0 before the first. */
  readonly lastAtMs: number;
  /** By `edgeKey`. */
  readonly edges: Readonly<Record<string, EdgeMemory>>;
  /** Oldest first. */
  readonly deploys: readonly WatchedDeploy[];
  readonly coverage?: TraceCoverage;
  readonly logs?: TraceLogs;
  /** What the hub was told of last. */
  readonly topology?: string;
  /** To be told before anything else. */
  readonly pending?: readonly JudgeSignal[];
}

export const NEW_TRACE_STATE: TraceState = {
  schemaVersion: SCHEMA_VERSION,
  version: 0,
  lastAtMs: 0,
  edges: {},
  deploys: [],
};

/** @throws naming what is wrong with a state that this code cannot go on from */
export function readTraceState(where: string, text: string): TraceState {
  const read = readVersioned(where, text) as Partial<TraceState>;
  const isState =
    Number.isInteger(read.version) &&
    Number.isFinite(read.lastAtMs) &&
    isObject(read.edges) &&
    Array.isArray(read.deploys);
  if (!isState)
    throw new Error(`${where} is none: version, lastAtMs, edges and deploys are needed; delete it to start afresh`);
  return read as TraceState;
}

/** @throws where it is no JSON object of a version that is known */
export function readVersioned(where: string, text: string): Readonly<Record<string, unknown>> {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error(`${where} is no JSON; delete it to start afresh`);
  }
  const version = isObject(read) ? read.schemaVersion : undefined;
  if (Number.isInteger(version) && (version as number) >= 1 && (version as number) <= SCHEMA_VERSION) {
    return read as Readonly<Record<string, unknown>>;
  }
  throw new Error(`${where} has schemaVersion ${String(version)}, this code reads up to ${SCHEMA_VERSION}; update it`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
