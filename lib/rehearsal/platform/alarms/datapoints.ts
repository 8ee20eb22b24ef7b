/** The datapoints of an alarm's evaluation range, read out of the metric store. */
import type { MemoryMetricStore } from '../../../adapters/memory/metric-store';
import { MetricWindow } from '../../../adapters/memory/metric-window';
import { BAND_TRAINING_MS, type BandModel, trainBand } from '../../../core/alarm/band';
import { metricKey } from '../../../core/signal/metric';
import { type MetricQuery, planQueries } from '../../../core/signal/metric-math';
import type { MetricAlarm } from './metric-alarm';

/** One value for each period of the range, oldest first; `NaN`: missing. */
export interface RangeValues {
  readonly values: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface DatapointReader {
  /** Keys of the metrics that are read. */
  readonly keys: readonly string[];
  /** Values can change with time alone, without new data. */
  readonly timeDependent: boolean;
  /** @param boundaries n + 1 epoch milliseconds for n periods */
  read(boundaries: Float64Array, into: RangeValues): void;
  /** Data came in for this metric at this time. */
  forget(key: string, atMs: number): void;
}

export function datapointReader(
  store: MemoryMetricStore,
  alarm: MetricAlarm,
  range: number,
  startMs: number,
): DatapointReader {
  if (alarm.kind === 'math') return mathReader(store, alarm, range);
  const value = metricReader(store, alarm, range);
  return alarm.kind === 'band' ? bandReader(store, alarm, value, startMs) : value;
}

/** How many samples the periods of an alarm on a percentile stand on. */
export function sampleCounts(store: MemoryMetricStore, alarm: MetricAlarm, range: number): MetricWindow {
  return windowOf(store, { ...singleQuery(alarm), statistic: 'SampleCount' }, alarm, range);
}

function metricReader(store: MemoryMetricStore, alarm: MetricAlarm, range: number): DatapointReader {
  const query = singleQuery(alarm);
  const window = windowOf(store, query, alarm, range);
  return {
    keys: [metricKey(query.metric)],
    timeDependent: false,
    read: (boundaries, { values }) => readInto(window, boundaries, values),
    forget: (_key, atMs) => window.forget(atMs),
  };
}

function mathReader(store: MemoryMetricStore, alarm: MetricAlarm, range: number): DatapointReader {
  const plan = planQueries(alarm.queries);
  const windows = new Map(
    alarm.queries.filter(isMetricQuery).map((query) => [query.id, windowOf(store, query, alarm, range)]),
  );
  const keyed = alarm.queries.filter(isMetricQuery).map((query) => [metricKey(query.metric), query.id] as const);
  const buffer = new Float64Array(range);
  return {
    keys: [...new Set(keyed.map(([key]) => key))],
    timeDependent: plan.timeDependent,
    read: (boundaries, { values }) => {
      const axis = { startMs: boundaries[0] as number, periodSeconds: alarm.settings.periodSeconds, length: range };
      const results = plan.evaluate(axis, ({ id }) => {
        readInto(windows.get(id) as MetricWindow, boundaries, buffer);
        return Array.from(buffer, (value) => (Number.isNaN(value) ? undefined : value));
      });
      const result = results.get(alarm.valueId);
      for (let index = 0; index < range; index += 1)
        values[index] = (result?.kind === 'series' ? result.values[index] : undefined) ?? Number.NaN;
    },
    forget: (key, atMs) => {
      for (const [watched, id] of keyed) if (watched === key) windows.get(id)?.forget(atMs);
    },
  };
}

const MINUTE_MS = 60_000;
/** "up to three hours" after creation, a quarter of an hour where a model exists; trained anew every so often. */
const BAND_FIRST_MS = 180 * MINUTE_MS;
const BAND_FIRST_WITH_HISTORY_MS = 15 * MINUTE_MS;
const BAND_RETRAIN_MS = 180 * MINUTE_MS;

function bandReader(
  store: MemoryMetricStore,
  alarm: MetricAlarm,
  value: DatapointReader,
  startMs: number,
): DatapointReader {
  const { metric, statistic = '' } = singleQuery(alarm);
  const key = metricKey(metric);
  const periodMs = alarm.settings.periodSeconds * 1_000;
  const deviations = alarm.deviations as number;
  const models = new Map<number, BandModel | undefined>();
  const modelAt = (atMs: number): BandModel | undefined => {
    const series = store.seriesOf(key);
    const learnt = series !== undefined && series.startMs < startMs;
    if (atMs < startMs + (learnt ? BAND_FIRST_WITH_HISTORY_MS : BAND_FIRST_MS)) return undefined;
    const trainedMs = atMs - ((atMs - startMs) % BAND_RETRAIN_MS);
    if (!models.has(trainedMs)) models.set(trainedMs, trainBand(history(trainedMs)));
    return models.get(trainedMs);
  };
  const history = (untilMs: number): (readonly [number, number])[] => {
    const points: (readonly [number, number])[] = [];
    const firstMs = Math.max(store.seriesOf(key)?.startMs ?? untilMs, untilMs - BAND_TRAINING_MS);
    for (let atMs = Math.ceil(firstMs / periodMs) * periodMs; atMs + periodMs <= untilMs; atMs += periodMs) {
      const point = store.statistic(key, statistic, atMs, atMs + periodMs);
      if (point !== undefined) points.push([atMs, point]);
    }
    return points;
  };
  return {
    ...value,
    timeDependent: true,
    read: (boundaries, into) => {
      value.read(boundaries, into);
      const model = modelAt(boundaries[boundaries.length - 1] as number);
      for (let index = 0; index < into.values.length; index += 1) {
        const bounds = model?.bounds(boundaries[index] as number, deviations);
        into.lower[index] = bounds?.lower ?? Number.NaN;
        into.upper[index] = bounds?.upper ?? Number.NaN;
      }
    },
  };
}

function windowOf(
  store: MemoryMetricStore,
  query: MetricStatQuery,
  { grid, settings }: MetricAlarm,
  range: number,
): MetricWindow {
  const periodMs = settings.periodSeconds * 1_000;
  const reachMs = (range + 1) * periodMs;
  const { metric, statistic } = query;
  return new MetricWindow(store, metricKey(metric), statistic, periodMs, Math.min(grid.stepMs, MINUTE_MS), reachMs);
}

function readInto(window: MetricWindow, boundaries: Float64Array, values: Float64Array): void {
  for (let index = 0; index < values.length; index += 1)
    values[index] = window.value(boundaries[index] as number, boundaries[index + 1] as number);
}

type MetricStatQuery = Extract<MetricQuery, { readonly metric: unknown }>;

function isMetricQuery(query: MetricQuery): query is MetricStatQuery {
  return 'metric' in query;
}

/** The query of a plain or band alarm: there is one metric only. */
function singleQuery(alarm: MetricAlarm): MetricStatQuery {
  return alarm.queries.find(({ id }) => id === alarm.valueId) as MetricStatQuery;
}
