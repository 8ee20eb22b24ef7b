/** How long it takes from an alarm to the first page, in virtual time: the platform's parts take what rehearsal says. */
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { LATENCY } from '../../lib/rehearsal/platform/latency';
import type { IncidentStore } from '../../lib/workflow/ports';
import { createHub, type Delays, type VirtualClock } from './hub';

const INCIDENTS = 100;
/** Incidents are rare: each finds its functions cold. */
const DELAYS: Delays = {
  signalMs: LATENCY.eventBridge.ms + LATENCY.queuePoll.ms + LATENCY.coldStart.ms,
  streamMs: LATENCY.streamPoll.ms + LATENCY.coldStart.ms,
  publishMs: LATENCY.topicDelivery.ms,
};

/** Over incidents that begin with one alarm, with two, and so on to a full batch of ten. */
export async function p99VirtualNotifyMs(): Promise<number> {
  const waits: number[] = [];
  for (let index = 0; index < INCIDENTS; index += 1) waits.push(await firstPageMs((index % 10) + 1));
  return waits.sort((a, b) => a - b)[Math.ceil(INCIDENTS * 0.99) - 1] as number;
}

async function firstPageMs(alarms: number): Promise<number> {
  const hub = createHub({
    delays: DELAYS,
    open: (clock) => {
      const watch = new MemoryIncidentStore({ now: clock.now });
      return { used: slowed(watch, clock), watch };
    },
  });
  const firedMs = hub.now();
  await hub.signal(...Array.from({ length: alarms }, (_, index) => hub.alarm('checkout', `alarm-${index}`, 'ALARM')));
  const [first] = hub.pagedMs;
  if (first === undefined) throw new Error('nobody was paged');
  return first - firedMs;
}

/** Each call takes the time of a table operation, also where they run side by side: rather too long than too short. */
function slowed(store: IncidentStore, clock: VirtualClock): IncidentStore {
  return new Proxy(store, {
    get(target, name: keyof IncidentStore) {
      const call = target[name].bind(target) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => {
        clock.pass(LATENCY.tableOperation.ms);
        return call(...args);
      };
    },
  });
}
