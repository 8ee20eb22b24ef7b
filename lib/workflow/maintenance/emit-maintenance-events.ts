import type { SightlineConfig } from '../../core/config';
import { MINUTE_MS } from '../../core/config/wall-clock';
import { EVENT } from '../../core/conventions';
import type { Calendars } from '../../core/incident/change-calendar';
import { watermarkOf } from '../../core/incident/group';
import { type HeldAlarm, heldDuring, heldTopic } from '../../core/incident/held-memo';
import { heldByName } from '../../core/incident/maintenance';
import {
  type HeldInMaintenance,
  type MaintenanceChange,
  type MaintenanceEvent,
  maintenanceChanges,
} from '../../core/incident/maintenance-event';
import type { BusPort, Clock, IncidentStore, LogPort } from '../ports';

interface Ports {
  readonly store: Pick<IncidentStore, 'isUsed' | 'listMemos' | 'readGroup'>;
  readonly bus: BusPort;
  readonly clock: Clock;
  readonly log: LogPort;
}

const MAX_NAMED = 20;

/**
 * Tells the bus what began and ended, again with each sweep until somebody who told people of it says so in the store.
 * Never throws: nobody is paged by it.
 */
export async function emitMaintenanceEvents(
  ports: Ports,
  { config, calendars }: { readonly config: SightlineConfig; readonly calendars: Calendars },
): Promise<void> {
  for (const change of maintenanceChanges(config, ports.clock.now(), calendars)) {
    try {
      if (await ports.store.isUsed(change.eventId)) continue;
      const event: MaintenanceEvent =
        change.change === 'began' ? change : { ...change, held: await heldIn(ports, change) };
      await ports.bus.publish(EVENT.maintenance, event);
    } catch (error) {
      ports.log.error('maintenance not told of, the next sweep tries again', { error: String(error) });
    }
  }
}

async function heldIn({ store }: Ports, change: MaintenanceChange): Promise<HeldInMaintenance> {
  const memos = await store.listMemos(heldTopic(heldByName({ name: change.maintenance })));
  // That a calendar ended it early is known a little later.
  const held = heldDuring(memos, { startMs: change.startMs, endMs: change.endMs + MINUTE_MS });
  const states = await Promise.all(held.map(async (alarm) => ({ ...alarm, firing: await stillFires(store, alarm) })));
  const firing = states.filter((alarm) => alarm.firing);
  const alarms = [...firing, ...states.filter((alarm) => !alarm.firing)].slice(0, MAX_NAMED);
  return {
    count: states.length,
    firing: firing.length,
    alarms: alarms.map(({ alarm, service, environment, firing }) => ({ alarm, service, environment, firing })),
  };
}

/** No newer state of it came than the one that was held back, or that one was of an ALARM as well. */
async function stillFires(store: Ports['store'], { groupKey, member, timestampMs }: HeldAlarm): Promise<boolean> {
  const seen = watermarkOf(await store.readGroup(groupKey, [member]), member);
  return seen === undefined || seen.ms < timestampMs || seen.state === 'ALARM';
}
