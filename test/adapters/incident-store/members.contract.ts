import type { Member } from '../../../lib/core/incident/incident';
import { heldOf, lockOf, memberOf, T0, writeOf } from '../samples';
import { type CreateStore, readLock, type StoreUnderTest } from './store-under-test';

/** Watermarks: each member of a group in an item of its own. */
export function membersContract(create: CreateStore): void {
  const GROUP = 'checkout|prod';

  /** In as many writes as the members need: 90 items each, and the lock with them. */
  const remember = async ({ store }: StoreUnderTest, members: readonly Member[]): Promise<void> => {
    for (let from = 0; from < members.length; from += 90) {
      const { version } = await readLock(store);
      const lock = lockOf({ version: version + 1, alarming: Math.min(members.length, from + 90) });
      expect(await store.commit(writeOf({ lock, members: members.slice(from, from + 90) }))).toBe('committed');
    }
  };

  test('are replaced by what is newer, under the version of the lock', async () => {
    const { store } = await create();
    await store.commit(writeOf({ lock: lockOf(), members: [memberOf(), memberOf({ member: 'other' })] }));
    const cleared = memberOf({ ms: T0 + 5, state: 'OK' });
    expect(await store.commit(writeOf({ lock: lockOf({ version: 3 }), members: [cleared] }))).toBe('conflict');
    expect(await store.commit(writeOf({ lock: lockOf({ version: 2 }), members: [cleared] }))).toBe('committed');
    const { members } = await store.readGroup(GROUP, [cleared.member, 'other']);
    expect([...members.values()]).toEqual(expect.arrayContaining([cleared, memberOf({ member: 'other' })]));
    expect(members.size).toBe(2);
  });

  test('are of their group alone', async () => {
    const { store } = await create();
    const others = ['checkout', 'checkout|prod|', 'Checkout|prod'].map((groupKey) => memberOf({ groupKey, ms: 1 }));
    await store.commit(writeOf({ members: [memberOf(), ...others] }));
    expect(await store.readGroup(GROUP, [memberOf().member])).toMatchObject({
      members: new Map([[memberOf().member, memberOf()]]),
    });
  });

  test('of a group are listed, in the order of their keys', async () => {
    const { store } = await create();
    const names = ['b', 'a#2', 'ä', 'a', 'b'.repeat(2_000)];
    expect(await store.listMembers(GROUP)).toEqual([]);
    const members = names.map((member) => memberOf({ member }));
    await store.commit(
      writeOf({
        lock: lockOf(),
        members: [...members, memberOf({ groupKey: 'other', member: 'c' })],
        timers: [heldOf()],
      }),
    );
    expect(await store.listMembers(GROUP)).toEqual(['a', 'a#2', 'b', 'b'.repeat(2_000), 'ä']);
  });

  test('are found by their names, asked for twice or named like parts of objects', async () => {
    const { store } = await create();
    const names = ['__proto__', 'constructor', 'a#b', 'a%23b', '~', 'x'.repeat(3_000), `${'x'.repeat(2_999)}y`, ' '];
    const members = names.map((member, index) => memberOf({ member, ms: T0 + index }));
    await store.commit(writeOf({ members }));
    const read = await store.readGroup(GROUP, [...names, ...names, 'unknown']);
    expect([...read.members.keys()].sort()).toEqual([...names].sort());
    for (const member of members) expect(read.members.get(member.member)).toEqual(member);
  });

  test('with control, bidirectional and broken characters in their names are found again', async () => {
    const { store } = await create();
    const names = ['nul\u0000l', 'line\nbreak', '\u202egnp.exe', 'lone \ud800 surrogate', '\udfff'];
    await store.commit(writeOf({ members: names.map((member, index) => memberOf({ member, ms: T0 + index })) }));
    const { members } = await store.readGroup(GROUP, names);
    expect(names.map((name) => members.get(name)?.ms)).toEqual(names.map((_, index) => T0 + index));
  });

  test('a thousand of them leave the lock small, and 250 are read at once', async () => {
    const under = await create();
    const members = Array.from({ length: 1_000 }, (_, index) =>
      memberOf({
        member: `${memberOf().member}#contributor-${index}`,
        ms: T0 + index,
        state: index % 2 ? 'OK' : 'ALARM',
      }),
    );
    await remember(under, members);
    const lock = (await under.items()).find(({ sk }) => sk === 'LOCK');
    // One read unit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    expect(Buffer.byteLength(JSON.stringify(lock))).toBeLessThan(4_096);
    const asked = members.slice(500, 750);
    const read = await under.store.readGroup(
      GROUP,
      asked.map(({ member }) => member),
    );
    expect(read.lock).toMatchObject({ alarming: 1_000 });
    expect(read.members.size).toBe(250);
    for (const member of asked) expect(read.members.get(member.member)).toEqual(member);
  });
}
