import type { OverallCompliance, SloSignalId } from '../../core/slo/measurement';
import type { BusPort, Clock, LogPort, SloDefinitionPort, SloMetricPort, SloSeriesPort, SloStore } from '../ports';

export interface EvaluateSlosPorts {
  readonly definitions: SloDefinitionPort;
  readonly series: SloSeriesPort;
  readonly store: SloStore;
  readonly metrics: SloMetricPort;
  readonly bus: BusPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** Name of the evaluation; a dimension's value. */
  readonly evaluation: string;
}

/** For whoever invokes it by hand. */
export interface EvaluatedSlos {
  /** The tick that was due. */
  readonly atMs: number;
  /** Objectives that were measured and stored. */
  readonly evaluated: number;
  readonly failed: readonly FailedSlo[];
  readonly raised: readonly ToldSignal[];
  readonly cleared: readonly ToldSignal[];
  /** Missing from other shards than the first. */
  readonly overall?: OverallCompliance;
}

export interface FailedSlo {
  /** `sloKey`; of a document that cannot be read, its name. */
  readonly slo: string;
  readonly reason: string;
}

export interface ToldSignal {
  readonly slo: string;
  readonly signal: SloSignalId;
  readonly atMs: number;
}

/** One run: what it works with, and what became of each objective. */
export interface Run {
  readonly ports: EvaluateSlosPorts;
  readonly nowMs: number;
  /** The tick that is due. */
  readonly atMs: number;
  readonly tally: Tally;
}

export interface Tally {
  readonly evaluated: string[];
  /** Nothing to do: this tick was evaluated before, or another run was faster. */
  readonly current: string[];
  readonly failed: FailedSlo[];
  readonly raised: ToldSignal[];
  readonly cleared: ToldSignal[];
}

/** Of one run; ports that are slow one by one are not slow together. */
const PARALLEL = 10;

export function newTally(): Tally {
  return { evaluated: [], current: [], failed: [], raised: [], cleared: [] };
}

export function noteFailure({ ports, tally }: Run, slo: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  tally.failed.push({ slo, reason });
  ports.log.warn('an objective was not evaluated', { slo, reason });
}

/** What the work on each item gives, in their order. An item that fails is noted, and no obstacle to the others. */
export async function each<Item extends { readonly slo: string }, Result>(
  run: Run,
  items: readonly Item[],
  work: (item: Item) => Promise<Result | undefined>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const lane of chunksOf(items, PARALLEL)) {
    const done = await Promise.all(lane.map((item) => attempt(run, item, work)));
    results.push(...done.filter((result) => result !== undefined));
  }
  return results;
}

async function attempt<Item extends { readonly slo: string }, Result>(
  run: Run,
  item: Item,
  work: (item: Item) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  try {
    return await work(item);
  } catch (error) {
    noteFailure(run, item.slo, error);
    return undefined;
  }
}

export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
