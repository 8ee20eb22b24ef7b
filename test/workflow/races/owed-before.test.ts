/** What is owed or set already, by name, neither stops what comes after it nor is taken away by somebody who is late. */

import type { MemoryIncidentStore } from '../../../lib/adapters/memory/incident-store';
import type { MaintenanceConfig } from '../../../lib/core/config';
import { timerItem } from '../../../lib/core/incident/item/timer-item';
import { timeKey } from '../../../lib/core/incident/table';
import { type EscalateEvent, escalate } from '../../../lib/workflow/escalate';
import { handleSignal } from '../../../lib/workflow/handle-signal';
import type { IncidentStore } from '../../../lib/workflow/ports';
import { alarmEvent, batchOf, createHub, T0 } from '../hub';
import { createNight, MINUTE } from './night';
import { NIGHT } from './team';

const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as EscalateEvent;
const TICKET = { alarm: 'checkout-latency', severity: 'high', role: 'ticket' } as const;
const PAGE = { alarm: 'checkout-faults', severity: 'high' } as const;

test('a page that joins what somebody took is new to the pager, which wakes nobody by what was acknowledged', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0, TICKET));
  await night.pass(MINUTE);
  expect((await night.act({ action: 'acknowledge' })).result).toBe('done');
  await night.pass(MINUTE);
  await night.deliver(alarmEvent('ALARM', 2 * MINUTE, PAGE));
  expect((await night.act({ action: 'acknowledge' })).result).toBe('done');
  await night.pass(30 * MINUTE);
  expect(night.incident().status).toBe('acknowledged');
  expect(night.messages.filter((message) => message.endsWith(' pager') || message.includes(' pager,'))).toEqual([
    '0:00 notice to pager',
    '1:00 acknowledged to pager',
    '2:00 resolved to pager',
    '2:00 page to pager, generation 2',
    '2:00 acknowledged to pager, generation 2',
  ]);
  expect(night.messages.filter((message) => message.includes('bob'))).toEqual([]);
});

test('a timer of before the acknowledgement does not take the one away that a page sets in its moment', async () => {
  const night = createNight();
  await night.deliver(alarmEvent('ALARM', 0, TICKET));
  await night.act({ action: 'acknowledge' });
  await night.pass(5 * MINUTE - 1_000);
  let joined = false;
  night.around('readTimer', {
    after: async () => {
      joined = true;
      await night.handle(alarmEvent('ALARM', 5 * MINUTE, PAGE));
    },
  });
  await night.pass(20 * MINUTE);
  expect(joined).toBe(true);
  expect(night.messages.filter((message) => message.includes(' page '))).toEqual([
    '5:00 page to @alice, generation 2',
    '5:00 page to pager, generation 2',
    '10:00 page to @bob, generation 2',
    '15:00 page to @carol, generation 2',
  ]);
});

test('a held alarm that is held anew in the moment of its end pages at the end of the second window', async () => {
  const window = (name: string, startsAt: string): MaintenanceConfig => ({
    schemaVersion: 1,
    kind: 'maintenance',
    name,
    match: { service: ['checkout'] },
    startsAt,
    timeZone: 'Europe/Berlin',
    minutes: 60,
  });
  const maintenance = [window('first', '2026-01-15T09:00')];
  const night = createNight({ config: { ...NIGHT, maintenance } });
  await night.deliver(alarmEvent('ALARM', MINUTE, PAGE));
  await night.deliver(alarmEvent('OK', 2 * MINUTE, PAGE));
  await night.pass(60 * MINUTE - 500);
  night.around('readTimer', {
    after: async () => {
      maintenance.push(window('second', '2026-01-15T10:00'));
      await night.handle(alarmEvent('ALARM', 60 * MINUTE, PAGE));
    },
  });
  await night.pass(59 * MINUTE);
  expect(night.messages.filter((message) => message.includes(' page '))).toEqual([]);
  await night.pass(3 * MINUTE);
  expect(night.messages.filter((message) => message.includes(' page '))).toEqual([
    '120:00 page to @alice',
    '120:00 page to pager',
  ]);
});

test('timers that fail and timers that nobody can read keep no other one waiting', async () => {
  const hub = createHub({ store: withoutGone });
  await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', 0, PAGE)));
  const timer = (incidentId: string) =>
    timerItem(
      { kind: 'escalate', incidentId, generation: 1, level: 1, schemaVersion: 2, dueMs: T0 - MINUTE },
      (text) => text,
    );
  for (let n = 0; n < 250; n += 1) hub.memory.plant(timer(`gone-${n}`));
  hub.memory.plant({ ...timer('newer'), schemaVersion: 99 });
  hub.memory.plant({ ...timer(hub.incidents()[0]?.id ?? ''), gsi3sk: timeKey(T0) });
  await expect(escalate(hub.ports)(TICK)).rejects.toThrow('250 of 251 timers failed: Error: throttled');
  const left = hub.memory.items().filter(({ kind, gsi3pk }) => kind === 'escalate' && gsi3pk !== undefined);
  expect(left).toHaveLength(251);
  expect(left.filter(({ incidentId }) => incidentId === hub.incidents()[0]?.id)).toEqual([]);
});

/** Incidents of these names cannot be read. */
function withoutGone(memory: MemoryIncidentStore): IncidentStore {
  const readIncident: IncidentStore['readIncident'] = async (id) => {
    if (id.startsWith('gone-')) throw new Error('throttled');
    return memory.readIncident(id);
  };
  return new Proxy<IncidentStore>(memory, {
    get: (target, name: keyof IncidentStore) => (name === 'readIncident' ? readIncident : target[name].bind(target)),
  });
}
