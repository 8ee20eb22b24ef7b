import type { IncidentWrite } from '../core/incident/draft';
import { outboxKey } from '../core/incident/notification';
import type { Clock, IncidentStore, WakePort } from './ports';

export interface SettleGroupPorts {
  readonly store: IncidentStore;
  readonly wakes: WakePort;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of retries. @default Math.random */
  readonly random?: () => number;
}

/** A conflict means somebody else made progress on the same group; after this many the caller tries again later. */
const MAX_CONFLICTS = 10;
/** After so many it may also be a message that is owed already: nobody is told twice, and what else was decided holds. */
const CONFLICTS_BEFORE_LOOKING = 3;

/** Others made progress ten times in a row: the record is to come again later, and not to be tried harder now. */
export class TooManyConflicts extends Error {
  override readonly name = 'TooManyConflicts';
}

/**
 * Reads, decides and stores until nobody came in between; then wakes the timers that were set.
 * @param decide reads afresh each time; without a write there is nothing to store
 * @throws where the store fails; TooManyConflicts after ten of them in a row
 */
export async function settleGroup<T>(
  ports: SettleGroupPorts,
  decide: () => Promise<{ readonly write?: IncidentWrite; readonly result: T }>,
): Promise<T> {
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const { write: decided, result } = await decide();
    if (!decided) return result;
    const write = tries < CONFLICTS_BEFORE_LOOKING ? decided : await withoutOwed(ports.store, decided);
    if ((await ports.store.commit(write)) === 'committed') {
      for (const timer of write.timers) await ports.wakes.wake(timer, timer.dueMs);
      return result;
    }
    await ports.clock.sleep(pauseMs(tries, (ports.random ?? Math.random)()));
  }
  throw new TooManyConflicts(`${MAX_CONFLICTS} conflicts in a row on one incident`);
}

/** The write without the messages that are in the outbox already. */
async function withoutOwed(store: IncidentStore, write: IncidentWrite): Promise<IncidentWrite> {
  const [first] = write.outbox;
  if (!first) return write;
  const owed = new Set((await store.listOutbox(first.incidentId)).map(outboxKey));
  return { ...write, outbox: write.outbox.filter((item) => !owed.has(outboxKey(item))) };
}

/** Exponential from 10 ms, at most 640 ms, half to one and a half of it: two that collided part ways. */
function pauseMs(tries: number, random: number): number {
  return Math.round(10 * 2 ** Math.min(tries, 6) * (0.5 + random));
}
