import { RETENTION_DAYS } from '../../../lib/core/incident/table';
import { CLOCK_SKEW_MS } from '../../../lib/core/incident/table-write';
import type { IncidentStore } from '../../../lib/workflow/ports';
import { DAY_MS, outboxOf, T0, writeOf } from '../samples';
import type { CreateStore } from './store-under-test';

/** What is owed to people: due, taken by one sender, settled. */
export function outboxContract(create: CreateStore): void {
  const owe = (store: IncidentStore, ...outbox: Parameters<typeof outboxOf>[0][]) =>
    store.commit(writeOf({ outbox: outbox.map(outboxOf) }));

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
    await owe(store, { dueMs: T0 + 10 + CLOCK_SKEW_MS });
    expect(await store.lease(outboxOf({ channel: 'nobody' }), T0 + 10, T0 + 20)).toBeUndefined();
    expect(await store.lease(outboxOf(), T0 + 9, T0 + 20)).toBeUndefined();
    // Whoever wrote it may have a clock that is a little ahead.
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

  test('of an incident is listed whole, sent or not', async () => {
    const { store } = await create();
    const two = [
      { channel: 'chat', via: 'fallback', status: 'sent', providerId: 'm-1' } as const,
      { channel: 'oncall' },
    ];
    await owe(store, ...two, { incidentId: 'i-2' }, { incidentId: 'i-1#' });
    await owe(store, { generation: 2, kind: 'resolved' });
    expect(await store.listOutbox('i-1')).toEqual([
      ...two.map(outboxOf),
      outboxOf({ generation: 2, kind: 'resolved' }),
    ]);
  });

  test('keeps through which other channel it went', async () => {
    const { store } = await create();
    await owe(store, {});
    const leased = await store.lease(outboxOf(), T0, T0 + 20);
    await store.settle(leased ?? outboxOf(), { status: 'sent', providerId: 'm-1', via: 'chat' });
    expect(await store.listOutbox('i-1')).toEqual([
      outboxOf({ status: 'sent', attempts: 1, providerId: 'm-1', via: 'chat' }),
    ]);
  });

  test('can be postponed: it is due later, and free until then', async () => {
    const { store } = await create();
    await owe(store, {});
    const leased = await store.lease(outboxOf(), T0, T0 + 20);
    const dueMs = T0 + 50 + CLOCK_SKEW_MS;
    await store.settle(leased ?? outboxOf(), { status: 'pending', dueMs, error: 'throttled' });
    expect(await store.listDue(dueMs - 1, 10)).toEqual([]);
    expect(await store.listDue(dueMs, 10)).toEqual([outboxOf({ dueMs, attempts: 1, lastError: 'throttled' })]);
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
}
