import { judgeQuiet } from '../../core/error/judge';
import type { ErrorRef } from '../../core/error/tracked-error';
import type { Run } from './run';
import { tellPending } from './tell';

/** More are left to the next run. */
const MAX_ERRORS = 500;

/**
 * Clears the signals that are over, since of an error that stopped no batch comes any more; and tells what a run that died
 * left to be told.
 * @returns how many errors that were
 */
export async function clearOver(run: Run): Promise<number> {
  const refs = await run.ports.store.listRaised(MAX_ERRORS);
  let cleared = 0;
  for (const ref of refs) {
    try {
      if (await clear(run, ref)) cleared += 1;
    } catch (error) {
      run.ports.log.warn('the signals of an error were not looked at', { ...ref, reason: String(error) });
    }
  }
  return cleared;
}

async function clear(run: Run, ref: ErrorRef): Promise<boolean> {
  const { ports, nowMs } = run;
  const error = await ports.store.read(ref);
  if (!error) return false;
  const judged = judgeQuiet(error, nowMs, ports.settings);
  if (!judged) {
    await tellPending(run, error);
    return error.pending !== undefined;
  }
  const next = { ...judged, version: judged.version + 1 };
  // A conflict: a batch came in between, and the next run looks again.
  if ((await ports.store.revise(next, nowMs)) === 'conflict') return false;
  await tellPending(run, next);
  return true;
}
