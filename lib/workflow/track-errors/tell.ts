/** Signals go out by way of the error: it says what is to be told before anything is, so what was raised is told. */
import { EVENT } from '../../core/conventions';
import type { TrackedError } from '../../core/error/tracked-error';
import { buildSignalEvent } from '../../core/signal/signal-event';
import type { Run } from './run';

/** Tells what is to be told. What is told twice has the same time: a hub knows it again. */
export async function tellPending({ ports, nowMs }: Run, error: TrackedError): Promise<void> {
  const { pending, ...told } = error;
  if (!pending) return;
  for (const signal of pending) {
    await ports.bus.publish(EVENT.signal, buildSignalEvent(signal));
    ports.log.info(`signal ${signal.state === 'ALARM' ? 'raised' : 'cleared'}`, {
      member: signal.member,
      reason: signal.reason,
    });
  }
  // A conflict: somebody else has told the same, or will.
  await ports.store.revise({ ...told, version: told.version + 1 }, nowMs);
}
