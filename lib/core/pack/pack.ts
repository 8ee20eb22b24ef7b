import type { Comparison } from '../alarm/threshold';
import type { CatalogEntry } from '../catalog/entry';
import type { Statistic } from '../signal/metric';
import type { SloTier, TimesliceIndicator } from '../slo/definition';

/**
 * Metrics, alarms and objectives for one line of work, as data: a catalog entry and objectives over its metrics, which
 * the same engines render that render everything else. `Observability.addPack` adds one to a service.
 *
 * Rates are emitted as 0 or 1 for each thing that happened: the Average is the rate, over any time, without math.
 */
export interface Pack {
  /** `ml-inference`. */
  readonly id: string;
  readonly title: string;
  /** One sentence: for whom it is. */
  readonly purpose: string;
  /** Its metrics on service and environment, graphs, and alarms. */
  readonly entry: CatalogEntry<object>;
  /** By key of the metric in the entry: what one value is, and when to emit it. */
  readonly meaning: Readonly<Record<string, string>>;
  readonly objectives: readonly PackObjective[];
}

/** An objective that a pack brings along. */
export interface PackObjective {
  /** PascalCase, unique in the pack. */
  readonly name: string;
  /** One sentence: `99.9 % of the requests succeed.` */
  readonly description: string;
  /** Percent. */
  readonly objective: string;
  /** As `parseSloWindow` reads it. */
  readonly window: string;
  /** How much a breach hurts: 1 at once, 3 not before long. */
  readonly tier: SloTier;
  /** What is good and what counts. */
  readonly indicator: PackIndicator;
  /** One objective for each operation that the user names, on the dimension `operation`, beside that of the service. */
  readonly perOperation?: boolean;
  /** Rules of `WORKBOOK_RULES` that it has no alarms for. @default - none */
  readonly skip?: readonly string[];
  /** Low-traffic guard of its burn-rate alarms. @default 1 */
  readonly minBad?: number;
  /** `false`: no alarm on silence, where silence is normal. @default true */
  readonly noTelemetry?: boolean;
}

/** What is good and bad of it. `availability` and `quality` count events, `latency` values, `custom` slices of time. */
export type PackIndicator = PackEvents | PackLatency | PackSlices;

/** A metric of the entry, by key, and a statistic that adds up over time: Sum or SampleCount. */
export type PackTerm = readonly [metric: string, statistic: Statistic];

export interface PackEvents {
  readonly kind: 'availability' | 'quality';
  readonly total: PackTerm;
  /** In place of `bad`. */
  readonly good?: PackTerm;
  readonly bad?: PackTerm;
}

export interface PackLatency {
  readonly kind: 'latency';
  /** A time, one value for each event. */
  readonly metric: string;
  /** Good is what takes that long at most. */
  readonly thresholdMs: number;
}

export interface PackSlices extends Pick<TimesliceIndicator, 'sliceSeconds' | 'threshold' | 'missing'> {
  readonly kind: 'custom';
  readonly value: PackTerm;
  /** Good slices. */
  readonly comparison: Comparison;
}
