/** Signals go out by way of the store: what is to be told is there before anybody is told. */

import type { ToldAnomaly } from '../../core/anomaly/watch/told';
import { EVENT } from '../../core/conventions';
import { buildSignalEvent } from '../../core/signal/signal-event';
import type { DetectAnomaliesPorts } from './run';

type Telling = ToldAnomaly & Required<Pick<ToldAnomaly, 'pending'>>;

/**
 * Stores what is to be told, and tells it.
 * @param told as it is stored, with what is to be told in `pending`; version 0 where nothing is stored
 */
export async function startTelling(ports: DetectAnomaliesPorts, told: Telling): Promise<'told' | 'conflict'> {
  const next = { ...told, version: told.version + 1 };
  // Somebody was faster, and tells.
  if ((await ports.store.writeTold(next)) === 'conflict') return 'conflict';
  await tellPending(ports, next);
  return 'told';
}

/**
 * One after the other; one that fails is no obstacle to those after it.
 * @throws the first failure, once all were tried
 */
export async function forEachSignal<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** Tells what is stored as still to be told; told again, it is the same signal. */
export async function tellPending({ store, bus, log }: DetectAnomaliesPorts, told: ToldAnomaly): Promise<void> {
  const { pending, ...rest } = told;
  if (!pending) return;
  await bus.publish(EVENT.signal, buildSignalEvent(pending));
  const raised = pending.state === 'ALARM';
  const { series, sinceMs } = told;
  log.info(`signal ${raised ? 'raised' : 'cleared'}`, { series, sinceMs, reason: pending.reason });
  if (raised) await store.writeTold({ ...rest, version: told.version + 1 });
  else await store.deleteTold(told);
}
