/** What every store of metrics answers, whatever it stands on: the sums that alarms and objectives are made of. */
import type { Datum } from '../../lib/core/signal/aggregate/datum';

const MINUTE_MS = 60_000;

export interface MetricStoreUnderTest {
  put(data: readonly Datum[]): Promise<void>;
  /** One value for each period of the ten minutes from `startMs` on that has data, with the period's start. */
  read(
    metric: Pick<Datum, 'name' | 'dimensions'>,
    statistic: string,
    periodSeconds: number,
  ): Promise<readonly (readonly [atMs: number, value: number])[]>;
}

/** @param startMs a full hour; everything plays in the ten minutes after it */
export function metricStoreContract(startMs: number, create: () => Promise<MetricStoreUnderTest>): void {
  const at = (minute: number, seconds = 0) => startMs + minute * MINUTE_MS + seconds * 1_000;
  const datum = (name: string, minute: number, observed: Partial<Datum>, seconds = 0): Datum => ({
    name,
    dimensions: [['service', 'shop']],
    unit: 'None',
    resolution: 60,
    timestampMs: at(minute, seconds),
    ...observed,
  });
  let store: MetricStoreUnderTest;
  beforeAll(async () => {
    store = await create();
    await store.put([
      datum('Weighted', 0, { values: [2, 10], counts: [3, 1] }),
      datum('Weighted', 0, { values: [-4], counts: [1] }, 59),
      datum('Weighted', 1, { values: [7], counts: [2] }),
      datum('Weighted', 4, { values: [0.5], counts: [1] }),
      datum('Sets', 0, { set: [4, 20, 1, 12] }),
      datum('Sets', 2, { set: [1, 30, 30, 30] }),
      datum('Split', 0, { values: [1], counts: [1] }),
      { ...datum('Split', 0, { values: [100], counts: [1] }), dimensions: [['service', 'other']] },
    ]);
  });

  const of = (name: string) => ({ name, dimensions: [['service', 'shop']] as const });

  test.each([
    ['Sum', [12, 14, 0.5]],
    ['SampleCount', [5, 2, 1]],
    ['Average', [2.4, 7, 0.5]],
    ['Minimum', [-4, 7, 0.5]],
    ['Maximum', [10, 7, 0.5]],
  ])('values are weighted by their counts, minute by minute, and a gap stays a gap: %s', async (statistic, values) => {
    const expected = [0, 1, 4].map((minute, index) => [at(minute), values[index]]);
    expect(await store.read(of('Weighted'), statistic, 60)).toEqual(expected);
  });

  test.each([
    ['Sum', 26.5],
    ['SampleCount', 8],
    ['Average', 26.5 / 8],
    ['Minimum', -4],
    ['Maximum', 10],
  ])('a longer period is of all its minutes: %s', async (statistic, value) => {
    expect(await store.read(of('Weighted'), statistic, 300)).toEqual([[at(0), value]]);
  });

  test.each([
    ['Sum', 50],
    ['SampleCount', 5],
    ['Average', 10],
    ['Minimum', 1],
    ['Maximum', 30],
  ])('statistic sets add up: %s', async (statistic, value) => {
    expect(await store.read(of('Sets'), statistic, 300)).toEqual([[at(0), value]]);
  });

  test('other dimensions are another metric', async () => {
    const named = (service: string) => ({ name: 'Split', dimensions: [['service', service]] as const });
    expect(await store.read(named('shop'), 'Sum', 60)).toEqual([[at(0), 1]]);
    expect(await store.read(named('other'), 'Sum', 60)).toEqual([[at(0), 100]]);
    expect(await store.read(named('third'), 'Sum', 60)).toEqual([]);
  });
}
