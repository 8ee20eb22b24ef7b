import { T0 } from '../samples';
import type { CreateStore } from './store-under-test';

/** The circuit breakers of channels. */
export function breakersContract(create: CreateStore): void {
  test('are kept for each channel, replaced, and gone once it does well', async () => {
    const { store, items } = await create();
    await store.writeBreaker('oncall', { failures: 1, openUntilMs: 0 });
    await store.writeBreaker('chat#2', { failures: 5, openUntilMs: T0 + 60_000 });
    await store.writeBreaker('oncall', { failures: 2, openUntilMs: 0 });
    expect(await store.readBreaker('oncall')).toEqual({ failures: 2, openUntilMs: 0 });
    expect(await store.readBreaker('chat#2')).toEqual({ failures: 5, openUntilMs: T0 + 60_000 });
    expect(await store.readBreaker('chat')).toBeUndefined();
    await store.writeBreaker('oncall', undefined);
    await store.writeBreaker('oncall', undefined);
    expect(await store.readBreaker('oncall')).toBeUndefined();
    expect(await items()).toHaveLength(1);
  });

  test('are forgotten an hour after the failure, or after they close', async () => {
    const { store, setNow } = await create();
    await store.writeBreaker('oncall', { failures: 1, openUntilMs: 0 });
    await store.writeBreaker('chat', { failures: 5, openUntilMs: T0 + 60_000 });
    setNow(T0 + 3_600_000 - 1);
    expect(await store.readBreaker('oncall')).toBeDefined();
    setNow(T0 + 3_600_000);
    expect(await store.readBreaker('oncall')).toBeUndefined();
    expect(await store.readBreaker('chat')).toBeDefined();
    setNow(T0 + 3_660_000);
    expect(await store.readBreaker('chat')).toBeUndefined();
  });
}
