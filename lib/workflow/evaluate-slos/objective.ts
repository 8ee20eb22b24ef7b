/** What every objective goes through, whatever it is measured by: its ticks, what is told of it, and its state. */
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import type { SloMeasurement, SloState } from '../../core/slo/measurement';
import { type AnySloDefinition, judgeMissed } from '../../core/slo/signals';
import { datapointsOf } from './datapoints';
import { commit, newState, tellPending } from './outbox';
import { each, type Run } from './run';
import { OLDEST_DATAPOINT_MS } from './slices';
import { HOUR_MS, TICK_MS, ticksDue } from './ticks';

/** An objective with something to do. */
export interface Opened<Definition extends AnySloDefinition> {
  readonly slo: string;
  readonly definition: Definition;
  /** Missing before its first tick. */
  readonly state: SloState | undefined;
  /** Ticks to measure, oldest first; at least one. */
  readonly due: readonly number[];
}

/** An objective whose measurements are stored. */
export interface Measured extends Opened<AnySloDefinition> {
  /** One for each tick that is due. */
  readonly measurements: readonly SloMeasurement[];
  /** The first event that was ever seen. @default - none was, or nobody asks */
  readonly dataSinceMs?: number | undefined;
}

/**
 * Reads the states, and tells what a run before could not. Objectives without a tick that is due have nothing to do.
 */
export function openAll<Definition extends SloDefinition | CompositeSloDefinition>(
  run: Run,
  definitions: readonly Definition[],
  earliestMs: (definition: Definition) => number,
): Promise<Opened<Definition>[]> {
  const named = definitions.map((definition) => ({ slo: sloKey(definition), definition }));
  return each(run, named, async ({ slo, definition }) => {
    const stored = await run.ports.store.readState(slo);
    const state = stored && (await tellPending(run, stored));
    const isOurs = stored === undefined || state !== undefined;
    const due = isOurs ? ticksDue(state, run.atMs, earliestMs(definition)) : [];
    if (due.length > 0) return { slo, definition, state, due };
    run.tally.current.push(slo);
    return undefined;
  });
}

/**
 * Stores the measurements that are due, and those of the hour before that late data have changed. What was published and
 * told about these stays: a second value of the same moment would only be added to the first.
 * @param remeasure of stored measurements those that differ now
 */
export async function storeMeasurements(
  { ports: { store } }: Run,
  { slo, due }: Opened<AnySloDefinition>,
  measure: (atMs: number) => SloMeasurement,
  remeasure: (stored: readonly SloMeasurement[]) => readonly SloMeasurement[],
): Promise<SloMeasurement[]> {
  const measurements = due.map(measure);
  const [first, last] = [due[0] as number, due.at(-1) as number];
  const stored = await store.readMeasurements(slo, { startMs: last - HOUR_MS, endMs: first });
  await store.writeMeasurements([...remeasure(stored), ...measurements]);
  return measurements;
}

/** Late data change the counts of a window before anything else. */
export function differ(stored: SloMeasurement, now: Pick<SloMeasurement, 'total' | 'bad'>): boolean {
  return stored.total !== now.total || stored.bad !== now.bad;
}

/**
 * Publishes what was measured, remembers it and tells what changed. Where it is not published, signals go out nevertheless,
 * and the next run publishes these ticks again.
 */
export async function concludeAll(run: Run, measured: readonly Measured[]): Promise<void> {
  const unpublished = await publishAll(run, measured);
  await each(run, measured, async (one) => {
    const problem = unpublished.get(one.slo);
    const isPublished = problem === undefined;
    const written = await conclude(run, one, isPublished);
    if (!isPublished) throw problem;
    (written === 'committed' ? run.tally.evaluated : run.tally.current).push(one.slo);
    return undefined;
  });
}

/** All at once, which is one request; where that fails, one by one, to find the one to blame. */
async function publishAll({ ports, nowMs }: Run, measured: readonly Measured[]): Promise<Map<string, unknown>> {
  const unpublished = new Map<string, unknown>();
  const datapoints = measured.map(({ slo, definition, measurements }) => ({
    slo,
    of: measurements
      .flatMap((measurement) => datapointsOf(definition, measurement))
      .filter(({ atMs }) => atMs > nowMs - OLDEST_DATAPOINT_MS),
  }));
  const all = datapoints.flatMap(({ of }) => of);
  if (all.length === 0) return unpublished;
  try {
    await ports.metrics.publish(all);
  } catch {
    for (const { slo, of } of datapoints) {
      await ports.metrics.publish(of).catch((error: unknown) => unpublished.set(slo, error));
    }
  }
  return unpublished;
}

/**
 * While ticks are made up for, people are told of the newest one only. What was told of a tick stays: by late data it
 * would end before it began.
 */
function conclude(run: Run, one: Measured, isPublished: boolean): Promise<'committed' | 'conflict'> {
  const { slo, definition, due, measurements } = one;
  const state = one.state ?? newState(slo, (due[0] as number) - TICK_MS);
  const lastAtMs = due.at(-1) as number;
  const toldAtMs = state.toldAtMs ?? state.lastAtMs;
  const isNews = lastAtMs >= run.atMs && lastAtMs > toldAtMs;
  const untold = isNews ? measurements.filter(({ atMs }) => atMs > toldAtMs) : [];
  const { raised, changes } = judgeMissed(definition, untold, state.raised);
  const next: SloState = {
    ...state,
    raised,
    ...(isPublished && { lastAtMs }),
    ...(isNews && { toldAtMs: lastAtMs }),
    ...(one.dataSinceMs !== undefined && { dataSinceMs: one.dataSinceMs }),
  };
  return commit(run, next, changes);
}
