import type { Lock } from '../../../lib/core/incident/incident';
import type { TableItem } from '../../../lib/core/incident/table';
import type { IncidentStore } from '../../../lib/workflow/ports';

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

export type CreateStore = () => Promise<StoreUnderTest>;

/** The lock alone. */
export async function readLock(store: IncidentStore, groupKey = 'checkout|prod'): Promise<Lock> {
  return (await store.readGroup(groupKey, [])).lock;
}
