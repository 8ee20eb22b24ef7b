import type { EvidenceSnapshot, IncidentEvidence } from '../../../lib/core/incident/evidence';
import { DAY_MS, entryOf, incidentOf, T0, writeOf } from '../samples';
import type { CreateStore } from './store-under-test';

function snapshotOf(changes: Partial<EvidenceSnapshot> = {}): EvidenceSnapshot {
  return {
    generation: 1,
    collectedMs: T0,
    alarms: ['checkout-faults'],
    deploys: [{ service: 'checkout', environment: 'prod', release: 'r#1', atMs: T0 - 1, outcome: 'succeeded' }],
    openIncidents: [],
    traces: { unknown: 'no source of it is set up' },
    errors: { found: [{ fingerprint: 'f-1', what: 'PaymentError: 🛒 "declined"\n', count: 3 }] },
    ...changes,
  };
}

function evidenceOf(changes: Partial<IncidentEvidence> = {}): IncidentEvidence {
  return {
    schemaVersion: incidentOf().schemaVersion,
    incidentId: 'i-1',
    version: 1,
    snapshots: [snapshotOf()],
    ...changes,
  };
}

/** What is kept of how incidents began. */
export function evidenceContract(create: CreateStore): void {
  test('is kept for each incident and replaced version by version', async () => {
    const { store } = await create();
    expect(await store.readEvidence('i-1')).toBeUndefined();
    expect(await store.writeEvidence(evidenceOf())).toBe('committed');
    expect(await store.writeEvidence(evidenceOf({ incidentId: 'i-2' }))).toBe('committed');
    const more = evidenceOf({ version: 2, snapshots: [snapshotOf(), snapshotOf({ generation: 2 })] });
    expect(await store.writeEvidence(more)).toBe('committed');
    expect(await store.readEvidence('i-1')).toEqual(more);
    expect(await store.readEvidence('i-2')).toEqual(evidenceOf({ incidentId: 'i-2' }));
  });

  test.each([
    ['the first one, where there is one', 1],
    ['one on a version that nobody wrote', 3],
  ])('refuses %s', async (_, version) => {
    const { store } = await create();
    await store.writeEvidence(evidenceOf());
    expect(await store.writeEvidence(evidenceOf({ version, snapshots: [] }))).toBe('conflict');
    expect(await store.readEvidence('i-1')).toEqual(evidenceOf());
  });

  test('of several writers at once keeps one', async () => {
    const { store } = await create();
    const writes = [1, 2, 3].map((generation) =>
      store.writeEvidence(evidenceOf({ snapshots: [snapshotOf({ generation })] })),
    );
    expect((await Promise.all(writes)).filter((result) => result === 'committed')).toHaveLength(1);
  });

  test('is no part of the timeline, and goes with it, counted from the last round', async () => {
    const { store, setNow } = await create();
    await store.commit(writeOf({ incident: incidentOf(), timeline: [entryOf()] }));
    await store.writeEvidence(
      evidenceOf({ snapshots: [snapshotOf(), snapshotOf({ generation: 2, collectedMs: T0 + DAY_MS })] }),
    );
    expect(await store.readTimeline('i-1')).toEqual([entryOf()]);
    setNow(T0 + 401 * DAY_MS - 1_000);
    expect(await store.readEvidence('i-1')).toBeDefined();
    setNow(T0 + 401 * DAY_MS + 1_000);
    expect(await store.readEvidence('i-1')).toBeUndefined();
  });

  test('of a later version, or no list, is refused', async () => {
    const { store, items, plant } = await create();
    await store.writeEvidence(evidenceOf());
    const [item] = await items();
    if (!item) throw new Error('there must be an item');
    await plant({ ...item, schemaVersion: 99 });
    await expect(store.readEvidence('i-1')).rejects.toThrow(/has schemaVersion 99, this code reads up to/);
    await plant({ ...item, data: '{}' });
    await expect(store.readEvidence('i-1')).rejects.toThrow("'data' must be a list as JSON");
  });
}
