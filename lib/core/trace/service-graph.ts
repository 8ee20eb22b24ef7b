/** The dependency map: what calls what, how often, how fast, and how well it does. */
import type { HealthStatus } from '../health/status';
import type { Call, ReadTrace, Visit } from './calls';
import { healthOf, type Usual, worst } from './graph-health';
import { type Percentiles, percentilesOf } from './percentiles';
import type { Place } from './place';

/** A place on the map: a service, or a dependency that sends no segments. */
export interface GraphNode extends Place {
  /** Under which its segments were sent: names of functions, mostly. Empty of what sends none. */
  readonly segmentNames: readonly string[];
  /** Requests that it served; of what sends no segments, calls that it got. */
  readonly requests: number;
  readonly faults: number;
  readonly clientErrors: number;
  readonly latency: Percentiles;
  readonly health: HealthStatus;
}

/** The calls from one place to another. */
export interface GraphEdge {
  /** Keys of nodes. */
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly faults: number;
  readonly throttled: number;
  readonly clientErrors: number;
  /** Calls that should have led to segments and did not. */
  readonly untraced: number;
  /** As the caller saw it. */
  readonly latency: Percentiles;
  readonly health: HealthStatus;
}

/** Who calls whom, how often, how fast, and how well it goes. */
export interface ServiceGraph {
  /** Busiest first. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Nodes and edges that were left out because there are too many. */
  readonly more: number;
}

/** What the map compares its latencies with. */
export interface GraphOptions {
  /** How fast an edge usually is, by `edgeKey`. @default - its latency tells nothing about its health */
  readonly usual?: ReadonlyMap<string, Usual>;
}

/** A map with more is no picture, and would not fit into one item of a table. */
const MAX_NODES = 150;
const MAX_EDGES = 300;
const MAX_SEGMENT_NAMES = 10;

/**
 * Draws the map of what the traces saw: the busiest places and the calls between them.
 * @param traces a sample of all that there were; one that was picked for its faults distorts what is told here
 */
export function serviceGraph(traces: readonly ReadTrace[], { usual }: GraphOptions = {}): ServiceGraph {
  const calls = grouped(
    traces.flatMap((trace) => trace.calls),
    ({ from, to }) => edgeKey(from.key, to.key),
  );
  const edges = [...calls].map(([key, group]) => edgeOf(group, usual?.get(key))).sort(byCalls);
  const nodes = nodesOf(traces, edges);
  const shown = nodes.slice(0, MAX_NODES);
  const keys = new Set(shown.map(({ key }) => key));
  const kept = edges.filter(({ from, to }) => keys.has(from) && keys.has(to)).slice(0, MAX_EDGES);
  return { nodes: shown, edges: kept, more: nodes.length - shown.length + edges.length - kept.length };
}

/** Names hold whatever their senders like: JSON keeps two of them apart. */
export function edgeKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

function edgeOf(calls: readonly Call[], usual: Usual | undefined): GraphEdge {
  const [{ from, to }] = calls as [Call];
  const latency = percentilesOf(calls.map(({ durationMs }) => durationMs));
  const failed = calls.filter(({ fault, throttled }) => fault || throttled).length;
  return {
    from: from.key,
    to: to.key,
    calls: calls.length,
    faults: calls.filter(({ fault }) => fault).length,
    throttled: calls.filter(({ throttled }) => throttled).length,
    clientErrors: calls.filter(({ clientError }) => clientError).length,
    untraced: calls.filter(({ untraced }) => untraced).length,
    latency,
    health: healthOf({ requests: calls.length, failed, latency }, usual),
  };
}

/** A dependency is as ill as the worst of its callers sees it; a service is judged by its own answers, too. */
function nodesOf(traces: readonly ReadTrace[], edges: readonly GraphEdge[]): GraphNode[] {
  const places = new Map<string, Place>();
  for (const { calls, visits } of traces) {
    for (const { from, to } of calls) for (const place of [from, to]) note(places, place);
    for (const { place } of visits) note(places, place);
  }
  const visits = grouped(
    traces.flatMap((trace) => trace.visits),
    ({ place }) => place.key,
  );
  const callsTo = grouped(
    traces.flatMap((trace) => trace.calls),
    ({ to }) => to.key,
  );
  const edgesTo = grouped(edges, ({ to }) => to);
  const nodes = [...places.values()].map((place) => {
    const own = visits.get(place.key) ?? [];
    const seen: readonly (Visit | Call)[] = own.length > 0 ? own : (callsTo.get(place.key) ?? []);
    const asCalled = (edgesTo.get(place.key) ?? []).map(({ health }) => health);
    return { ...nodeOf(place, seen, asCalled), segmentNames: namesOf(own) };
  });
  return nodes.sort((a, b) => b.requests - a.requests || (a.key < b.key ? -1 : 1));
}

/** The first telling of a place may lack what a later one has. */
function note(places: Map<string, Place>, place: Place): void {
  const known = places.get(place.key);
  if (!known || (known.service === undefined && place.service !== undefined)) places.set(place.key, place);
}

function namesOf(visits: readonly Visit[]): string[] {
  return [...new Set(visits.map(({ node }) => node.name))].slice(0, MAX_SEGMENT_NAMES);
}

function nodeOf(place: Place, seen: readonly (Visit | Call)[], asCalled: readonly HealthStatus[]) {
  const latency = percentilesOf(seen.map(({ durationMs }) => durationMs));
  const failed = seen.filter(({ fault, throttled }) => fault || throttled).length;
  const own = healthOf({ requests: seen.length, failed, latency });
  return {
    ...place,
    requests: seen.length,
    faults: seen.filter(({ fault }) => fault).length,
    clientErrors: seen.filter(({ clientError }) => clientError).length,
    latency,
    health: worst([own, ...asCalled]),
  };
}

function byCalls(a: GraphEdge, b: GraphEdge): number {
  return b.calls - a.calls || (edgeKey(a.from, a.to) < edgeKey(b.from, b.to) ? -1 : 1);
}

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
