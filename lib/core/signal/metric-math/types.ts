/** The datapoints of all time series: `length` periods from `startMs` (epoch ms) on. */
export interface TimeAxis {
  readonly startMs: number;
  readonly periodSeconds: number;
  readonly length: number;
}

/** One value a period, oldest first; `undefined` (or `null`) where the datapoint is missing. */
export type SeriesValues = readonly (number | undefined | null)[];

/** A time series of a list, with the label of the metric it comes from. */
export interface MathSeries {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
}

/** What an expression gives: one time series or a list of them. */
export type MathResult =
  | { readonly kind: 'series'; readonly values: readonly (number | undefined)[] }
  | { readonly kind: 'list'; readonly series: readonly MathSeries[] };

/** Time series by the ids that an expression uses; a list is given as the result that it is. */
export type MathInputs = Readonly<Record<string, SeriesValues | MathResult>>;

/** The expected range of a metric. */
export interface Band {
  readonly upper: SeriesValues;
  readonly lower: SeriesValues;
}

export interface BandRequest {
  readonly values: readonly (number | undefined)[];
  /** Width in standard deviations; 2 unless the expression says otherwise. */
  readonly deviations: number;
  readonly axis: TimeAxis;
  /** The id, where the argument is nothing but one. */
  readonly id?: string | undefined;
}

export interface SearchRequest {
  /** The search expression, such as `{AWS/EC2,InstanceId} MetricName="CPUUtilization"`. */
  readonly expression: string;
  readonly statistic?: string | undefined;
  readonly periodSeconds?: number | undefined;
  readonly axis: TimeAxis;
}

/** What an expression needs besides time series. */
export interface MathSources {
  /** Computes ANOMALY_DETECTION_BAND; without it, the function is refused as not rehearsed. */
  readonly band?: ((request: BandRequest) => Band) | undefined;
  /** Finds what SEARCH finds; without it, the function is refused as not rehearsed. */
  readonly search?: ((request: SearchRequest) => readonly { label: string; values: SeriesValues }[]) | undefined;
}
