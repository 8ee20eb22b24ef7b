import { createDetector } from '../../lib/core/anomaly';
import type { WatchedSeriesDefinition } from '../../lib/core/anomaly/watch/series';
import type { PageState } from '../../lib/core/anomaly/watch/state';
import { raisedSignal, type ToldAnomaly } from '../../lib/core/anomaly/watch/told';
import type { AnomalyStore } from '../../lib/workflow/ports';

const T0 = Date.UTC(2026, 10, 21);
const EPISODE = { sinceMs: T0, score: 1.25, value: -0.1, expected: 1e-9, why: ['above its record', '"quoted" ü'] };
const SERIES: WatchedSeriesDefinition = {
  ...{ name: 'p99', service: 'checkout', environment: 'prod', statistic: 'p99', periodSeconds: 300 },
  ...{ role: 'signal', severity: 'low', metric: { namespace: 'N', name: 'M', dimensions: { a: 'b' } } },
};

function pageOf(page: number, more: Partial<PageState> = {}): PageState {
  const detector = createDetector({ intervalSeconds: 300 });
  for (let index = 0; index < 50; index += 1) detector.update(T0 + index * 300_000, index % 7);
  const bare = { untilMs: T0, lastPointMs: 0, deployMs: 0, detector: detector.toBytes() };
  const full = { ...bare, lastPointMs: T0, deployMs: T0 - 1, episode: EPISODE, endedMs: T0 - 2 };
  return { page, atMs: T0, series: { 'checkout/prod/p99': full, 'checkout/prod/__proto': bare }, ...more };
}

function toldOf(more: Partial<ToldAnomaly> = {}): ToldAnomaly {
  const raised = raisedSignal(SERIES, EPISODE);
  return { series: 'checkout/prod/p99', version: 1, sinceMs: T0, raised, pending: raised, ...more };
}

/** Whatever store there is, it keeps these promises. */
export function anomalyStoreContract(open: () => Promise<AnomalyStore>): void {
  let store: AnomalyStore;
  beforeEach(async () => {
    store = await open();
  });

  test('gives pages back as they were, those that there are', async () => {
    const many = Array.from({ length: 130 }, (_, page) => page);
    for (const page of [3, 101, 129]) expect(await store.writePage(pageOf(page))).toBe('committed');
    const found = [...(await store.readPages(many))].sort((a, b) => a.page - b.page);
    expect(found).toEqual([3, 101, 129].map((page) => ({ ...pageOf(page) })));
    expect(await store.readPages([])).toEqual([]);
  });

  test('keeps episodes of any value that a metric can have', async () => {
    for (const [page, value] of [2 ** 360, -(2 ** 360), 1e16, 5e-324, 0].entries()) {
      const { series } = pageOf(page);
      const [[key, state]] = Object.entries(series) as [[string, PageState['series'][string]]];
      const kept = pageOf(page, {
        series: { [key]: { ...state, episode: { ...EPISODE, value, expected: value / 2 } } },
      });
      expect(await store.writePage(kept)).toBe('committed');
      expect(await store.readPages([page])).toEqual([kept]);
    }
  });

  test('takes only newer pages', async () => {
    expect(await store.writePage(pageOf(1))).toBe('committed');
    expect(await store.writePage(pageOf(1, { series: {} }))).toBe('conflict');
    expect(await store.writePage(pageOf(1, { atMs: T0 - 1, series: {} }))).toBe('conflict');
    expect(await store.writePage(pageOf(1, { atMs: T0 + 1, series: {} }))).toBe('committed');
    expect(await store.readPages([1])).toEqual([{ page: 1, atMs: T0 + 1, series: {} }]);
  });

  test('stores what is told by versions: of two who raise, one does', async () => {
    expect(await store.writeTold(toldOf())).toBe('committed');
    expect(await store.writeTold(toldOf())).toBe('conflict');
    const { pending: _, ...told } = toldOf({ version: 2 });
    expect(await store.writeTold({ ...told, version: 3 })).toBe('conflict');
    expect(await store.writeTold(told)).toBe('committed');
    expect(await store.readTold()).toEqual([told]);
    await store.writeTold(toldOf({ series: 'a/b/c' }));
    expect((await store.readTold()).map(({ series }) => series)).toEqual(['a/b/c', 'checkout/prod/p99']);
  });

  test('keeps the whole of a signal: a clear must go where its raise went', async () => {
    const raised = { ...toldOf().raised, group: 'ahead/p99', runbook: 'https://wiki.example.com/p99' };
    await store.writeTold(toldOf({ raised, pending: raised }));
    expect(await store.readTold()).toEqual([toldOf({ raised, pending: raised })]);
  });

  test('deletes what is told in the version that is meant, and no other', async () => {
    await store.writeTold(toldOf());
    await store.deleteTold(toldOf({ version: 2 }));
    expect(await store.readTold()).toHaveLength(1);
    await store.deleteTold(toldOf());
    await store.deleteTold(toldOf());
    expect(await store.readTold()).toEqual([]);
    expect(await store.writeTold(toldOf())).toBe('committed');
  });

  test('knows deploys from a time on, oldest first, each once', async () => {
    const deploy = (service: string, atMs: number) => ({ service, environment: 'prod', atMs });
    for (const atMs of [T0 + 2, T0, T0, T0 - 1]) await store.noteDeploy(deploy('checkout', atMs));
    await store.noteDeploy(deploy('search', T0));
    expect(await store.readDeploys(T0)).toEqual([
      deploy('checkout', T0),
      deploy('search', T0),
      deploy('checkout', T0 + 2),
    ]);
  });
}
