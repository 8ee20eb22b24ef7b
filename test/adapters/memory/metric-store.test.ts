import { MemoryMetricStore } from '../../../lib/adapters/memory/metric-store';
import type { Datum } from '../../../lib/core/signal/aggregate/datum';
import { type MetricId, metricKey } from '../../../lib/core/signal/metric';
import { type Observations, observationsOf } from '../../../lib/core/signal/statistic';
import { metricStoreContract } from '../metric-store-contract';

const START_MS = Date.UTC(2026, 0, 5);
const SPAN_MS = 600_000;

describe('the metric store in memory', () => {
  metricStoreContract(START_MS, async () => {
    const store = new MemoryMetricStore();
    return {
      put: async (data) => {
        for (const datum of data) store.putObservations(idOf(datum), observed(datum), datum.timestampMs);
      },
      read: async (metric, statistic, periodSeconds) => {
        const periodMs = periodSeconds * 1_000;
        return Array.from({ length: SPAN_MS / periodMs }, (_, index) => START_MS + index * periodMs).flatMap(
          (fromMs) => {
            const value = store.statistic(metricKey(idOf(metric)), statistic, fromMs, fromMs + periodMs);
            return value === undefined ? [] : [[fromMs, value] as const];
          },
        );
      },
    };
  });
});

function idOf({ name, dimensions }: Pick<Datum, 'name' | 'dimensions'>): MetricId {
  return { namespace: 'Shop', name, dimensions: Object.fromEntries(dimensions) };
}

function observed({ values = [], counts, set }: Datum): Observations {
  if (!set) return observationsOf(values, counts);
  const [count, sum, minimum, maximum] = set;
  return { count, sum, minimum, maximum };
}
