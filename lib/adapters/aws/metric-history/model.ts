import type { MetricId, Statistic } from '../../../core/signal/metric';

/** One series to read: a metric, a statistic, and the period its datapoints should have. */
export interface HistoryQuery {
  /** The caller's name of the series, unique in the request. */
  readonly key: string;
  readonly metric: MetricId;
  readonly statistic: Statistic;
  /** 1, 5, 10, 20, 30 or a multiple of 60. */
  readonly periodSeconds: number;
}

export interface HistoryRequest {
  readonly queries: readonly HistoryQuery[];
  /** Inclusive, epoch milliseconds; rounded down to a multiple of the period, as CloudWatch does. */
  readonly startMs: number;
  /** Exclusive, epoch milliseconds; a period that ends later is left out, because it is not whole. */
  readonly endMs: number;
  /** The present, epoch milliseconds: what CloudWatch still keeps depends on the age of the data. */
  readonly nowMs: number;
}

/** What one GetMetricData call asks for. Plain data: it can be written to a file as JSON, and so can its result. */
export interface HistoryChunk {
  /** The same for the same question, whoever plans it when; fit for a file name. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly periodSeconds: number;
  readonly queries: readonly { readonly metric: MetricId; readonly statistic: Statistic }[];
  /** False where the chunk ends so close to the present that datapoints may still arrive: not worth storing for long. */
  readonly settled: boolean;
}

/** Start of the period in epoch milliseconds, and the value. */
export type Datapoint = readonly [startMs: number, value: number];

export interface HistoryChunkResult {
  readonly id: string;
  /** In the order of the chunk's queries. */
  readonly series: readonly ChunkSeries[];
}

export interface ChunkSeries {
  /** Oldest first, each time once. */
  readonly points: readonly Datapoint[];
  /** Why the points are missing or incomplete. */
  readonly error?: string;
}

/** A stretch of a series that is read with one period. */
export interface HistoryPart {
  readonly startMs: number;
  readonly endMs: number;
  readonly periodSeconds: number;
}

export interface HistoryPlan {
  /** Oldest first. */
  readonly chunks: readonly HistoryChunk[];
  readonly series: readonly PlannedSeries[];
}

export interface PlannedSeries extends HistoryQuery {
  /** Oldest first, without overlap. */
  readonly parts: readonly HistoryPart[];
  /** What differs from the request, in sentences for people. */
  readonly notes: readonly string[];
}

export interface MetricHistory {
  readonly series: ReadonlyMap<string, SeriesHistory>;
}

export interface SeriesHistory {
  /** Oldest first, each time once. Periods without data have no point. */
  readonly points: readonly Datapoint[];
  /** The period that was asked for; `parts` says where a longer one had to do. */
  readonly periodSeconds: number;
  readonly parts: readonly HistoryPart[];
  readonly notes: readonly string[];
  /** Why points are missing that CloudWatch may have; empty for a series that was read whole. */
  readonly errors: readonly string[];
}
