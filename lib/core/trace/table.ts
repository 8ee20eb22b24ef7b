/** The table of `analyze-traces`: its keys, which the construct creates and the store writes. */
import { timeSortKey } from '../slo/table';

/** All key attributes are strings. */
export const TRACE_TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Time to live, epoch seconds. DynamoDB deletes late, so reads filter too. */
  ttlAttribute: 'expiresAt',
} as const;

export function tracePartition(analysis: string): string {
  return `TRACES#${analysis}`;
}

export const TRACE_STATE_KEY = 'STATE';

export function reportSortKey(atMs: number): string {
  return timeSortKey(atMs);
}

/** SSM parameter that holds the name of an analysis' table, for whoever knows the analysis only. */
export function traceTableParameter(analysis: string): string {
  return `/sightline-trace-tables/${analysis}`;
}

/** SSM parameter by which an analysis tells a hub which services call which. */
export function topologyParameter(hub: string): string {
  return `/sightline-topology/${hub}`;
}
