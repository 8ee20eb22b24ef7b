import type { Decision } from '../../core/incident/group';
import { heldMemo } from '../../core/incident/held-memo';
import type { Signal } from '../../core/incident/incident';
import type { IncidentStore, LogPort } from '../ports';

/** For the notice at the end of a window. Without it the notice says less, so that a failure is only logged. */
export async function noteHeld(
  { store, log }: { readonly store: Pick<IncidentStore, 'writeMemo'>; readonly log: LogPort },
  signal: Signal,
  decision: Decision,
): Promise<void> {
  const memo = heldMemo(signal);
  if (!memo || decision.action !== 'write' || decision.outcome !== 'held') return;
  await store.writeMemo(memo).catch((error: unknown) => {
    log.warn('an alarm that was held back is missing in the notice of the end', { error: String(error) });
  });
}
