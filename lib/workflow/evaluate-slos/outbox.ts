/**
 * Signals go out by way of the state: it says what is raised, and what is still to be told, before anything is told. A run
 * that dies in between leaves them to the next one, which tells them with the same time: a hub knows them again. So what
 * was told is remembered, and what is remembered is told, whatever fails.
 */
import { EVENT, SCHEMA_VERSION } from '../../core/conventions';
import { buildSignalEvent, type JudgeSignal } from '../../core/signal/signal-event';
import type { SloSignalId, SloState } from '../../core/slo/measurement';
import type { Run, ToldSignal } from './run';

/** Before its first tick. */
export function newState(slo: string, lastAtMs: number): SloState {
  return { schemaVersion: SCHEMA_VERSION, slo, version: 0, lastAtMs, raised: {} };
}

/**
 * Stores a state, and tells what changed in it.
 * @param state its version is that of the state before
 * @returns `conflict`: another run was faster, and tells
 */
export async function commit(
  run: Run,
  state: SloState,
  changes: readonly JudgeSignal[] = [],
): Promise<'committed' | 'conflict'> {
  const next = { ...state, version: state.version + 1, ...(changes.length > 0 && { pending: changes }) };
  if ((await run.ports.store.writeState(next)) === 'conflict') return 'conflict';
  await tellPending(run, next);
  return 'committed';
}

/**
 * Tells what a state says is to be told.
 * @returns the state without it; `undefined`: another run has told the same, and gone on
 */
export async function tellPending(run: Run, state: SloState): Promise<SloState | undefined> {
  const { pending, ...told } = state;
  if (!pending) return state;
  for (const signal of pending) await tell(run, state.slo, signal);
  const next = { ...told, version: told.version + 1 };
  return (await run.ports.store.writeState(next)) === 'committed' ? next : undefined;
}

async function tell({ ports, tally }: Run, slo: string, signal: JudgeSignal): Promise<void> {
  await ports.bus.publish(EVENT.signal, buildSignalEvent(signal));
  const told: ToldSignal = {
    slo,
    signal: signal.member.slice(signal.member.lastIndexOf('/') + 1) as SloSignalId,
    atMs: signal.timestampMs,
  };
  (signal.state === 'ALARM' ? tally.raised : tally.cleared).push(told);
  ports.log.info(`signal ${signal.state === 'ALARM' ? 'raised' : 'cleared'}`, { ...told, reason: signal.reason });
}
