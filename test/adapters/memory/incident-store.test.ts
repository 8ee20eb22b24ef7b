import { MemoryIncidentStore, type TableRecord } from '../../../lib/adapters/memory/incident-store';
import { CLOCK_SKEW_MS } from '../../../lib/core/incident/table-write';
import { entryOf, incidentOf, lockOf, memberOf, outboxOf, T0, timerOf, writeOf } from '../samples';

const opening = writeOf({
  lock: lockOf(),
  incident: incidentOf(),
  timeline: [entryOf()],
  outbox: [outboxOf()],
});

function heard(store: MemoryIncidentStore): TableRecord[][] {
  const calls: TableRecord[][] = [];
  store.onWrite((records) => calls.push(records));
  return calls;
}

describe('the stream of the memory store', () => {
  test('tells one transaction in one call, as inserts and changes', async () => {
    const store = new MemoryIncidentStore();
    const calls = heard(store);
    await store.commit(opening);
    await store.commit(writeOf({ lock: lockOf({ version: 2 }), timeline: [entryOf({ eventId: 'second' })] }));
    expect(calls.map((records) => records.map(({ eventName }) => eventName))).toEqual([
      ['INSERT', 'INSERT', 'INSERT', 'INSERT'],
      ['MODIFY', 'INSERT'],
    ]);
    expect(calls[0]?.[3]).toMatchObject({
      keys: { pk: 'INC#i-1', sk: 'OUT#1#page#1#oncall' },
      newImage: { st: 'pending', channel: 'oncall' },
    });
  });

  test('tells leases and settlements', async () => {
    const store = new MemoryIncidentStore();
    await store.commit(opening);
    const calls = heard(store);
    const leased = await store.lease(outboxOf(), T0, T0 + 10);
    await store.settle(leased ?? outboxOf(), { status: 'sent', providerId: 'm-1' });
    expect(calls.map(([record]) => [record?.eventName, record?.newImage?.st])).toEqual([
      ['MODIFY', 'pending'],
      ['MODIFY', 'sent'],
    ]);
  });

  test('tells what was removed, after what was put', async () => {
    const store = new MemoryIncidentStore();
    await store.commit(writeOf({ timers: [timerOf()] }));
    const calls = heard(store);
    await store.commit(writeOf({ members: [memberOf()], doneTimers: [timerOf(), timerOf({ level: 2 })] }));
    await store.writeBreaker('oncall', undefined);
    expect(calls).toMatchObject([
      [{ eventName: 'INSERT' }, { eventName: 'REMOVE', keys: { pk: 'INC#i-1', sk: 'TMR#1#escalate#1' } }],
    ]);
  });

  test('is silent where nothing was stored', async () => {
    const store = new MemoryIncidentStore();
    await store.commit(opening);
    const calls = heard(store);
    await store.commit(opening);
    await store.appendTimeline(entryOf());
    await store.lease(outboxOf(), T0 - CLOCK_SKEW_MS - 1, T0 + 10);
    await store.settle(outboxOf({ attempts: 9 }), { status: 'dead', error: 'nobody' });
    expect(calls).toEqual([]);
  });

  test('is heard after the write: a listener reads what was stored', async () => {
    const store = new MemoryIncidentStore();
    let read: unknown;
    store.onWrite(() => {
      read = store.items().length;
    });
    await store.commit(opening);
    expect(read).toBe(4);
  });
});

describe('the memory store', () => {
  test('keeps its items to itself', async () => {
    const store = new MemoryIncidentStore();
    const calls = heard(store);
    const alarms = ['checkout-faults'];
    await store.commit({ ...opening, incident: incidentOf({ alarms }) });
    alarms.push('smuggled');
    const image: Record<string, unknown> = { ...calls[0]?.[1]?.newImage };
    if (Array.isArray(image.alarms)) image.alarms.push('smuggled');
    for (const item of store.items()) Object.assign(item, { alarms: ['smuggled'] });
    expect((await store.readIncident('i-1'))?.alarms).toEqual(['checkout-faults']);
  });

  test('without a clock expires nothing', async () => {
    const store = new MemoryIncidentStore();
    const lock = lockOf({ openId: undefined, alarming: 0 });
    await store.commit({ ...opening, lock });
    expect((await store.readGroup('checkout|prod', [])).lock).toEqual(lock);
  });
});
