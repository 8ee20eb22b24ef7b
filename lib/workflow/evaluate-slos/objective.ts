/** What every objective goes through, whatever it is measured by: its ticks, what is told of it, and its state. */
import { EVENT, SCHEMA_VERSION } from '../../core/conventions';
import { buildSignalEvent, type JudgeSignal } from '../../core/signal/signal-event';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import type { SloMeasurement, SloSignalId, SloState } from '../../core/slo/measurement';
import { type AnySloDefinition, judgeSignals, type RaisedSignals } from '../../core/slo/signals';
import { datapointsOf } from './datapoints';
import { each, type Run, type ToldSignal } from './run';
import { OLDEST_DATAPOINT_MS } from './slices';
import { HOUR_MS, ticksDue } from './ticks';

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
}

/** Reads the states. Objectives without a tick that is due have nothing to do. */
export function openAll<Definition extends SloDefinition | CompositeSloDefinition>(
  run: Run,
  definitions: readonly Definition[],
  earliestMs: (definition: Definition) => number,
): Promise<Opened<Definition>[]> {
  const named = definitions.map((definition) => ({ slo: sloKey(definition), definition }));
  return each(run, named, async ({ slo, definition }) => {
    const state = await run.ports.store.readState(slo);
    const due = ticksDue(state, run.atMs, earliestMs(definition));
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

/** Publishes and tells what was measured, and only then remembers that it did: whatever fails, the next tick does again. */
export async function concludeAll(run: Run, measured: readonly Measured[]): Promise<void> {
  const unpublished = await publishAll(run, measured);
  await each(run, measured, async (one) => {
    const raised = await tell(run, one);
    const problem = unpublished.get(one.slo);
    if (problem !== undefined) throw problem;
    await remember(run, one, raised);
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

/** Signals of every tick, in order, at its own time: told twice they are the same, and a hub knows them again. */
async function tell(run: Run, { slo, definition, state, measurements }: Measured): Promise<RaisedSignals> {
  let raised = state?.raised ?? {};
  for (const measurement of measurements) {
    const judged = judgeSignals(definition, measurement, raised);
    for (const change of judged.changes) await tellSignal(run, slo, change);
    raised = judged.raised;
  }
  return raised;
}

export async function tellSignal({ ports, tally }: Run, slo: string, signal: JudgeSignal): Promise<void> {
  await ports.bus.publish(EVENT.signal, buildSignalEvent(signal));
  const told: ToldSignal = {
    slo,
    signal: signal.member.slice(signal.member.lastIndexOf('/') + 1) as SloSignalId,
    atMs: signal.timestampMs,
  };
  (signal.state === 'ALARM' ? tally.raised : tally.cleared).push(told);
  ports.log.info(`signal ${signal.state === 'ALARM' ? 'raised' : 'cleared'}`, { ...told, reason: signal.reason });
}

async function remember({ ports, tally }: Run, { slo, state, due }: Measured, raised: RaisedSignals): Promise<void> {
  const lastAtMs = due.at(-1) as number;
  const slices = state?.slicesUntilMs === undefined ? {} : { slicesUntilMs: state.slicesUntilMs };
  const version = (state?.version ?? 0) + 1;
  const next: SloState = { schemaVersion: SCHEMA_VERSION, slo, version, lastAtMs, raised, ...slices };
  // Whoever was faster has stored and told the same.
  const written = await ports.store.writeState(next);
  (written === 'committed' ? tally.evaluated : tally.current).push(slo);
}
