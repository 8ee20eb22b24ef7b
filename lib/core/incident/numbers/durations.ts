/** A median and a 90th percentile, and how far to trust them. */
export interface Durations {
  readonly count: number;
  /** How many were negative, because clocks differ; they count as 0. */
  readonly skewed: number;
  /** Of an even count, the mean of the two in the middle. Milliseconds; missing where there are none. */
  readonly medianMs?: number;
  /** The shortest that at least nine in ten do not exceed (nearest rank). Milliseconds; missing where there are none. */
  readonly p90Ms?: number;
}

export function durationsOf(given: readonly number[]): Durations {
  const count = given.length;
  const skewed = given.filter((ms) => ms < 0).length;
  const sorted = given.map((ms) => Math.max(0, ms)).sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(count / 2) - 1], sorted[Math.floor(count / 2)]];
  if (low === undefined || high === undefined) return { count, skewed };
  return { count, skewed, medianMs: (low + high) / 2, p90Ms: sorted[Math.ceil((count * 9) / 10) - 1] };
}

/** So many of so many. */
export interface Share {
  readonly count: number;
  readonly of: number;
  /** count / of; missing where there are none. */
  readonly share?: number;
}

export function shareOf(count: number, of: number): Share {
  return of === 0 ? { count, of } : { count, of, share: count / of };
}
