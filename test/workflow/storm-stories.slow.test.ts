/** Random storms, with repeats, workers beside each other and crashes: whatever pages is told of, by itself or by the storm. */
import fc from 'fast-check';
import type { SightlineConfig } from '../../lib/core/config';
import { isOpen } from '../../lib/core/incident/transitions';
import { randomNumbers } from '../../lib/core/random';
import { type EscalateEvent, escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { type NotifyEvent, notify } from '../../lib/workflow/notify';
import type { IncidentStore } from '../../lib/workflow/ports';
import { alarmEvent, batchOf, createHub, T0 } from './hub';
import { MINUTE } from './races/night';
import { NIGHT } from './races/team';

const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as EscalateEvent & NotifyEvent;

interface Change {
  readonly service: number;
  readonly state: 'ALARM' | 'OK';
  readonly second: number;
  readonly critical: boolean;
}

interface Story {
  readonly changes: readonly Change[];
  readonly stormPerMinute: number;
  readonly crashes: number;
  /** Which call of the store crashes. */
  readonly seed: number;
}

const anyStory: fc.Arbitrary<Story> = fc.record({
  changes: fc.array(
    fc.record({
      service: fc.nat(9),
      state: fc.constantFrom<Change['state']>('ALARM', 'ALARM', 'ALARM', 'OK'),
      second: fc.nat(1_500),
      critical: fc.boolean(),
    }),
    { minLength: 5, maxLength: 25 },
  ),
  stormPerMinute: fc.integer({ min: 1, max: 3 }),
  crashes: fc.constantFrom(0, 0.01, 0.04),
  seed: fc.nat(),
});

/** The hub at the end, hours after the story; nothing crashes any more. */
async function play({ changes, stormPerMinute, crashes, seed }: Story) {
  const config: SightlineConfig = { ...NIGHT, hub: { ...NIGHT.hub, stormPerMinute } };
  const random = randomNumbers(seed);
  let healthy = false;
  const fragile = (memory: IncidentStore) =>
    new Proxy(memory, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
        const mayCrash = () => {
          if (!healthy && random() < crashes) throw new Error(`crash at ${String(name)}`);
        };
        return async (...given: unknown[]) => {
          mayCrash();
          const answer = await method.apply(target, given);
          mayCrash();
          return answer;
        };
      },
    });
  const hub = createHub({ config: async () => config, nowMs: T0, store: fragile });
  const [handle, rouse, send] = [handleSignal(hub.ports), escalate(hub.ports), notify(hub.ports)];
  const sweep = async () => {
    await rouse(TICK).catch(() => undefined);
    await send(TICK).catch(() => undefined);
  };
  const deliver = async (batch: readonly Change[]) => {
    for (let left = batch, tries = 0; left.length > 0; tries += 1) {
      if (tries > 200) throw new Error('it is never handled');
      const { batchItemFailures } = await handle(batchOf(...left.map(eventOf)));
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      left = left.filter((_, index) => failed.has(`m-${index}`));
    }
  };
  const inOrder = [...changes].sort((a, b) => a.second - b.second);
  for (let from = 0; from < inOrder.length; from += 6) {
    const part = inOrder.slice(from, from + 6);
    const dueMs = T0 + (part.at(-1)?.second ?? 0) * 1_000;
    while (hub.ports.clock.now() < dueMs) {
      hub.pass(Math.min(MINUTE, dueMs - hub.ports.clock.now()));
      await sweep();
    }
    // Two workers, of whom one gets what the other had already.
    await Promise.all([deliver(part), deliver(part.slice(0, 2))]);
  }
  healthy = true;
  for (let minute = 0; minute < 100; minute += 1) {
    hub.pass(MINUTE);
    await sweep();
  }
  return hub;
}

function eventOf({ service, state, second, critical }: Change): Record<string, unknown> {
  const severity = critical ? 'critical' : 'high';
  return alarmEvent(state, second * 1_000, { alarm: `s${service}-faults`, service: `s${service}`, severity });
}

test('everything that pages is told of, once for each round, level and channel; and every storm ends', async () => {
  let storms = 0;
  await fc.assert(
    fc.asyncProperty(anyStory, async (story) => {
      const hub = await play(story);
      const [incidents, outbox] = [hub.incidents(), hub.outbox()];
      const isStorm = ({ service }: { readonly service: string }) => service === 'sightline';
      storms += incidents.filter(isStorm).length;
      expect(outbox.filter(({ status }) => status !== 'sent')).toEqual([]);
      expect(hub.timers().filter(({ kind }) => kind === 'storm')).toEqual([]);
      expect(incidents.filter((one) => isStorm(one) && isOpen(one.status))).toEqual([]);
      for (const incident of incidents) {
        const first = outbox.filter(
          ({ incidentId, generation, kind, level }) =>
            incidentId === incident.id &&
            generation === incident.generation &&
            level === 0 &&
            (kind === 'page' || kind === 'notice'),
        );
        const channels = first.map(({ channel }) => channel);
        if (isOpen(incident.status)) {
          // It stayed: nobody waits for a storm any more, and whoever is on call has heard of it.
          expect(incident.storm?.over ?? true).toBe(true);
          expect(channels).toEqual(expect.arrayContaining(['@alice', 'pager']));
          expect(incident.level).toBeGreaterThan(0);
        } else if (first.length === 0 && !incident.flapping) {
          // It recovered before anybody heard of it: those who would have were paged of the storm.
          const storm = incidents.find(({ id }) => id === incident.storm?.id);
          expect(storm && isStorm(storm)).toBe(true);
          const paged = outbox.filter(({ incidentId, kind }) => incidentId === storm?.id && kind === 'page');
          expect(paged.map(({ channel }) => channel)).toEqual(expect.arrayContaining(['@alice', 'pager']));
        }
      }
      if (story.crashes > 0) return;
      const keys = hub.said.sent.map(({ idempotencyKey }) => idempotencyKey);
      expect(keys).toEqual([...new Set(keys)]);
    }),
    { numRuns: Number(process.env.SIGHTLINE_STORMS ?? 25) },
  );
  expect(storms).toBeGreaterThan(3);
}, 300_000);
