/**
 * A stand-in for CloudWatch's anomaly detection band. CloudWatch publishes neither its model nor its training, so this
 * is a model of our own, labelled as such wherever its results are shown: for each hour of the day the median of what
 * was seen then, and a robust standard deviation around it.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** CloudWatch trains on at most this much: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html */
export const BAND_TRAINING_MS = 14 * DAY_MS;

/** What a band knows at one time. */
export interface BandModel {
  /** Bounds for a datapoint that starts at this time, `deviations` standard deviations to either side. */
  bounds(startMs: number, deviations: number): { readonly lower: number; readonly upper: number };
}

/** An hour of the day with fewer datapoints than this is taken from the whole history. */
const MIN_POINTS_PER_HOUR = 30;
/** Hours are told apart once the history covers this much: one day says nothing about what is usual at an hour. */
const MIN_SEASONAL_MS = 2 * DAY_MS;
/** Median absolute deviation to standard deviation, for a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
/** A constant series has no deviation; its band is this share of its level wide, so that noise in it is not an anomaly. */
const MIN_RELATIVE_SIGMA = 0.01;

/**
 * Trains the model on datapoints, oldest first.
 * @param points start of the period (epoch ms) and value; only the last two weeks are used
 * @returns `undefined` without any
 */
export function trainBand(points: readonly (readonly [startMs: number, value: number])[]): BandModel | undefined {
  const last = points.at(-1);
  if (!last) return undefined;
  const recent = points.filter(([startMs]) => startMs > last[0] - BAND_TRAINING_MS);
  const overall = spreadOf(recent.map(([, value]) => value));
  const seasonal = last[0] - (recent[0]?.[0] as number) >= MIN_SEASONAL_MS;
  const hours = seasonal ? hourly(recent) : [];
  return {
    bounds: (startMs, deviations) => {
      const { center, sigma } = hours[hourOf(startMs)] ?? overall;
      return { lower: center - deviations * sigma, upper: center + deviations * sigma };
    },
  };
}

interface Spread {
  readonly center: number;
  readonly sigma: number;
}

function hourly(points: readonly (readonly [number, number])[]): (Spread | undefined)[] {
  const values: number[][] = Array.from({ length: 24 }, () => []);
  for (const [startMs, value] of points) values[hourOf(startMs)]?.push(value);
  return values.map((seen) => (seen.length >= MIN_POINTS_PER_HOUR ? spreadOf(seen) : undefined));
}

function hourOf(startMs: number): number {
  return Math.floor((startMs % DAY_MS) / HOUR_MS);
}

function spreadOf(values: readonly number[]): Spread {
  const center = median(values);
  const mad = median(values.map((value) => Math.abs(value - center)));
  // Where more than half of the values are the same, the mean deviation still sees the others.
  const mean = values.reduce((total, value) => total + Math.abs(value - center), 0) / values.length;
  const sigma = mad > 0 ? MAD_TO_SIGMA * mad : mean;
  return { center, sigma: Math.max(sigma, MIN_RELATIVE_SIGMA * Math.abs(center)) };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
