/**
 * Signals go out by way of the state, which says what is to be told before anything is: a run that dies in between leaves
 * it to the next one, which tells it with the same times, so that a hub knows it again.
 */
import { EVENT } from '../../core/conventions';
import { buildSignalEvent } from '../../core/signal/signal-event';
import type { TraceState } from '../../core/trace/state';
import type { AnalyzeTracesPorts } from './run';

/**
 * Tells what a state says is to be told.
 * @returns the state without it; `undefined`: another run has told the same, and gone on
 */
export async function tellPending(ports: AnalyzeTracesPorts, state: TraceState): Promise<TraceState | undefined> {
  const { pending, ...told } = state;
  if (!pending) return state;
  for (const signal of pending) {
    await ports.bus.publish(EVENT.signal, buildSignalEvent(signal));
    ports.log.info(`signal ${signal.state === 'ALARM' ? 'raised' : 'cleared'}`, {
      member: signal.member,
      reason: signal.reason,
    });
  }
  const next = { ...told, version: told.version + 1 };
  return (await ports.store.writeState(next)) === 'committed' ? next : undefined;
}
