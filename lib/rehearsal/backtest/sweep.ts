/** A metric alarm's states over its history without the clock and the platform: fast enough to try many thresholds. */
import { MemoryMetricStore } from '../../adapters/memory/metric-store';
import { evaluationRange } from '../../core/alarm/evaluation';
import { actionsThroughMutes, type MuteWindow } from '../../core/alarm/mute';
import { isBand } from '../../core/alarm/threshold';
import { metricKey } from '../../core/signal/metric';
import type { BacktestSensitivity } from '../../view/backtest/model';
import { type DatapointReader, datapointReader, type RangeValues } from '../platform/alarms/datapoints';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';
import { MetricAlarmWatch } from '../platform/alarms/metric-alarm-watch';
import { LATENCY } from '../platform/latency';
import type { AlarmHistory } from './alarm-history';
import type { StateChange } from './figures';
import { metricQueries } from './needs';

/** Times the threshold, or the width of the band. */
export const FACTORS: readonly number[] = [0.5, 0.75, 1, 1.5, 2];
/** Periods are read in stretches of this many. */
const STRETCH = 240;

export type Stretch = Pick<AlarmHistory, 'startMs' | 'endMs'>;

export function storeOf({ alarm, data }: Pick<AlarmHistory, 'alarm' | 'data'>): MemoryMetricStore {
  const store = new MemoryMetricStore();
  if (alarm.settings.periodSeconds < 60)
    for (const { metric } of metricQueries(alarm)) store.refine(metricKey(metric), alarm.grid.stepMs);
  for (const { put } of data.values()) put(store);
  return store;
}

/**
 * The changes of state of variants of one alarm, which differ in nothing but threshold or width: each datapoint is read
 * once for all of them. Times are those at which the engine makes the changes.
 */
export function statesOf(
  variants: readonly MetricAlarm[],
  store: MemoryMetricStore,
  { startMs, endMs }: Stretch,
  extraDatapoints: number,
): StateChange[][] {
  const [model] = variants;
  if (!model) return [];
  const range = evaluationRange(model.settings.evaluationPeriods, extraDatapoints);
  const reader = rememberLast(datapointReader(store, model, range, startMs));
  const watches = variants.map((alarm) => {
    const scale = (alarm.deviations ?? 1) / (model.deviations ?? 1);
    return new MetricAlarmWatch(alarm, store, range, startMs, withWidth(reader, scale));
  });
  const changes = watches.map((): StateChange[] => []);
  for (let tickMs = watches[0]?.dueMs ?? endMs; tickMs < endMs; tickMs += model.grid.stepMs) {
    for (const [index, watch] of watches.entries()) {
      const state = watch.stateAt(tickMs);
      if (state === watch.state) continue;
      changes[index]?.push({ atMs: tickMs + LATENCY.evaluation.ms, state });
      watch.state = state;
    }
  }
  return changes;
}

/** Asked for the same periods again, it copies what it read. */
function rememberLast(reader: DatapointReader): DatapointReader {
  let last: RangeValues | undefined;
  let readAt = Number.NaN;
  return {
    ...reader,
    read: (boundaries, into) => {
      const endMs = boundaries[boundaries.length - 1] as number;
      last ??= { values: into.values.slice(), lower: into.lower.slice(), upper: into.upper.slice() };
      if (endMs !== readAt) reader.read(boundaries, last);
      readAt = endMs;
      into.values.set(last.values);
      into.lower.set(last.lower);
      into.upper.set(last.upper);
    },
  };
}

/** The band made wider or narrower around its middle. */
function withWidth(reader: DatapointReader, scale: number): DatapointReader {
  if (scale === 1) return reader;
  return {
    ...reader,
    read: (boundaries, into) => {
      reader.read(boundaries, into);
      const { lower, upper } = into;
      for (let index = 0; index < lower.length; index += 1) {
        const middle = ((lower[index] as number) + (upper[index] as number)) / 2;
        lower[index] = middle + ((lower[index] as number) - middle) * scale;
        upper[index] = middle + ((upper[index] as number) - middle) * scale;
      }
    },
  };
}

export interface SensitivityOptions {
  readonly extraDatapoints: number;
  /** The windows in which the alarm's actions are muted. */
  readonly muted: readonly MuteWindow[];
  /** Whether going to ALARM notifies somebody. */
  readonly pages: boolean;
}

/** What other thresholds would have come to; text where there is nothing to vary. */
export function sensitivityOf(
  history: AlarmHistory,
  store: MemoryMetricStore,
  { extraDatapoints, muted, pages }: SensitivityOptions,
): BacktestSensitivity[] | string {
  if (thresholdOf(history.alarm) === 0) return 'the threshold is 0, and so is any multiple of it';
  const variants = FACTORS.map((factor) => withFactor(history.alarm, factor));
  return statesOf(variants, store, history, extraDatapoints).map((changes, index) => {
    const paged = actionsThroughMutes(muted, 'INSUFFICIENT_DATA', changes).filter(
      ({ action, atMs }) => action === 'ALARM' && atMs < history.endMs,
    );
    return {
      factor: FACTORS[index] as number,
      threshold: thresholdOf(variants[index] as MetricAlarm),
      alarmCount: changes.filter(({ state }) => state === 'ALARM').length,
      pageCount: pages ? paged.length : 0,
    };
  });
}

function thresholdOf({ settings, deviations = 0 }: MetricAlarm): number {
  return isBand(settings) ? deviations : settings.threshold;
}

function withFactor(alarm: MetricAlarm, factor: number): MetricAlarm {
  // Twelve digits: 1.5 times 0.1 is to read 0.15.
  const scaled = Number((thresholdOf(alarm) * factor).toPrecision(12));
  if (isBand(alarm.settings)) return { ...alarm, deviations: scaled };
  return { ...alarm, settings: { ...alarm.settings, threshold: scaled } };
}

/** Share of the alarm's periods, one after the other, that have no datapoint. */
export function missingShareOf({ alarm, startMs, endMs }: AlarmHistory, store: MemoryMetricStore): number {
  const periodMs = alarm.settings.periodSeconds * 1_000;
  const periods = Math.max(1, Math.floor((endMs - startMs) / periodMs));
  const { values, lower, upper } = { values: floats(STRETCH), lower: floats(STRETCH), upper: floats(STRETCH) };
  // The band has no say in what is missing, and training its model would take long.
  const reader = datapointReader(store, alarm.kind === 'band' ? { ...alarm, kind: 'metric' } : alarm, STRETCH, startMs);
  const boundaries = floats(STRETCH + 1);
  let missing = 0;
  for (let first = 0; first < periods; first += STRETCH) {
    for (let index = 0; index <= STRETCH; index += 1) boundaries[index] = startMs + (first + index) * periodMs;
    reader.read(boundaries, { values, lower, upper });
    missing += values.subarray(0, Math.min(STRETCH, periods - first)).filter(Number.isNaN).length;
  }
  return missing / periods;
}

function floats(length: number): Float64Array {
  return new Float64Array(length);
}
