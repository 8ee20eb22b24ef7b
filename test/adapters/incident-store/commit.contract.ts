import type { IncidentWrite } from '../../../lib/core/incident/draft';
import { newLock } from '../../../lib/core/incident/group';
import { INCIDENT_SCHEMA_VERSION } from '../../../lib/core/incident/schema-version';
import type { TableItem } from '../../../lib/core/incident/table';
import { DAY_MS, entryOf, incidentOf, lockOf, memberOf, outboxOf, T0, timerOf, writeOf } from '../samples';
import { type CreateStore, readLock } from './store-under-test';

/** A write is stored whole, under its guards, or not at all. */
export function commitContract(create: CreateStore): void {
  const opening = writeOf({
    lock: lockOf(),
    incident: incidentOf(),
    members: [memberOf()],
    timeline: [entryOf()],
    outbox: [outboxOf(), outboxOf({ channel: 'chat', kind: 'notice' })],
    timers: [timerOf()],
  });

  test('stores all parts, and reads give them back', async () => {
    const { store } = await create();
    expect(await store.commit(opening)).toBe('committed');
    expect(await store.readGroup('checkout|prod', [memberOf().member, 'unknown'])).toEqual({
      lock: opening.lock,
      incident: opening.incident,
      members: new Map([[memberOf().member, memberOf()]]),
    });
    expect(await store.readIncident('i-1')).toEqual(opening.incident);
    expect(await store.readTimeline('i-1')).toEqual(opening.timeline);
    expect(await store.listDue(T0, 10)).toEqual(expect.arrayContaining([...opening.outbox]));
    expect(await store.readTimer(timerOf())).toEqual(timerOf());
  });

  test('finds nothing in an empty table', async () => {
    const { store } = await create();
    const group = { lock: newLock('checkout|prod'), incident: undefined, members: new Map() };
    expect(await store.readGroup('checkout|prod', ['a', 'b'])).toEqual(group);
    expect(await store.readIncident('i-1')).toBeUndefined();
    expect(await store.readTimer(timerOf())).toBeUndefined();
    expect(await store.isUsed('t-1')).toBe(false);
    expect(await store.readTimeline('i-1')).toEqual([]);
    expect(await store.listOpen()).toEqual([]);
    expect(await store.listByService('checkout', 10)).toEqual([]);
    expect(await store.listDue(T0, 10)).toEqual([]);
    expect(await store.listDueTimers(T0, 10)).toEqual([]);
    expect(await store.listOutbox('i-1')).toEqual([]);
    expect(await store.readBreaker('oncall')).toBeUndefined();
  });

  test('keeps all that an incident can hold', async () => {
    const { store } = await create();
    const incident = incidentOf({
      status: 'closed',
      team: 'payments',
      firstStep: 'Look at the dead-letter queue',
      generation: 3,
      beganMs: T0 + 1,
      startedMs: T0 + 2,
      plan: {
        policy: 'urgent',
        levels: [
          { name: 'on-call', afterMs: 0, targets: ['schedule:primary', 'channel:chat'] },
          { name: 'lead', afterMs: 600_000, targets: [] },
        ],
        acksNeeded: 2,
        ackDueMs: T0 + 900_000,
        remindAfterMs: 3_600_000,
      },
      level: 1,
      urgent: false,
      flapping: true,
      told: ['oncall', '@alice'],
      acknowledgements: [
        { by: 'alice', atMs: T0 + 3 },
        { by: 'bob', atMs: T0 + 4 },
      ],
      assignee: 'alice',
      resolvedMs: T0 + 5,
      resolvedBy: { type: 'user', id: 'alice' },
      autoResolved: false,
      closedMs: T0 + 6,
      affected: ['checkout', 'refunds'],
      rootCause: 'a full disk',
      resolution: 'emptied it',
    });
    await store.commit(writeOf({ incident }));
    expect(await store.readIncident('i-1')).toEqual(incident);
  });

  test('gives every item a schemaVersion', async () => {
    const { store, items } = await create();
    await store.commit({ ...opening, once: { id: 't-1', untilMs: T0 } });
    await store.writeBreaker('oncall', { failures: 1, openUntilMs: 0 });
    expect((await items()).map((item) => item.schemaVersion)).toEqual(Array(9).fill(INCIDENT_SCHEMA_VERSION));
  });

  test('of the same decision twice is a conflict, and the second reader finds its own write', async () => {
    const { store, items } = await create();
    await store.commit(opening);
    const before = await items();
    expect(await store.commit(opening)).toBe('conflict');
    expect(await items()).toHaveLength(before.length);
    expect(await readLock(store)).toEqual(opening.lock);
  });

  /** Everything in this decision would be stored after `opening`. */
  const next = writeOf({
    lock: lockOf({ version: 2 }),
    incident: incidentOf({ version: 2, title: 'changed' }),
    members: [memberOf({ state: 'OK' }), memberOf({ member: 'another' })],
    timeline: [entryOf({ eventId: 'second' })],
    outbox: [outboxOf({ generation: 2 })],
    timers: [timerOf({ level: 2 })],
    doneTimers: [timerOf()],
    once: { id: 't-2', untilMs: T0 },
  });

  test.each<[string, Partial<IncidentWrite>]>([
    ['the lock has another version', { lock: lockOf({ version: 3 }) }],
    ['the lock exists where none was expected', { lock: lockOf({ version: 1 }) }],
    ['the incident has another version', { incident: incidentOf({ version: 3 }) }],
    ['the incident exists where none was expected', { incident: incidentOf({ version: 1 }) }],
    ['a timeline entry exists', { timeline: [entryOf({ eventId: 'new' }), entryOf()] }],
    ['an outbox item exists', { outbox: [outboxOf({ channel: 'new' }), outboxOf()] }],
    ['its token was used', { once: { id: 't-1', untilMs: T0 } }],
  ])('stores nothing when %s', async (_, part) => {
    const { store, items } = await create();
    await store.commit({ ...opening, once: { id: 't-1', untilMs: T0 } });
    const before = await items();
    expect(await store.commit({ ...next, ...part })).toBe('conflict');
    expect(sorted(await items())).toEqual(sorted(before));
    expect(await store.commit(next)).toBe('committed');
  });

  test('without an incident moves the lock alone', async () => {
    const { store } = await create();
    const lock = lockOf({ openId: undefined, lastId: undefined, generation: 0 });
    expect(await store.commit(writeOf({ lock }))).toBe('committed');
    expect(await readLock(store)).toEqual(lock);
  });

  test('without a lock moves the incident alone, as an acknowledgement does', async () => {
    const { store } = await create();
    await store.commit(opening);
    const acknowledged = incidentOf({ version: 2, status: 'acknowledged' });
    expect(await store.commit(writeOf({ incident: acknowledged }))).toBe('committed');
    expect(await store.commit(writeOf({ incident: acknowledged }))).toBe('conflict');
    expect(await store.readGroup('checkout|prod', [])).toMatchObject({ lock: { version: 1 }, incident: acknowledged });
  });

  test('takes a token once, remembers it for a day longer than it could be used, and any number of others', async () => {
    const { store, setNow, items } = await create();
    const used = (id: string) =>
      writeOf({ once: { id, untilMs: T0 + 1_000 }, timeline: [entryOf({ eventId: `by ${id}` })] });
    expect(await Promise.all(Array.from({ length: 20 }, () => store.commit(used('t-1'))))).toEqual(
      expect.arrayContaining(['committed', ...Array(19).fill('conflict')]),
    );
    expect(await store.commit(used('t-2'))).toBe('committed');
    expect(await store.isUsed('t-1')).toBe(true);
    expect(await store.isUsed('t')).toBe(false);
    expect(await items()).toHaveLength(4);
    setNow(T0 + DAY_MS + 999);
    expect(await store.isUsed('t-1')).toBe(true);
    setNow(T0 + DAY_MS + 1_000);
    expect(await store.isUsed('t-1')).toBe(false);
  });

  test('loses no count when writers race for one lock and decide again after each conflict', async () => {
    const { store } = await create();
    await store.commit(writeOf({ lock: lockOf({ count: 0 }) }));
    const raise = async (): Promise<void> => {
      const lock = await readLock(store);
      const next = { ...lock, version: lock.version + 1, count: lock.count + 1 };
      if ((await store.commit(writeOf({ lock: next }))) === 'conflict') await raise();
    };
    await Promise.all(Array.from({ length: 12 }, raise));
    expect(await readLock(store)).toMatchObject({ count: 12, version: 13 });
  });

  test('refuses loudly what no transaction could hold', async () => {
    const { store, items } = await create();
    const outbox = Array.from({ length: 96 }, (_, index) => outboxOf({ channel: `c${index}` }));
    await expect(store.commit({ ...opening, outbox })).rejects.toThrow('at most 100 items at once, got 101');
    await expect(store.commit({ ...opening, outbox: [outboxOf(), outboxOf()] })).rejects.toThrow('each item once');
    await expect(store.commit({ ...opening, doneTimers: [timerOf()] })).rejects.toThrow('each item once');
    expect(await items()).toEqual([]);
  });
}

function sorted(items: readonly TableItem[]): TableItem[] {
  return [...items].sort((a, b) => (a.pk + a.sk < b.pk + b.sk ? -1 : 1));
}
