/** When a dependency's state is worth a signal, and when that is over. */
import type { AlarmRole } from '../incident/severity';
import type { JudgeSignal } from '../signal/signal-event';
import { RUNS_TO_CLEAR, RUNS_TO_RAISE } from './edge-memory';
import { edgeKey, type GraphEdge, type GraphNode, type ServiceGraph } from './service-graph';
import type { EdgeMemory } from './state';

/** What raises signals of the same service shares an incident of its own, since it may stay raised for long. */
const GROUP = 'traces';
/** An edge that nobody called for so long says nothing any more. */
const QUIET_MS = 30 * 60_000;
/** Of one run; the next one tells the others. What is to be told is stored with the edges, in an item of 400 KB. */
const MOST_SIGNALS = 60;

export interface DecidedSignals {
  readonly edges: Readonly<Record<string, EdgeMemory>>;
  readonly signals: readonly JudgeSignal[];
}

/** Raises for edges that are unhealthy for two runs, clears after two others; of services that say who they are. */
export function dependencySignals(
  edges: Readonly<Record<string, EdgeMemory>>,
  graph: ServiceGraph,
  atMs: number,
  role: AlarmRole,
): DecidedSignals {
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  const seen = new Map(graph.edges.map((edge) => [edgeKey(edge.from, edge.to), edge]));
  const signals: JudgeSignal[] = [];
  const decided = new Map(Object.entries(edges));
  // The busiest stand last.
  for (const [key, memory] of [...decided].reverse()) {
    if (signals.length >= MOST_SIGNALS) break;
    const { raisedMs, ...calm } = memory;
    const edge = seen.get(key);
    const caller = edge && nodes.get(edge.from);
    const isOver = memory.good >= RUNS_TO_CLEAR || atMs - memory.seenMs >= QUIET_MS;
    if (raisedMs === undefined && edge && isKnown(caller) && memory.bad >= RUNS_TO_RAISE) {
      signals.push(raised(edge, caller, nodes.get(edge.to), memory, atMs, role));
      decided.set(key, { ...memory, raisedMs: atMs });
    }
    if (raisedMs === undefined || !isOver) continue;
    const over = cleared(key, atMs, role, edge);
    if (over) signals.push(over);
    decided.set(key, calm);
  }
  return { edges: Object.fromEntries(decided), signals };
}

function isKnown(caller: GraphNode | undefined): caller is GraphNode {
  return Boolean(caller?.service && caller.environment);
}

function raised(
  edge: GraphEdge,
  { service = '', environment = '' }: GraphNode,
  called: GraphNode | undefined,
  { usual }: EdgeMemory,
  timestampMs: number,
  role: AlarmRole,
): JudgeSignal {
  const name = called?.name ?? edge.to;
  const { calls, faults, throttled, latency } = edge;
  return {
    ...shared(edge.from, edge.to, service, environment, role),
    name: `${service} to ${name}`,
    state: 'ALARM',
    timestampMs,
    reason:
      `${faults + throttled} of ${calls} traced calls failed or were refused; half took ${ms(latency.p50)} and more ` +
      `(usually ${ms(usual.p50)}), one in ten ${ms(latency.p90)} (usually ${ms(usual.p90)})`,
    summary: `${name}, which ${service} depends on, is unhealthy.`,
    runbook: `Look where its requests wait: sightline traces map; then at ${name} itself.`,
  };
}

/** Its place tells service and environment: `checkout/prod`. */
function cleared(key: string, timestampMs: number, role: AlarmRole, edge?: GraphEdge): JudgeSignal | undefined {
  const [from, to] = JSON.parse(key) as [string, string];
  const cut = from.lastIndexOf('/');
  const [service, environment] = [from.slice(0, cut), from.slice(cut + 1)];
  if (cut < 1 || environment === '') return undefined;
  return {
    ...shared(from, to, service, environment, role),
    name: `${service} to ${to}`,
    state: 'OK',
    timestampMs,
    reason: edge ? `${edge.faults + edge.throttled} of ${edge.calls} traced calls failed` : 'nobody calls it any more',
    summary: `${to}, which ${service} depends on, is well again.`,
  };
}

/** Of what is stored as a key. */
const MAX_MEMBER = 400;

function shared(from: string, to: string, service: string, environment: string, role: AlarmRole) {
  const member = `trace/${from}/dependency/${to}`.slice(0, MAX_MEMBER);
  return { judge: 'analyze-traces', member, service, environment, group: GROUP, severity: 'medium', role } as const;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
