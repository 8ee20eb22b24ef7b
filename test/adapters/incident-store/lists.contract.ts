import type { IncidentStore } from '../../../lib/workflow/ports';
import { entryOf, incidentOf, lockOf, T0, writeOf } from '../samples';
import type { CreateStore } from './store-under-test';

/** Timelines, and incidents in the order people look at them. */
export function listsContract(create: CreateStore): void {
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
      await store.commit(writeOf({ lock, incident: incidentOf({ id, ...changes }) }));
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
      await store.commit(writeOf({ lock: lockOf(), incident: incidentOf() }));
      const write = (version: number, changes: Parameters<typeof incidentOf>[0]) =>
        store.commit(writeOf({ lock: lockOf({ version }), incident: incidentOf({ version, ...changes }) }));
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

    test('shows those that were open in a span, of all services, newest first, up to the limit', async () => {
      const { store, setNow } = await create();
      const over = (id: string, openedMs: number, resolvedMs: number) =>
        open(store, id, { openedMs, service: id, status: 'resolved', resolvedMs });
      const span = { startMs: T0 + 1_000, endMs: T0 + 2_000 };
      await over('ended-before', T0, T0 + 999);
      await over('ended-at-its-begin', T0, T0 + 1_000);
      await over('within', T0 + 1_200, T0 + 1_300);
      await over('all-the-time', T0 - 86_400_000, T0 + 9_000);
      await open(store, 'still-open', { openedMs: T0 - 1, service: 'other' });
      await open(store, 'begins-last', { openedMs: T0 + 1_999 });
      await open(store, 'begins-after', { openedMs: T0 + 2_000 });
      const ids = async (limit: number) => (await store.listDuring(span, limit)).map(({ id }) => id);
      expect(await ids(100)).toEqual(['begins-last', 'within', 'ended-at-its-begin', 'still-open', 'all-the-time']);
      expect(await ids(2)).toEqual(['begins-last', 'within']);
      // Reopened: it says no longer when it was resolved, and is open.
      await store.commit(
        writeOf({
          lock: lockOf({ groupKey: 'ended-before', version: 2, openId: 'ended-before' }),
          incident: incidentOf({
            id: 'ended-before',
            service: 'ended-before',
            openedMs: T0,
            version: 2,
            generation: 2,
          }),
        }),
      );
      expect(await ids(100)).toContain('ended-before');
      // What is kept no longer is gone, whether or not the engine has deleted it.
      setNow(T0 + 40 * 86_400_000);
      expect(await ids(100)).toEqual(['begins-last', 'ended-before', 'still-open']);
    });

    test('finds the newest of many in a span, over several pages', async () => {
      const { store } = await create();
      // DynamoDB answers 1 MB a page.
      const title = 'x'.repeat(40_000);
      for (let index = 0; index < 60; index += 1) {
        await open(store, `i-${index}`, { title, openedMs: T0 + ((index * 7) % 60), service: `s-${index % 3}` });
      }
      const listed = await store.listDuring({ startMs: T0, endMs: T0 + 1_000 }, 5);
      expect(listed.map(({ openedMs }) => openedMs - T0)).toEqual([59, 58, 57, 56, 55]);
    });
  });
}
