import type { Memo } from '../../../lib/core/incident/memo';
import { T0 } from '../samples';
import type { CreateStore } from './store-under-test';

const DAY = 86_400_000;

function memoOf(more: Partial<Memo> = {}): Omit<Memo, 'storedMs'> {
  return { topic: 'calendar freeze', name: 'OPEN', atMs: T0, untilMs: T0 + DAY, value: {}, ...more };
}

/** What is of no incident: the newest of a name stays, in whatever order they come. */
export function memosContract(create: CreateStore): void {
  test('are kept by topic and name, whatever characters they have', async () => {
    const { store } = await create();
    const odd = memoOf({ topic: 'a#b ', name: 'x#~%', value: { deep: [1, { two: 'ü\u202e' }] } });
    expect(await store.writeMemo(memoOf())).toBe(true);
    expect(await store.writeMemo(odd)).toBe(true);
    expect(await store.readMemos([odd, { topic: 'a', name: 'b x' }])).toEqual([{ ...odd, storedMs: T0 }]);
    expect(await store.readMemos([])).toEqual([]);
    expect(await store.listMemos('calendar freeze')).toEqual([{ ...memoOf(), storedMs: T0 }]);
    expect(await store.listMemos('calendar')).toEqual([]);
  });

  test('a newer one takes the place of an older one, never the other way round', async () => {
    const { store, setNow } = await create();
    const [older, newer] = [memoOf({ value: { is: 'older' } }), memoOf({ atMs: T0 + 1, value: { is: 'newer' } })];
    expect(await store.writeMemo(newer)).toBe(true);
    expect(await store.writeMemo(older)).toBe(false);
    expect(await store.listMemos(newer.topic)).toEqual([{ ...newer, storedMs: T0 }]);
    setNow(T0 + 500);
    expect(await store.writeMemo(newer)).toBe(true);
    expect(await store.listMemos(newer.topic)).toEqual([{ ...newer, storedMs: T0 + 500 }]);
  });

  test('names of one topic stand beside each other', async () => {
    const { store } = await create();
    const names = ['b', 'a', 'é', 'a#1'];
    for (const name of names) await store.writeMemo(memoOf({ name }));
    expect((await store.listMemos('calendar freeze')).map(({ name }) => name)).toEqual(['a', 'a#1', 'b', 'é']);
    const found = await store.readMemos(names.map((name) => ({ topic: 'calendar freeze', name })));
    expect(found.map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  test('are gone a day after they ended, and then an older one counts', async () => {
    const { store, setNow } = await create();
    await store.writeMemo(memoOf({ atMs: T0 + 5 }));
    setNow(T0 + 2 * DAY - 1);
    expect(await store.listMemos('calendar freeze')).toHaveLength(1);
    setNow(T0 + 2 * DAY);
    expect(await store.listMemos('calendar freeze')).toEqual([]);
    expect(await store.readMemos([memoOf()])).toEqual([]);
    expect(await store.writeMemo(memoOf({ untilMs: T0 + 3 * DAY }))).toBe(true);
  });
}
