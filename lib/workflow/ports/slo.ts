/** Objectives: definitions, series, measurements. */
import type { IndicatorQuery } from '../../core/slo/definition';
import type { OverallCompliance, SloMeasurement, SloState } from '../../core/slo/measurement';
import type { SloDefinitions } from '../../core/slo/read-definition';
import type { Span } from '../../core/slo/window';

export type { SloDefinitions };

export interface SloDefinitionPort {
  load(): Promise<SloDefinitions>;
}

/** What to read of an objective. */
export interface SloSeriesRequest {
  readonly slo: string;
  readonly queries: readonly IndicatorQuery[];
  /** Queries whose results are wanted. */
  readonly wanted: readonly string[];
  readonly periodSeconds: number;
  /** Whole periods. */
  readonly span: Span;
}

/** By query id: one value a period of the span, NaN where there is no datapoint. */
export type SloSeries = Readonly<Record<string, Float64Array>>;

/** Reads metrics and metric math. One request that fails is an Error in its place; throws only where all would. */
export interface SloSeriesPort {
  read(requests: readonly SloSeriesRequest[]): Promise<readonly (SloSeries | Error)[]>;
}

export interface SloStore {
  readState(slo: string): Promise<SloState | undefined>;
  /** Stored if the stored version is `state.version - 1`. */
  writeState(state: SloState): Promise<'committed' | 'conflict'>;
  /** One measurement a moment: a later one of the same moment takes its place. */
  writeMeasurements(measurements: readonly SloMeasurement[]): Promise<void>;
  /** Oldest first; from `span.startMs`, before `span.endMs`. */
  readMeasurements(slo: string, span: Span): Promise<SloMeasurement[]>;
  /** The newest one, of any of these objectives that has one. */
  readLatest(slos: readonly string[]): Promise<SloMeasurement[]>;
  writeOverall(overall: OverallCompliance): Promise<void>;
  readOverall(span: Span): Promise<OverallCompliance[]>;
}

/** One datapoint about an objective. */
export interface SloDatapoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly atMs: number;
}

/** Publishes datapoints at their own times. Throws when they were not accepted. */
export interface SloMetricPort {
  publish(datapoints: readonly SloDatapoint[]): Promise<void>;
}
