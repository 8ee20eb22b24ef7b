import { SCHEMA_VERSION } from '../../core/conventions';
import type { SloDefinition } from '../../core/slo/definition';
import type { SloState } from '../../core/slo/measurement';
import type { SloStore } from '../ports';
import type { Opened } from './objective';
import type { Run } from './run';
import { OLDEST_DATAPOINT_MS, type Slice, sliceDatapoints } from './slices';
import { TICK_MS } from './ticks';

/**
 * Publishes the slices that are not published yet, each once. A count that is published twice counts twice, so the state
 * says that they are before they are, and no longer where they were refused: a run that dies in between leaves a gap of
 * its slices.
 * @returns the state with them in it; `undefined`: another run was faster
 */
export async function publishSlices(
  { ports, nowMs, tally }: Run,
  { slo, definition, state, due }: Opened<SloDefinition>,
  slices: readonly Slice[],
): Promise<SloState | undefined> {
  const before = state ?? newState(slo, (due[0] as number) - TICK_MS);
  const untilMs = before.slicesUntilMs ?? Number.NEGATIVE_INFINITY;
  const unpublished = slices.filter(({ endMs }) => endMs > untilMs && endMs > nowMs - OLDEST_DATAPOINT_MS + TICK_MS);
  const after = { ...before, slicesUntilMs: Math.max(untilMs, due.at(-1) as number) };
  if (unpublished.length === 0) return after;
  const claimed = { ...after, version: after.version + 1 };
  if ((await ports.store.writeState(claimed)) === 'conflict') {
    tally.current.push(slo);
    return undefined;
  }
  try {
    await ports.metrics.publish(sliceDatapoints(definition, unpublished));
  } catch (error) {
    await takeBack(ports.store, claimed, before);
    throw error;
  }
  return claimed;
}

async function takeBack(store: SloStore, claimed: SloState, before: SloState): Promise<void> {
  await store.writeState({ ...before, version: claimed.version + 1 });
}

function newState(slo: string, lastAtMs: number): SloState {
  return { schemaVersion: SCHEMA_VERSION, slo, version: 0, lastAtMs, raised: {} };
}
