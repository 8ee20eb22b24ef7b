import type { MemoryMetricStore } from '../../adapters/memory/metric-store';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';

/** The data of one metric, ready to be put. */
export interface MetricData {
  /** No datum before; of two data of one metric, the later start has the finer ones. */
  readonly startMs: number;
  readonly put: (store: MemoryMetricStore) => void;
}

/** What a metric alarm is evaluated on. */
export interface AlarmHistory {
  /** As the template has it, or reading other metrics in the place of what history cannot rebuild. */
  readonly alarm: MetricAlarm;
  /** The time it is evaluated for; data before it is there to look back on. */
  readonly startMs: number;
  readonly endMs: number;
  /** By key of the metric; one that is not here has no history. */
  readonly data: ReadonlyMap<string, MetricData>;
  readonly notes: readonly string[];
  /** Why there is no data, where something failed. */
  readonly failure?: string;
}
