/** What is remembered of the edges of the map: how fast they usually are, and since when they are ill. */

import { MIN_REQUESTS, type Usual } from './graph-health';
import { edgeKey, type GraphEdge, type ServiceGraph } from './service-graph';
import type { EdgeMemory } from './state';

/** Half an hour of runs, after which it is known how fast an edge is. */
const LEARNED_RUNS = 6;
/** How much one run changes what is usual: in a day a new level is the usual one, in an hour it is not. */
const LEARN = 0.1;
const LEARN_WHILE_SLOW = 0.01;
/** Raised and cleared after so many runs in a row: one bad minute is none of a dependency's health. */
export const RUNS_TO_RAISE = 2;
export const RUNS_TO_CLEAR = 2;
const FORGET_MS = 24 * 3_600_000;
/** With what it remembers of each, the state fits into an item of 400 KB. */
const MAX_EDGES = 200;
const MAX_KEY = 400;

type Edges = Readonly<Record<string, EdgeMemory>>;

/** How fast edges are, of those that are known long enough. */
export function usualOf(edges: Edges): Map<string, Usual> {
  const known = Object.entries(edges).filter(([, { runs }]) => runs >= LEARNED_RUNS);
  return new Map(known.map(([key, { usual }]) => [key, usual]));
}

/** With what the map of one run tells. Signals are not decided here: `raisedMs` stays. */
export function rememberEdges(edges: Edges, { edges: seen }: ServiceGraph, atMs: number): Record<string, EdgeMemory> {
  const next = new Map(Object.entries(edges));
  // The busiest ones last: what was called last, and most, stands last.
  for (const edge of [...seen].reverse()) {
    const key = edgeKey(edge.from, edge.to);
    if (key.length > MAX_KEY) continue;
    const memory = learn(next.get(key), edge, atMs);
    next.delete(key);
    next.set(key, memory);
  }
  const alive = [...next].filter(([, { seenMs, raisedMs }]) => atMs - seenMs < FORGET_MS || raisedMs !== undefined);
  // Nobody would clear a signal that is forgotten.
  const [raised, calm] = [alive.filter(isRaised), alive.filter((one) => !isRaised(one))];
  return Object.fromEntries([...calm, ...raised].slice(-MAX_EDGES));
}

function isRaised([, { raisedMs }]: readonly [string, EdgeMemory]): boolean {
  return raisedMs !== undefined;
}

function learn(known: EdgeMemory | undefined, { calls, latency, health }: GraphEdge, atMs: number): EdgeMemory {
  const { p50, p90 } = latency;
  if (!known)
    return { usual: { p50, p90 }, runs: calls >= MIN_REQUESTS ? 1 : 0, ...streak(undefined, health), seenMs: atMs };
  if (health === 'unknown') return { ...known, seenMs: atMs };
  const isLearning = known.runs < LEARNED_RUNS;
  const pace = isLearning ? 1 / (known.runs + 1) : health === 'healthy' ? LEARN : LEARN_WHILE_SLOW;
  const blend = (was: number, is: number) => was + (is - was) * pace;
  const usual = { p50: blend(known.usual.p50, p50), p90: blend(known.usual.p90, p90) };
  return { ...known, usual, runs: known.runs + 1, ...streak(known, health), seenMs: atMs };
}

function streak(known: EdgeMemory | undefined, health: GraphEdge['health']): Pick<EdgeMemory, 'bad' | 'good'> {
  if (health === 'unknown') return { bad: known?.bad ?? 0, good: known?.good ?? 0 };
  return health === 'unhealthy' ? { bad: (known?.bad ?? 0) + 1, good: 0 } : { bad: 0, good: (known?.good ?? 0) + 1 };
}
