import type { TraceReport } from './report';
import { readVersioned } from './state';

const LISTS = ['operations', 'bottlenecks', 'faults', 'slowest', 'deploys'] as const;

/** @throws naming what is wrong with a stored report */
export function readTraceReport(where: string, text: string): TraceReport {
  const read = readVersioned(where, text) as unknown as TraceReport;
  const { nodes, edges } = Object(read.graph) as Partial<TraceReport['graph']>;
  const isReport = Number.isFinite(read.atMs) && Array.isArray(nodes) && Array.isArray(edges);
  if (isReport && LISTS.every((list) => Array.isArray(read[list]))) return read;
  throw new Error(`${where} is none: atMs, graph and the lists ${LISTS.join(', ')} are needed; run the analysis again`);
}
