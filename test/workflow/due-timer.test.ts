/** Timers whose decision begins an incident: what is asked of the rest of the hub is asked once, however often others come in between. */
import type { MaintenanceConfig, SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { type EscalateEvent, escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import type { IncidentStore } from '../../lib/workflow/ports';
import { alarmEvent, batchOf, CONFIG, createHub, type Hub } from './hub';

const MINUTE = 60_000;
const SWEEP = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as EscalateEvent;
const CONFLICTS = 3;

/** From 08:00 UTC, when the tests begin, for half an hour. */
const WINDOW: MaintenanceConfig = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'maintenance',
  name: 'upgrade',
  match: {},
  startsAt: '2026-01-15T08:00',
  timeZone: 'UTC',
  minutes: 30,
};
/** Its team makes it look for relatives among what is open. */
const TEAM = { reason: 'because', tags: { 'sightline:team': 'shop' } };

/** A hub whose store meets conflicts once it is told to, and counts how often it is asked what is open. */
function crowdedHub(config: () => SightlineConfig) {
  let left = 0;
  const asked = { open: 0, commits: 0 };
  const store = (memory: IncidentStore): IncidentStore =>
    new Proxy(memory, {
      get: (target, name) => {
        if (name === 'commit') {
          return async (write: Parameters<IncidentStore['commit']>[0]) => {
            asked.commits += 1;
            left -= 1;
            return left >= 0 ? 'conflict' : target.commit(write);
          };
        }
        if (name === 'listOpen') asked.open += 1;
        const member = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  const hub = createHub({ store, config: async () => config() });
  return {
    hub,
    asked,
    conflict: () => {
      left = CONFLICTS;
      asked.commits = 0;
    },
  };
}

async function holdBack(hub: Hub): Promise<void> {
  const event = alarmEvent('ALARM', 0) as { detail: { alarmTags: object } };
  const tagged = { ...event, detail: { ...event.detail, alarmTags: { ...event.detail.alarmTags, ...TEAM.tags } } };
  await handleSignal(hub.ports)(batchOf(tagged));
  expect(hub.incidents()).toEqual([]);
  expect(hub.timers()).toMatchObject([{ kind: 'held' }]);
}

test('what was held back looks around once when its time comes, whatever conflicts it meets', async () => {
  const { hub, asked, conflict } = crowdedHub(() => ({ ...CONFIG, maintenance: [WINDOW] }));
  await holdBack(hub);
  hub.pass(30 * MINUTE);
  conflict();
  await escalate(hub.ports)(SWEEP);
  expect(asked).toEqual({ open: 1, commits: CONFLICTS + 1 });
  expect(hub.incidents()).toMatchObject([{ service: 'checkout', status: 'triggered' }]);
});

test('so does what is let go early, since its window was removed', async () => {
  let maintenance = [WINDOW];
  const { hub, asked, conflict } = crowdedHub(() => ({ ...CONFIG, maintenance }));
  await holdBack(hub);
  maintenance = [];
  conflict();
  await escalate(hub.ports)(SWEEP);
  expect(asked).toEqual({ open: 1, commits: CONFLICTS + 1 });
  expect(hub.incidents()).toMatchObject([{ service: 'checkout', status: 'triggered' }]);
});
