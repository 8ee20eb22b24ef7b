import type { TraceReport } from './report';

/** A report whose JSON has at most so many bytes: of names that are as long as can be, half the map may have to go. */
export function fitReport(report: TraceReport, maxBytes: number): TraceReport {
  let fitting = report;
  while (bytesOf(fitting) > maxBytes && hasLists(fitting)) fitting = halved(fitting);
  return fitting;
}

function hasLists({ graph, operations, deploys }: TraceReport): boolean {
  return graph.nodes.length + graph.edges.length + operations.length + deploys.length > 0;
}

/** The first half of each list, which is the more telling one; `more` counts the rest of the map. */
function halved(report: TraceReport): TraceReport {
  const { nodes, edges, more } = report.graph;
  const kept = nodes.slice(0, nodes.length >> 1);
  const keys = new Set(kept.map(({ key }) => key));
  const between = edges.filter(({ from, to }) => keys.has(from) && keys.has(to));
  const left = nodes.length - kept.length + edges.length - between.length;
  return {
    ...report,
    graph: { nodes: kept, edges: between, more: more + left },
    operations: report.operations.slice(0, report.operations.length >> 1),
    deploys: report.deploys.slice(0, report.deploys.length >> 1),
  };
}

function bytesOf(report: TraceReport): number {
  return new TextEncoder().encode(JSON.stringify(report)).length;
}
