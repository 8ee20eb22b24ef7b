/**
 * The scoring rules of the Numenta Anomaly Benchmark, in own code. The first detection in a labelled window earns 0.86 of a
 * point at its middle and 1 at its start; an alarm outside costs little just behind a window and `falsePositive` far from
 * any; a missed window costs `falseNegative`.
 * @see https://arxiv.org/abs/1510.03336 and https://github.com/numenta/NAB/tree/master/nab
 */
import type { LabelledSeries, Window } from './corpus';

export interface Profile {
  readonly falsePositive: number;
  readonly falseNegative: number;
}

export const PROFILES = {
  standard: { falsePositive: 0.11, falseNegative: 1 },
  lowFP: { falsePositive: 0.22, falseNegative: 1 },
  lowFN: { falsePositive: 0.11, falseNegative: 2 },
} as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof PROFILES;

/** What scoring needs to know of a series, found once. */
export interface ScoredSeries {
  readonly category: string;
  readonly rows: number;
  /** Rows before this one are not scored: 15 % of the series, at most 750. */
  readonly probation: number;
  /** Windows that end after the probation. */
  readonly windows: readonly Window[];
  /** For every row what a detection there is worth: up to 1 in a window, down to -1 outside. */
  readonly worth: Float64Array;
  /** For every row the index in `windows`, or -1. */
  readonly windowOf: Int32Array;
}

/** What detections came to; sums of series add up. */
export interface Tally {
  readonly windows: number;
  readonly hits: number;
  /** The worth of the earliest detection in each window that has one. */
  readonly hitWorth: number;
  /** The worth of the detections outside windows: negative. */
  readonly falseWorth: number;
  readonly falsePoints: number;
}

const PROBATION_SHARE = 0.15;
const LONGEST_PROBATION = 750;
/** Further than as many window lengths behind a window an alarm costs all of it. */
const FAR = 3;

export function prepare(series: LabelledSeries): ScoredSeries {
  const rows = series.timestamps.length;
  const probation = Math.min(Math.floor(PROBATION_SHARE * rows), LONGEST_PROBATION);
  const worth = new Float64Array(rows).fill(-1);
  const windowOf = new Int32Array(rows).fill(-1);
  const windows = series.windows.filter(([, last]) => last >= probation);
  for (const [index, [first, last]] of series.windows.entries()) {
    const width = last - first + 1;
    const until = series.windows[index + 1]?.[0] ?? rows;
    for (let row = first; row <= last; row += 1) worth[row] = sigmoid(-(last - row + 1) / width) / sigmoid(-1);
    for (let row = last + 1; row < until; row += 1) worth[row] = width > 1 ? sigmoid((row - last) / (width - 1)) : -1;
  }
  for (const [index, [first, last]] of windows.entries()) windowOf.fill(index, first, last + 1);
  return { category: series.category, rows, probation, windows, worth, windowOf };
}

/** @param isDetection asked for every row after the probation, in order */
export function tally(series: ScoredSeries, isDetection: (row: number) => boolean): Tally {
  const best = new Float64Array(series.windows.length).fill(Number.NaN);
  let falseWorth = 0;
  let falsePoints = 0;
  for (let row = series.probation; row < series.rows; row += 1) {
    if (!isDetection(row)) continue;
    const window = series.windowOf[row] as number;
    if (window < 0) {
      falsePoints += 1;
      falseWorth += series.worth[row] as number;
    } else if (Number.isNaN(best[window])) best[window] = series.worth[row] as number;
  }
  const hits = best.filter((worth) => !Number.isNaN(worth));
  const hitWorth = hits.reduce((sum, worth) => sum + worth, 0);
  return { windows: series.windows.length, hits: hits.length, hitWorth, falseWorth, falsePoints };
}

export function addUp(tallies: readonly Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((total, one) => total + one[key], 0);
  return {
    windows: sum('windows'),
    hits: sum('hits'),
    hitWorth: sum('hitWorth'),
    falseWorth: sum('falseWorth'),
    falsePoints: sum('falsePoints'),
  };
}

/** From 0, for a silent detector, to 100, for one that is right at the start of each window; NaN without windows. */
export function nabScore({ windows, hits, hitWorth, falseWorth }: Tally, profile: Profile): number {
  const raw = hitWorth + falseWorth * profile.falsePositive - (windows - hits) * profile.falseNegative;
  const silent = -windows * profile.falseNegative;
  return windows === 0 ? Number.NaN : (100 * (raw - silent)) / (windows - silent);
}

function sigmoid(distance: number): number {
  return distance > FAR ? -1 : 2 / (1 + Math.exp(5 * distance)) - 1;
}
