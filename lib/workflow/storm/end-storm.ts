import type { SightlineConfig } from '../../core/config';
import type { LifecycleSettings } from '../../core/incident/group';
import {
  calmSignals,
  calmTopics,
  DEFAULT_STORM_PER_MINUTE,
  isCalm,
  stormGroupKey,
  stormOf,
} from '../../core/incident/storm';
import { type SettleSignalsPorts, settleSignals } from '../settle-signals';

/** Resolves a storm once it is calm. Never throws: the next sweep looks again, and what began in it does not wait for ever. */
export async function endStorm(
  ports: SettleSignalsPorts,
  { config, settings }: { readonly config: SightlineConfig; readonly settings: LifecycleSettings },
): Promise<void> {
  const { hub, stormPerMinute = DEFAULT_STORM_PER_MINUTE } = config.hub;
  try {
    const groupKey = stormGroupKey(hub);
    const state = await ports.store.readGroup(groupKey, []);
    const nowMs = ports.clock.now();
    if (!state.incident || !stormOf(state)?.open) return;
    const minutes = await Promise.all(calmTopics(state.incident, nowMs).map((topic) => ports.store.listMemos(topic)));
    const counts = minutes.map((memos) => memos.length);
    if (!isCalm(counts, stormPerMinute)) return;
    const members = await ports.store.listMembers(groupKey);
    await settleSignals(ports, settings, groupKey, calmSignals(hub, members, nowMs));
  } catch (error) {
    ports.log.error('it could not be seen whether a storm is over', { error: String(error) });
  }
}
