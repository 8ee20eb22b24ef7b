/** What `evaluate-slos` reads of metrics: the world's metric store, answering as GetMetricData does. */
import { metricKey } from '../../../core/signal/metric';
import { type MetricQuery, type MetricStatQuery, planQueries } from '../../../core/signal/metric-math';
import { isStatistic } from '../../../core/signal/statistic';
import type { SloSeries, SloSeriesPort, SloSeriesRequest } from '../../../workflow/ports';
import type { World } from '../../world';
import { isPerPeriod } from './per-period';
import { type ComputeValues, RememberedValues } from './remembered-values';

type Metrics = Pick<World, 'metrics' | 'clock'>;

/** Every tick asks for the same weeks and five minutes more: what was computed of a period is remembered. */
export function rehearsedSeries(world: Metrics): SloSeriesPort {
  const memory = new Memory(world);
  return {
    read: async (requests) =>
      requests.map((request) => {
        try {
          return readSeries(request, memory);
        } catch (error) {
          return error instanceof Error ? error : new Error(String(error));
        }
      }),
  };
}

function readSeries({ slo, queries, wanted, periodSeconds, span }: SloSeriesRequest, memory: Memory): SloSeries {
  const periodMs = periodSeconds * 1_000;
  if (span.startMs % periodMs !== 0 || span.endMs % periodMs !== 0) {
    throw new Error(`${slo}: the span to read must be whole periods of ${periodSeconds} s`);
  }
  const all = queries.map((query): MetricQuery => ({ ...query, periodSeconds, returnData: wanted.includes(query.id) }));
  const series = wanted.map((id) => {
    const query = all.find((one) => one.id === id);
    if (!query) throw new Error(`${slo}: '${id}' is none of its queries (${all.map((one) => one.id).join(', ')})`);
    return [id, memory.read(query, all, span.startMs, span.endMs, periodMs)] as const;
  });
  return Object.fromEntries(series);
}

/** The values of each metric and of each expression, as far as they were asked for. */
class Memory {
  private readonly series = new Map<string, RememberedValues>();
  private readonly byMetric = new Map<string, Set<RememberedValues>>();

  constructor(private readonly world: Metrics) {
    world.metrics.onPut((key, atMs) => {
      for (const values of this.byMetric.get(key) ?? []) values.forget(atMs);
    });
  }

  read(
    query: MetricQuery,
    all: readonly MetricQuery[],
    startMs: number,
    endMs: number,
    periodMs: number,
  ): Float64Array {
    if ('metric' in query) return this.kept(this.ofMetric(query, periodMs), startMs, endMs, periodMs);
    const values = this.ofExpression(query.id, all, periodMs);
    if (values instanceof RememberedValues) return this.kept(values, startMs, endMs, periodMs);
    return values(startMs, (endMs - startMs) / periodMs);
  }

  /** Older datapoints are gone. */
  private kept(values: RememberedValues, startMs: number, endMs: number, periodMs: number): Float64Array {
    const nowMs = this.world.clock.now();
    const read = values.read(startMs, endMs, nowMs);
    return read.fill(Number.NaN, 0, Math.max(0, Math.ceil((nowMs - retentionMs(periodMs) - startMs) / periodMs)));
  }

  private ofMetric(query: MetricStatQuery, periodMs: number): RememberedValues {
    const { metrics, clock } = this.world;
    const { metric, statistic } = query;
    if (!isStatistic(statistic)) throw new Error(`'${statistic}' of query '${query.id}' is no statistic`);
    const key = metricKey(metric);
    const compute: ComputeValues = (startMs, length) => {
      const nowMs = clock.now();
      return Float64Array.from({ length }, (_, index) => {
        const fromMs = startMs + index * periodMs;
        // What a story says of later minutes is in the store already, and has not happened.
        const toMs = Math.min(fromMs + periodMs, nowMs);
        return (fromMs < toMs ? metrics.statistic(key, statistic, fromMs, toMs) : undefined) ?? Number.NaN;
      });
    };
    return this.remember(JSON.stringify([key, statistic, periodMs]), periodMs, [key], compute);
  }

  /** Remembered where each period stands by itself; else to compute from all of them, each time. */
  private ofExpression(id: string, all: readonly MetricQuery[], periodMs: number): RememberedValues | ComputeValues {
    const name = JSON.stringify([id, all, periodMs]);
    const known = this.series.get(name);
    if (known) return known;
    const plan = planQueries(all);
    const compute: ComputeValues = (startMs, length) => {
      const endMs = startMs + length * periodMs;
      const read = (query: MetricStatQuery) =>
        Array.from(this.read(query, all, startMs, endMs, periodMs), (value) =>
          Number.isNaN(value) ? undefined : value,
        );
      const result = plan.evaluate({ startMs, periodSeconds: periodMs / 1_000, length }, read).get(id);
      if (result?.kind !== 'series') throw new Error(`'${id}' must be one time series, not a list of them`);
      return Float64Array.from(result.values, (value) => value ?? Number.NaN);
    };
    if (!all.every((query) => 'metric' in query || isPerPeriod(query.expression))) return compute;
    const keys = all.flatMap((query) => ('metric' in query ? [metricKey(query.metric)] : []));
    return this.remember(name, periodMs, keys, compute);
  }

  private remember(name: string, periodMs: number, keys: readonly string[], compute: ComputeValues): RememberedValues {
    const known = this.series.get(name);
    if (known) return known;
    const values = new RememberedValues(periodMs, compute);
    this.series.set(name, values);
    for (const key of keys) {
      const dependent = this.byMetric.get(key) ?? new Set();
      this.byMetric.set(key, dependent.add(values));
    }
    return values;
  }
}

const DAY_MS = 86_400_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
function retentionMs(periodMs: number): number {
  if (periodMs % 3_600_000 === 0) return 455 * DAY_MS;
  if (periodMs % 300_000 === 0) return 63 * DAY_MS;
  return (periodMs % 60_000 === 0 ? 15 : 3 / 24) * DAY_MS;
}
