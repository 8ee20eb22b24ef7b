/** What a backtest found out; plain data, and what `--json` writes. Times are epoch milliseconds. */

export interface BacktestReport {
  readonly schemaVersion: 1;
  /** The cloud assembly. */
  readonly source: string;
  /** Where the history is from, in words. */
  readonly history: string;
  /** The history is from recorded files. */
  readonly recorded: boolean;
  /** From the earliest to the latest moment that any alarm was evaluated at; absent where none was. */
  readonly period?: { readonly startMs: number; readonly endMs: number };
  /** Those that page most come first. */
  readonly alarms: readonly BacktestAlarm[];
  readonly totals: BacktestTotals;
  readonly withoutHistory: readonly AlarmWithoutHistory[];
  /** Alarms that could not be evaluated, and why. */
  readonly notBacktested: readonly { readonly name: string; readonly reason: string }[];
  /** Recordings of metrics that no alarm reads. */
  readonly recordings: readonly BacktestRecording[];
  /** About the history as a whole. */
  readonly remarks: readonly string[];
  /** What the words of the report mean, and how it was made. */
  readonly definitions: readonly { readonly what: string; readonly value: string }[];
}

export interface BacktestTotals {
  readonly pages: number;
  readonly pagesPerWeek: number;
  /** Times that alarms went to ALARM. */
  readonly alarms: number;
  readonly alarmMs: number;
  readonly flaps: number;
  /** Pages that mute rules and suppressors held back. */
  readonly saved: number;
}

export interface BacktestAlarm {
  readonly name: string;
  /** The name as people call it. */
  readonly label: string;
  readonly kind: 'metric' | 'math' | 'band' | 'composite';
  /** `Errors Average >= 0.05 in 3 of 5 x 1 min`; the rule of a composite. */
  readonly condition: string;
  readonly role?: string;
  /** Whether going to ALARM notifies somebody. */
  readonly pages: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly pageCount: number;
  readonly pagesPerWeek: number;
  /** How often it went to ALARM. */
  readonly alarmCount: number;
  readonly alarmMs: number;
  readonly longestMs: number;
  readonly flaps: number;
  /** Share of its periods without a datapoint, 0 to 1; absent for composites. */
  readonly missingShare?: number;
  /** Absent where there is nothing to vary; `sensitivityNote` says why. */
  readonly sensitivity?: readonly BacktestSensitivity[];
  readonly sensitivityNote?: string;
  /** Pages held back, by what held them back. */
  readonly saved: readonly { readonly by: string; readonly pages: number }[];
  readonly notes: readonly string[];
}

export interface BacktestSensitivity {
  readonly factor: number;
  /** The threshold times the factor; for a band its width in standard deviations. */
  readonly threshold: number;
  readonly alarmCount: number;
  readonly pageCount: number;
}

export interface AlarmWithoutHistory {
  readonly name: string;
  readonly label: string;
  readonly metrics: readonly string[];
  /** `FunctionName=Shop-PlaceOrder`: dimensions whose value is not the name of the deployed resource. */
  readonly madeUp: readonly string[];
  /** What went wrong, where it is not just that there is nothing. */
  readonly reason?: string;
}

/** A recording that no alarm reads: what static thresholds would have made of it. */
export interface BacktestRecording {
  readonly file: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly points: number;
  readonly spacingMs: number;
  readonly median: number;
  /** `in 2 of 3 x 5 min`; absent where no threshold is worth trying. */
  readonly rule?: string;
  readonly thresholds: readonly BacktestThreshold[];
  readonly notes: readonly string[];
}

export interface BacktestThreshold {
  /** `p99.5` of the recorded values. */
  readonly quantile: string;
  readonly comparison: '>' | '<';
  readonly threshold: number;
  readonly alarmCount: number;
  readonly pagesPerWeek: number;
  readonly alarmMs: number;
}
