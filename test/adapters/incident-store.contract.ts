import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { TableItem } from '../../lib/core/incident/table';
import { RETENTION_DAYS } from '../../lib/core/incident/table';
import type { IncidentStore } from '../../lib/workflow/ports';
import { DAY_MS, entryOf, incidentOf, lockOf, outboxOf, T0 } from './samples';

/** An empty store, and what a test needs besides its port. */
export interface StoreUnderTest {
  readonly store: IncidentStore;
  /** Sets the store's clock, which stands at T0. */
  setNow(ms: number): void;
  /** All stored items, in any order. */
  items(): Promise<TableItem[]>;
  /** Stores an item unconditionally. */
  plant(item: TableItem): Promise<void>;
}

/** What every incident store must do; run it inside a `describe` that names the engine. */
export function incidentStoreContract(create: () => Promise<StoreUnderTest>): void {
  const opening = {
    lock: lockOf(),
    incident: incidentOf(),
    timeline: [entryOf()],
    outbox: [outboxOf(), outboxOf({ channel: 'chat', kind: 'notice' })],
  };

  describe('commit', () => {
    test('stores lock, incident, timeline and outbox, and reads give them back', async () => {
      const { store } = await create();
      expect(await store.commit(opening)).toBe('committed');
      expect(await store.readLock('checkout|prod')).toEqual(opening.lock);
      expect(await store.readIncident('i-1')).toEqual(opening.incident);
      expect(await store.readTimeline('i-1')).toEqual(opening.timeline);
      expect(await store.listDue(T0, 10)).toEqual(expect.arrayContaining(opening.outbox));
    });

    test('finds nothing in an empty table', async () => {
      const { store } = await create();
      expect(await store.readLock('checkout|prod')).toBeUndefined();
      expect(await store.readIncident('i-1')).toBeUndefined();
      expect(await store.readTimeline('i-1')).toEqual([]);
      expect(await store.listOpen()).toEqual([]);
      expect(await store.listByService('checkout', 10)).toEqual([]);
      expect(await store.listDue(T0, 10)).toEqual([]);
    });

    test('gives every item a schemaVersion', async () => {
      const { store, items } = await create();
      await store.commit(opening);
      expect((await items()).map((item) => item.schemaVersion)).toEqual(Array(5).fill(SCHEMA_VERSION));
    });

    test('of the same decision twice is a conflict, and the second reader finds its own write', async () => {
      const { store, items } = await create();
      await store.commit(opening);
      const before = await items();
      expect(await store.commit(opening)).toBe('conflict');
      expect(await items()).toHaveLength(before.length);
      expect(await store.readLock('checkout|prod')).toEqual(opening.lock);
    });

    test.each([
      ['the lock has another version', { ...opening, lock: lockOf({ version: 3 }) }],
      ['the lock exists where none was expected', { ...opening, lock: lockOf({ version: 1 }) }],
      ['the incident has another version', { ...opening, incident: incidentOf({ version: 3 }) }],
      ['the incident exists where none was expected', { ...opening, incident: incidentOf({ version: 1 }) }],
      ['a timeline entry exists', { ...opening, timeline: [entryOf({ eventId: 'new' }), entryOf()] }],
      ['an outbox item exists', { ...opening, outbox: [outboxOf({ channel: 'new' }), outboxOf()] }],
    ])('stores nothing when %s', async (_, write) => {
      const { store, items } = await create();
      await store.commit(opening);
      const before = await items();
      // Everything in this decision but the part under test would be stored.
      const next = {
        lock: lockOf({ version: 2 }),
        incident: incidentOf({ version: 2, title: 'changed' }),
        timeline: [entryOf({ eventId: 'second' })],
        outbox: [outboxOf({ generation: 2 })],
      };
      const [part] = Object.keys(opening).filter((key) => write[key as 'lock'] !== opening[key as 'lock']);
      const decision = { ...next, [part as string]: write[part as 'lock'] };
      expect(await store.commit(decision)).toBe('conflict');
      expect(sorted(await items())).toEqual(sorted(before));
      expect(await store.commit(next)).toBe('committed');
    });

    test('without an incident moves the lock alone', async () => {
      const { store } = await create();
      const lock = lockOf({ openId: undefined, lastId: undefined, generation: 0 });
      expect(await store.commit({ lock, timeline: [], outbox: [] })).toBe('committed');
      expect(await store.readLock('checkout|prod')).toEqual(lock);
    });

    test('loses no count when writers race for one lock and decide again after each conflict', async () => {
      const { store } = await create();
      await store.commit({ lock: lockOf({ count: 0 }), timeline: [], outbox: [] });
      const raise = async (): Promise<void> => {
        const lock = await store.readLock('checkout|prod');
        if (!lock) throw new Error('no lock');
        const next = { ...lock, version: lock.version + 1, count: lock.count + 1 };
        if ((await store.commit({ lock: next, timeline: [], outbox: [] })) === 'conflict') await raise();
      };
      await Promise.all(Array.from({ length: 12 }, raise));
      expect(await store.readLock('checkout|prod')).toMatchObject({ count: 12, version: 13 });
    });

    test('refuses loudly what no transaction could hold', async () => {
      const { store, items } = await create();
      const outbox = Array.from({ length: 99 }, (_, index) => outboxOf({ channel: `c${index}` }));
      await expect(store.commit({ ...opening, outbox })).rejects.toThrow('at most 100 items at once, got 102');
      await expect(store.commit({ ...opening, outbox: [outboxOf(), outboxOf()] })).rejects.toThrow('each item once');
      expect(await items()).toEqual([]);
    });
  });

  describe('timeline', () => {
    test('reads oldest first, and an entry that exists stays as it is', async () => {
      const { store } = await create();
      await store.appendTimeline(entryOf({ atMs: T0 + 9, eventId: 'c' }));
      await store.appendTimeline(entryOf({ atMs: T0 + 10, eventId: 'b' }));
      await store.appendTimeline(entryOf({ atMs: T0 - 1, eventId: 'z' }));
      await store.appendTimeline(entryOf({ atMs: T0 + 9, eventId: 'c', text: 'rewritten' }));
      await store.appendTimeline(entryOf({ incidentId: 'i-2', eventId: 'other' }));
      const entries = await store.readTimeline('i-1');
      expect(entries.map(({ eventId }) => eventId)).toEqual(['z', 'c', 'b']);
      expect(entries[1]?.text).toBe(entryOf().text);
    });

    test('is read whole when it takes more than one page', async () => {
      const { store } = await create();
      // DynamoDB answers 1 MB a page.
      const text = 'x'.repeat(100_000);
      for (let index = 0; index < 25; index += 1) await store.appendTimeline(entryOf({ eventId: `e${index}`, text }));
      expect(await store.readTimeline('i-1')).toHaveLength(25);
    });
  });

  describe('listing incidents', () => {
    const open = async (store: IncidentStore, id: string, changes: Parameters<typeof incidentOf>[0]) => {
      const lock = lockOf({ groupKey: id, openId: id });
      await store.commit({ lock, incident: incidentOf({ id, ...changes }), timeline: [], outbox: [] });
    };

    test('shows open ones by severity, then age, over all shards', async () => {
      const { store } = await create();
      for (let index = 0; index < 20; index += 1) {
        const severity = index % 2 === 0 ? 'low' : 'critical';
        await open(store, `i-${index}`, { severity, openedMs: T0 - index, service: `s-${index}` });
      }
      const listed = await store.listOpen();
      const numbers = listed.map(({ id }) => Number(id.slice(2)));
      const odd = [19, 17, 15, 13, 11, 9, 7, 5, 3, 1];
      expect(numbers).toEqual([...odd, ...odd.map((index) => index - 1)]);
    });

    test('drops an incident at its resolve and shows it again at its reopen', async () => {
      const { store } = await create();
      await store.commit(opening);
      const write = (version: number, changes: Parameters<typeof incidentOf>[0]) =>
        store.commit({
          lock: lockOf({ version }),
          incident: incidentOf({ version, ...changes }),
          timeline: [],
          outbox: [],
        });
      await write(2, { status: 'acknowledged', severity: 'critical' });
      expect(await store.listOpen()).toEqual([
        incidentOf({ version: 2, status: 'acknowledged', severity: 'critical' }),
      ]);
      const resolved = incidentOf({
        version: 3,
        status: 'resolved',
        resolvedMs: T0 + 5,
        resolvedBy: { type: 'alarm', id: 'a' },
        autoResolved: true,
      });
      await write(3, resolved);
      expect(await store.listOpen()).toEqual([]);
      expect(await store.readIncident('i-1')).toEqual(resolved);
      await write(4, { generation: 2 });
      expect(await store.listOpen()).toEqual([incidentOf({ version: 4, generation: 2 })]);
    });

    test("shows a service's incidents newest first, open or not, up to the limit", async () => {
      const { store } = await create();
      for (const minutes of [3, 1, 2]) await open(store, `i-${minutes}`, { openedMs: T0 + minutes * 60_000 });
      await open(store, 'i-4', { openedMs: T0 + 240_000, status: 'closed', resolvedMs: T0 + 250_000 });
      await open(store, 'i-5', { service: 'check' });
      expect((await store.listByService('checkout', 3)).map(({ id }) => id)).toEqual(['i-4', 'i-3', 'i-2']);
      expect((await store.listByService('check', 3)).map(({ id }) => id)).toEqual(['i-5']);
    });
  });

  describe('due work', () => {
    const owe = (store: IncidentStore, ...outbox: Parameters<typeof outboxOf>[0][]) =>
      store.commit({ ...opening, outbox: outbox.map(outboxOf) });

    test('is listed oldest first over all shards, up to the limit and up to now, inclusive', async () => {
      const { store } = await create();
      const order = [7, 3, 11, 1, 9, 5, 2, 10, 4, 8, 6];
      await owe(store, ...order.map((number) => ({ channel: `c${number}`, dueMs: T0 + number })));
      const due = async (nowMs: number, limit: number) =>
        (await store.listDue(nowMs, limit)).map(({ dueMs }) => dueMs - T0);
      expect(await due(T0, 10)).toEqual([]);
      expect(await due(T0 + 4, 10)).toEqual([1, 2, 3, 4]);
      expect(await due(T0 + 100, 5)).toEqual([1, 2, 3, 4, 5]);
      expect(await due(T0 + 100, 100)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });

    test('goes to exactly one of 50 concurrent senders', async () => {
      const { store } = await create();
      await owe(store, {});
      const leases = await Promise.all(Array.from({ length: 50 }, () => store.lease(outboxOf(), T0, T0 + 60_000)));
      const won = leases.filter((item) => item !== undefined);
      expect(won).toEqual([outboxOf({ attempts: 1, leaseUntilMs: T0 + 60_000 })]);
    });

    test('is not leased before it is due, when it does not exist, or while a lease holds', async () => {
      const { store } = await create();
      await owe(store, { dueMs: T0 + 10 });
      expect(await store.lease(outboxOf({ channel: 'nobody' }), T0 + 10, T0 + 20)).toBeUndefined();
      expect(await store.lease(outboxOf(), T0 + 9, T0 + 20)).toBeUndefined();
      expect(await store.lease(outboxOf(), T0 + 10, T0 + 20)).toBeDefined();
      expect(await store.lease(outboxOf(), T0 + 19, T0 + 30)).toBeUndefined();
    });

    test('can be retaken once the lease is over, and counts both attempts', async () => {
      const { store } = await create();
      await owe(store, {});
      await store.lease(outboxOf(), T0, T0 + 20);
      expect(await store.lease(outboxOf(), T0 + 20, T0 + 40)).toMatchObject({ attempts: 2, leaseUntilMs: T0 + 40 });
    });

    test.each([{ status: 'sent', providerId: 'm-1' } as const, { status: 'dead', error: 'channel is gone' } as const])(
      'is over once it is $status',
      async (outcome) => {
        const { store, items } = await create();
        await owe(store, {});
        const leased = await store.lease(outboxOf(), T0, T0 + 20);
        await store.settle(leased ?? outboxOf(), outcome);
        expect(await store.listDue(T0 + DAY_MS, 10)).toEqual([]);
        expect(await store.lease(outboxOf(), T0 + 100, T0 + 200)).toBeUndefined();
        const stored = (await items()).find(({ sk }) => sk.startsWith('OUT#'));
        expect(stored).toMatchObject({ st: outcome.status, attempts: 1, ttl: (T0 + RETENTION_DAYS * DAY_MS) / 1000 });
        expect(Object.keys(stored ?? {})).not.toEqual(expect.arrayContaining(['gsi3pk']));
      },
    );

    test('can be postponed: it is due later, and free until then', async () => {
      const { store } = await create();
      await owe(store, {});
      const leased = await store.lease(outboxOf(), T0, T0 + 20);
      await store.settle(leased ?? outboxOf(), { status: 'pending', dueMs: T0 + 50, error: 'throttled' });
      expect(await store.listDue(T0 + 49, 10)).toEqual([]);
      expect(await store.listDue(T0 + 50, 10)).toEqual([
        outboxOf({ dueMs: T0 + 50, attempts: 1, lastError: 'throttled' }),
      ]);
      expect(await store.lease(outboxOf(), T0 + 49, T0 + 99)).toBeUndefined();
      expect(await store.lease(outboxOf(), T0 + 50, T0 + 99)).toMatchObject({ attempts: 2 });
    });

    test('is not settled by a sender whose lease somebody else has retaken, nor by one who never leased', async () => {
      const { store } = await create();
      await owe(store, {});
      await store.settle(outboxOf({ attempts: 1 }), { status: 'dead', error: 'never leased' });
      const first = await store.lease(outboxOf(), T0, T0 + 20);
      // The same end of lease: only the attempt tells the two apart.
      await store.settle(first ?? outboxOf(), { status: 'pending', dueMs: T0, error: 'again' });
      await store.settle(first ?? outboxOf(), { status: 'dead', error: 'postponed before' });
      const second = await store.lease(outboxOf(), T0, T0 + 20);
      expect(second).toMatchObject({ attempts: 2 });
      await store.settle(first ?? outboxOf(), { status: 'sent', providerId: 'late' });
      expect(await store.listDue(T0, 10)).toStrictEqual([second]);
      await store.settle(second ?? outboxOf(), { status: 'sent', providerId: 'm-2' });
      await store.settle(second ?? outboxOf(), { status: 'dead', error: 'settled twice' });
      expect(await store.listDue(T0 + DAY_MS, 10)).toEqual([]);
    });
  });

  describe('keys', () => {
    test.each([
      ['separators', 'a#b|c%d~e/f'],
      ['unicode', 'Zahlung-支付-🛒-e\u0301-\u202e'],
      ['1,000 characters', 'k'.repeat(1_000)],
      ['1,000 wide characters with separators', '支#|🛒x'.repeat(200)],
      ['an empty name', ''],
      ['names of object internals', 'constructor'],
    ])('hold %s', async (_, name) => {
      const { store } = await create();
      const lock = lockOf({ groupKey: name, openId: name, members: { [`${name}!`]: { ms: T0, state: 'ALARM' } } });
      const incident = incidentOf({ id: name, groupKey: name, service: name, title: name });
      const timeline = [
        entryOf({ incidentId: name, eventId: name }),
        entryOf({ incidentId: name, eventId: `${name}2` }),
      ];
      const outbox = [
        outboxOf({ incidentId: name, channel: name }),
        outboxOf({ incidentId: name, channel: `${name}2` }),
      ];
      expect(await store.commit({ lock, incident, timeline, outbox })).toBe('committed');
      expect(await store.readLock(name)).toEqual(lock);
      expect(await store.readIncident(name)).toEqual(incident);
      expect(await store.readTimeline(name)).toEqual(expect.arrayContaining(timeline));
      expect(await store.listByService(name, 2)).toEqual([incident]);
      expect(await store.listOpen()).toEqual([incident]);
      expect(await store.listDue(T0, 5)).toEqual(expect.arrayContaining(outbox));
      expect(await store.lease(outbox[0] ?? outboxOf(), T0, T0 + 1)).toMatchObject({ channel: name, attempts: 1 });
    });
  });

  describe('time to live', () => {
    const resolvedMs = T0 + 1_000;
    const resolved = {
      lock: lockOf({ openId: undefined, resolvedMs }),
      incident: incidentOf({ status: 'resolved', resolvedMs }),
      timeline: [entryOf()],
      outbox: [],
    };

    test('hides an expired incident and lock that are still stored, and lets new ones take their place', async () => {
      const { store, setNow, items } = await create();
      await store.commit(resolved);
      setNow(resolvedMs + RETENTION_DAYS * DAY_MS - 2_000);
      expect(await store.readLock('checkout|prod')).toBeDefined();
      setNow(resolvedMs + RETENTION_DAYS * DAY_MS);
      expect(await items()).toHaveLength(3);
      expect(await store.readLock('checkout|prod')).toBeUndefined();
      expect(await store.readIncident('i-1')).toBeUndefined();
      expect(await store.listByService('checkout', 10)).toEqual([]);
      const again = { ...opening, timeline: [entryOf({ atMs: T0 + 60 * DAY_MS })] };
      expect(await store.commit(again)).toBe('committed');
      expect(await store.readIncident('i-1')).toEqual(again.incident);
    });

    test('never expires what is open', async () => {
      const { store, setNow } = await create();
      await store.commit(opening);
      setNow(T0 + 399 * DAY_MS);
      expect(await store.readLock('checkout|prod')).toEqual(opening.lock);
      expect(await store.listOpen()).toEqual([opening.incident]);
      expect(await store.readTimeline('i-1')).toEqual(opening.timeline);
      expect(await store.listDue(T0, 10)).toHaveLength(2);
    });
  });

  describe('items of other versions', () => {
    const rewrite = async (under: StoreUnderTest, changes: Record<string, unknown>) => {
      await under.store.commit(opening);
      for (const item of await under.items()) await under.plant({ ...item, ...changes });
    };

    test('are refused where their schemaVersion is newer', async () => {
      const under = await create();
      await rewrite(under, { schemaVersion: SCHEMA_VERSION + 1 });
      const { store } = under;
      const refusal = `has schemaVersion ${SCHEMA_VERSION + 1}, this code reads up to ${SCHEMA_VERSION}`;
      await expect(store.readLock('checkout|prod')).rejects.toThrow(refusal);
      await expect(store.readIncident('i-1')).rejects.toThrow(refusal);
      await expect(store.readTimeline('i-1')).rejects.toThrow(refusal);
      await expect(store.listOpen()).rejects.toThrow(refusal);
      await expect(store.listByService('checkout', 1)).rejects.toThrow(refusal);
      await expect(store.listDue(T0, 1)).rejects.toThrow(refusal);
    });

    test('are read without the attributes this version does not know, which writes leave in place', async () => {
      const under = await create();
      await rewrite(under, { mood: 'new', team: ['x'] });
      expect(await under.store.readLock('checkout|prod')).toEqual(opening.lock);
      expect(await under.store.readIncident('i-1')).toEqual(opening.incident);
      await under.store.lease(outboxOf(), T0, T0 + 1);
      expect((await under.items()).every(({ mood }) => mood === 'new')).toBe(true);
    });
  });
}

function sorted(items: readonly TableItem[]): TableItem[] {
  return [...items].sort((a, b) => (a.pk + a.sk < b.pk + b.sk ? -1 : 1));
}
