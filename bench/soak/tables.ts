/** Where the soak keeps its incidents: the store that the workflows use, and a way to look at everything in it. */
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { ItemKey, TableItem } from '../../lib/core/incident/table';
import type { IncidentStore } from '../../lib/workflow/ports';

export interface SoakTable {
  readonly store: IncidentStore;
  items(): Promise<TableItem[]>;
  remove(keys: readonly ItemKey[]): Promise<void>;
}

/** A table, once it is known by whose time it lives. */
export type OpenTable = (now: () => number) => SoakTable;

export const inMemory: OpenTable = (now) => {
  const store = new MemoryIncidentStore({ now });
  return { store, items: async () => store.items(), remove: async (keys) => store.remove(keys) };
};
