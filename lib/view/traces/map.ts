/** The dependency map as lines of a terminal. */
import type { FaultSummary, TraceReport } from '../../core/trace/report';
import type { GraphEdge, GraphNode } from '../../core/trace/service-graph';
import { hanging } from '../backtest/lines';
import { plain } from '../escape';
import { countOf } from '../format';
import { textTable } from '../slo/table';
import {
  basisOf,
  byHealth,
  milliseconds,
  paintHealth,
  problemsOf,
  shareOf,
  type TraceViewOptions,
  WORST_FIRST,
} from './words';

const MOST_EDGES = 60;
const MOST_FAULTS = 5;

export function tellMap(report: TraceReport, options: TraceViewOptions): string {
  const { nodes, edges, more } = report.graph;
  const { paint, width } = options;
  const lines = [
    paint('bold', 'Dependency map'),
    `  ${basisOf(report)}`,
    ...problemsOf(report).map((line) => `  ${line}`),
    '',
  ];
  if (nodes.length === 0) return `${[...lines, '  No traces: nothing was called, or nothing is traced.'].join('\n')}\n`;
  const names = new Map(nodes.map(({ key, name }) => [key, name]));
  const rows = [...edges].sort(byHealth).slice(0, MOST_EDGES);
  const left = more + edges.length - rows.length;
  return `${[
    ...lines,
    ...nodeLines(nodes, options),
    '',
    ...edgeTable(rows, names, options),
    ...(left > 0 ? [`  ${left} more; --json has those that are kept.`] : []),
    ...faultLines(report.faults, names, { paint, width }),
  ].join('\n')}\n`;
}

function nodeLines(nodes: readonly GraphNode[], { paint, width }: TraceViewOptions): string[] {
  return WORST_FIRST.flatMap((health) => {
    const of = nodes.filter((node) => node.health === health).map(({ name }) => plain(name, 60));
    if (of.length === 0) return [];
    const [first = '', ...rest] = hanging(`${health}: ${of.join(', ')}`, 2, width);
    return [first.replace(health, paintHealth(paint, health)), ...rest];
  });
}

function edgeTable(
  edges: readonly GraphEdge[],
  names: ReadonlyMap<string, string>,
  { paint }: TraceViewOptions,
): string[] {
  const column = (name: string) => ({ name, right: true });
  const columns = [
    { name: 'from' },
    { name: 'to' },
    { name: 'health' },
    ...['calls', 'failed', 'p50', 'p90', 'p99', 'untraced'].map(column),
  ];
  const rows = edges.map(({ from, to, health, calls, faults, throttled, latency, untraced }) => [
    names.get(from) ?? from,
    names.get(to) ?? to,
    health,
    String(calls),
    shareOf(faults + throttled, calls),
    ...[latency.p50, latency.p90, latency.p99].map(milliseconds),
    untraced > 0 ? shareOf(untraced, calls) : '',
  ]);
  return textTable({ columns, rows }, paint);
}

function faultLines(
  faults: readonly FaultSummary[],
  names: ReadonlyMap<string, string>,
  { paint, width }: TraceViewOptions,
): string[] {
  if (faults.length === 0) return [];
  const nameOf = (key: string) => plain(names.get(key) ?? key, 60);
  const told = faults
    .slice(0, MOST_FAULTS)
    .flatMap(({ kind, place, caller, cause, count, passedOnBy, exampleTraceId }) => {
      const where = kind === 'call' ? `between ${nameOf(caller ?? '')} and ${nameOf(place)}` : `in ${nameOf(place)}`;
      const passed = passedOnBy.length > 0 ? `; passed on by ${passedOnBy.map(nameOf).join(', ')}` : '';
      const why = cause === undefined ? '' : ` (${plain(cause, 120)})`;
      return hanging(
        `${countOf(count, 'fault')} began ${where}${why}${passed}; such as ${plain(exampleTraceId, 40)}`,
        2,
        width,
      );
    });
  return ['', paint('bold', 'Where faults began'), ...told];
}
