import { newLock } from '../../../lib/core/incident/group';
import { incidentItem } from '../../../lib/core/incident/item/incident-item';
import type { IncidentStore } from '../../../lib/workflow/ports';
import { entryOf, incidentOf, lockOf, outboxOf, T0, writeOf } from '../samples';
import open from '../version-1/open.json';
import type { CreateStore } from './store-under-test';

/** A person is deleted from incidents and timelines. */
export function forgetContract(create: CreateStore): void {
  const alice = { type: 'user', id: 'alice' } as const;

  const seed = async (store: IncidentStore) => {
    await store.commit(
      writeOf({
        lock: lockOf(),
        incident: incidentOf({
          assignee: 'alice',
          acknowledgements: [
            { by: 'bob', atMs: T0 },
            { by: 'alice', atMs: T0 + 1 },
          ],
          resolvedBy: alice,
        }),
        timeline: [
          entryOf({ eventId: 'a', actor: alice, text: 'Acknowledged by alice' }),
          entryOf({ eventId: 'b', text: 'Assigned to alice; alice-lee and malice are others' }),
          entryOf({ eventId: 'c' }),
        ],
        outbox: [outboxOf({ channel: '@alice' })],
      }),
    );
    await store.commit(writeOf({ incident: incidentOf({ id: 'i-2' }), timeline: [entryOf({ incidentId: 'i-2' })] }));
  };

  test('wherever they are, and nothing else changes', async () => {
    const { store, items } = await create();
    await seed(store);
    const before = await items();
    expect(await store.forgetPerson('alice', 'former responder')).toBe(3);
    expect(await store.readIncident('i-1')).toEqual(
      incidentOf({
        version: 2,
        assignee: 'former responder',
        acknowledgements: [
          { by: 'bob', atMs: T0 },
          { by: 'former responder', atMs: T0 + 1 },
        ],
        resolvedBy: { type: 'user', id: 'former responder' },
      }),
    );
    expect(await store.readTimeline('i-1')).toEqual([
      entryOf({
        eventId: 'a',
        actor: { type: 'user', id: 'former responder' },
        text: 'Acknowledged by former responder',
      }),
      entryOf({ eventId: 'b', text: 'Assigned to former responder; alice-lee and malice are others' }),
      entryOf({ eventId: 'c' }),
    ]);
    const keys = (all: typeof before) => all.map(({ pk, sk }) => `${pk} ${sk}`).sort();
    expect(keys(await items())).toEqual(keys(before));
  });

  test('once: a second run changes nothing', async () => {
    const { store, items } = await create();
    await seed(store);
    await store.forgetPerson('alice', 'former responder');
    const before = await items();
    expect(await store.forgetPerson('alice', 'former responder')).toBe(0);
    expect(await items()).toEqual(before);
    expect(await store.forgetPerson('nobody', 'former responder')).toBe(0);
  });

  test('so that a decision on what was read before is a conflict, and the next one finds the person gone', async () => {
    const { store } = await create();
    await seed(store);
    await store.forgetPerson('alice', 'former responder');
    expect(await store.commit(writeOf({ incident: incidentOf({ version: 2, assignee: 'alice' }) }))).toBe('conflict');
    const { incident } = await store.readGroup('checkout|prod', []);
    const next = incidentOf({ ...incident, version: 3, title: 'changed' });
    expect(await store.commit(writeOf({ incident: next }))).toBe('committed');
    expect(await store.readIncident('i-1')).toMatchObject({ assignee: 'former responder', title: 'changed' });
  });

  test('while others decide, and while others forget somebody else: nothing is lost', async () => {
    const { store } = await create();
    await store.commit(
      writeOf({
        incident: incidentOf({ assignee: 'alice', rootCause: 'alice and bob' }),
        timeline: Array.from({ length: 20 }, (_, n) =>
          entryOf({ eventId: `e${n}`, actor: alice, text: 'alice told bob' }),
        ),
      }),
    );
    const decide = async (left: number): Promise<void> => {
      if (left === 0) return;
      const incident = await store.readIncident('i-1');
      if (!incident) throw new Error('no incident');
      const next = { ...incident, version: incident.version + 1, affected: [...incident.affected, `s${left}`] };
      const stored = (await store.commit(writeOf({ incident: next }))) === 'committed';
      await decide(stored ? left - 1 : left);
    };
    await Promise.all([decide(10), store.forgetPerson('alice', 'somebody'), store.forgetPerson('bob', 'a colleague')]);
    const incident = await store.readIncident('i-1');
    expect(incident).toMatchObject({ assignee: 'somebody', rootCause: 'somebody and a colleague', version: 13 });
    expect(incident?.affected).toHaveLength(10);
    expect(await store.readTimeline('i-1')).toEqual(
      expect.arrayContaining(
        Array.from({ length: 20 }, (_, n) =>
          entryOf({ eventId: `e${n}`, actor: { type: 'user', id: 'somebody' }, text: 'somebody told a colleague' }),
        ),
      ),
    );
  });

  test('in a table of many pages, and in what has expired but is still stored', async () => {
    const { store, setNow, items } = await create();
    // DynamoDB answers 1 MB a page.
    const text = `alice ${'x'.repeat(100_000)}`;
    for (let index = 0; index < 25; index += 1) await store.appendTimeline(entryOf({ eventId: `e${index}`, text }));
    setNow(T0 * 2);
    expect(await store.readTimeline('i-1')).toEqual([]);
    expect(await store.forgetPerson('alice', 'somebody')).toBe(25);
    expect(JSON.stringify(await items())).not.toContain('alice');
  });

  test('in items of version 1, but not in those of a version that may keep them elsewhere', async () => {
    const { store, plant } = await create();
    for (const item of open) await plant({ ...item, ...(item.sk.startsWith('TL#') && { actor: alice }) });
    expect(await store.forgetPerson('alice', 'somebody')).toBe(4);
    await plant({ ...incidentItem(incidentOf({ id: 'i-9' }), T0, (text) => text), schemaVersion: 99 });
    await expect(store.forgetPerson('alice', 'somebody')).rejects.toThrow('has schemaVersion 99');
  });

  test('is refused where it makes no sense, and leaves groups as they are', async () => {
    const { store } = await create();
    await expect(store.forgetPerson('', 'somebody')).rejects.toThrow('needs a name of 1 to 256 characters');
    await expect(store.forgetPerson('alice', 'the former alice')).rejects.toThrow('must be a text without that name');
    expect((await store.readGroup('alice', [])).lock).toEqual(newLock('alice'));
  });
}
