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
  });
}
