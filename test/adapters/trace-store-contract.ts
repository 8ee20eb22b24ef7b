/** What each store of trace reports does, whatever it stands on. */
import { NEW_TRACE_STATE, type TraceState } from '../../lib/core/trace/state';
import type { TraceStore } from '../../lib/workflow/ports/traces';
import { illReport } from '../view/traces/reports';

const report = JSON.parse(JSON.stringify(illReport())) as ReturnType<typeof illReport>;
const usual = { p50: 0.125, p90: 1e3 };
const state = (version: number, more: Partial<TraceState> = {}): TraceState => ({
  ...NEW_TRACE_STATE,
  version,
  lastAtMs: report.atMs,
  edges: { '["a","b"]': { usual, runs: 3, bad: 0, good: 2, seenMs: report.atMs } },
  deploys: [{ service: 'a', environment: 'prod', release: 'r', atMs: 1, outcome: 'succeeded', raised: { 'GET /': 2 } }],
  ...more,
});

export function traceStoreContract(create: (analysis: string) => Promise<TraceStore> | TraceStore): void {
  let count = 0;
  let store: TraceStore;
  beforeEach(async () => {
    count += 1;
    store = await create(`analysis-${count}`);
  });

  test('is empty at first', async () => {
    expect(await store.readState()).toBeUndefined();
    expect(await store.readLatest()).toBeUndefined();
  });

  test('gives a state back as it was', async () => {
    expect(await store.writeState(state(1))).toBe('committed');
    expect(await store.readState()).toEqual(state(1));
  });

  test('of two writers of the same version one is refused', async () => {
    const writes = await Promise.all([store.writeState(state(1)), store.writeState(state(1, { lastAtMs: 7 }))]);
    expect([...writes].sort()).toEqual(['committed', 'conflict']);
    expect(await store.writeState(state(3))).toBe('conflict');
    expect(await store.writeState(state(2, { topology: 't' }))).toBe('committed');
    expect(await store.readState()).toEqual(state(2, { topology: 't' }));
    expect(await store.writeState(state(1))).toBe('conflict');
  });

  test('gives the newest report back, in whatever order they came', async () => {
    for (const minutes of [5, 15, 10]) await store.writeReport({ ...report, atMs: report.atMs + minutes * 60_000 });
    expect(await store.readLatest()).toEqual({ ...report, atMs: report.atMs + 15 * 60_000 });
  });

  test('a later report of the same moment takes the place of the first', async () => {
    await store.writeReport(report);
    await store.writeReport({ ...report, found: 1 });
    expect((await store.readLatest())?.found).toBe(1);
  });
}
