/** What `detect-anomalies` keeps of a series, and of a page of them. */

export interface SeriesState {
  /** Up to here the series is judged: the end of the last period that was fed or given up. */
  readonly untilMs: number;
  /** End of the last period that had a datapoint; 0: none so far. */
  readonly lastPointMs: number;
  /** Time of the last deploy the detector was told of; 0: none so far. */
  readonly deployMs: number;
  /** `seriesSource` of what it was learned of. Missing: of the same as ever. */
  readonly source?: number;
  /** `Detector.toBytes()`. */
  readonly detector: Uint8Array;
  /** The anomaly that is under way. */
  readonly episode?: Episode;
  /** When the last episode ended, until the next one. */
  readonly endedMs?: number;
}

export interface Episode {
  /** End of the period that began it: the time of its signal. */
  readonly sinceMs: number;
  readonly score: number;
  readonly value: number;
  /** What was usual at that hour. Missing before the hour of the day was seen. */
  readonly expected?: number;
  /** For people, the strongest reason first. */
  readonly why: readonly string[];
}

/**
 * A checkpoint of the series that share a page: a function of the datapoints up to `atMs`, so that whoever has lost what
 * came later reads those datapoints again.
 */
export interface PageState {
  readonly page: number;
  readonly atMs: number;
  /** By `seriesKey`. */
  readonly series: Readonly<Record<string, SeriesState>>;
}
