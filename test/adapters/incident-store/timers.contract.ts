import type { Timer, TimerRef } from '../../../lib/core/incident/timer';
import { heldOf, signalOf, T0, timerOf, writeOf } from '../samples';
import type { CreateStore } from './store-under-test';

/** What is to happen later. */
export function timersContract(create: CreateStore): void {
  const stored = async (...timers: readonly Timer[]) => {
    const under = await create();
    await under.store.commit(writeOf({ timers }));
    return under.store;
  };

  test.each<[string, TimerRef]>([
    ['incident', timerOf({ incidentId: 'i-2' })],
    ['generation', timerOf({ generation: 2 })],
    ['kind', timerOf({ kind: 'remind' })],
    ['level', timerOf({ level: 2 })],
    ['whatever holds it', heldOf()],
  ])('are told apart by their %s', async (_, other) => {
    const store = await stored(timerOf());
    expect(await store.readTimer(timerOf())).toEqual(timerOf());
    expect(await store.readTimer(other)).toBeUndefined();
  });

  test('of the same name take the place of each other', async () => {
    const store = await stored(timerOf(), heldOf());
    const later = [
      timerOf({ dueMs: T0 + 60_000 }),
      heldOf({ dueMs: T0 + 90_000, signal: signalOf({ severity: 'low' }) }),
    ];
    expect(await store.commit(writeOf({ timers: later }))).toBe('committed');
    expect(await store.listDueTimers(T0 + 59_999, 10)).toEqual([]);
    expect(await store.listDueTimers(T0 + 90_000, 10)).toEqual(later);
  });

  test('that are done are gone, and may be done again', async () => {
    const store = await stored(timerOf(), timerOf({ level: 2 }), heldOf());
    const done = writeOf({ doneTimers: [timerOf(), heldOf()] });
    expect(await store.commit(done)).toBe('committed');
    expect(await store.commit(done)).toBe('committed');
    expect(await store.readTimer(timerOf())).toBeUndefined();
    expect(await store.readTimer(heldOf())).toBeUndefined();
    expect(await store.listDueTimers(T0, 10)).toEqual([timerOf({ level: 2 })]);
  });

  test('are listed oldest first over all shards, up to the limit and up to now, inclusive', async () => {
    const order = [7, 3, 11, 1, 9, 5, 2, 10, 4, 8, 6];
    const store = await stored(
      ...order.map((number) =>
        number % 2
          ? timerOf({ incidentId: `i-${number}`, dueMs: T0 + number })
          : heldOf({ member: `m-${number}`, dueMs: T0 + number }),
      ),
    );
    const due = async (nowMs: number, limit: number) =>
      (await store.listDueTimers(nowMs, limit)).map(({ dueMs }) => dueMs - T0);
    expect(await due(T0, 10)).toEqual([]);
    expect(await due(T0 + 4, 10)).toEqual([1, 2, 3, 4]);
    expect(await due(T0 + 100, 5)).toEqual([1, 2, 3, 4, 5]);
    expect(await due(T0 + 100, 100)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await store.listDue(T0 + 100, 100)).toEqual([]);
  });

  test.each([
    ['separators', 'a#b#TMR#held#c'],
    ['the name of an object part', '__proto__'],
    ['control and bidirectional characters', 'a\u0000\n\u202eb'],
    ['3,000 characters', '🛒'.repeat(1_500)],
  ])('of a signal that was held back know it by a name with %s', async (_, member) => {
    const held = heldOf({ member, signal: signalOf({ member }) });
    const store = await stored(held, heldOf({ member: `${member}2` }));
    expect(await store.readTimer(held)).toEqual(held);
    await store.commit(writeOf({ doneTimers: [held] }));
    expect(await store.listDueTimers(T0, 10)).toEqual([heldOf({ member: `${member}2` })]);
  });

  test('keep a whole signal, whatever is in it', async () => {
    const signal = signalOf({
      group: 'payments',
      team: 'payments',
      // An object literal would set the prototype.
      tags: JSON.parse('{"tier":"1","__proto__":"polluted","constructor":""}'),
      firstStep: 'Look at the queue',
      reason: `${'x'.repeat(80_000)} lone \ud800 \u0000 \u202e "quoted" \\ \u2028`,
      heldBack: { by: 'mute rule arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:night', untilMs: T0 },
    });
    const store = await stored(heldOf({ signal }));
    const [timer] = await store.listDueTimers(T0, 10);
    expect(timer).toEqual(heldOf({ signal }));
    expect(JSON.stringify(timer)).toContain('"__proto__":"polluted"');
  });
}
