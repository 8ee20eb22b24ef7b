import type { StateReader, StateWriter } from './state-bytes';

const DAY_MS = 86_400_000;
/** Earlier than March 1973 in milliseconds, later than the year 5000 in seconds. */
const LEAST_MS = 1e11;
/** Later than the year 5000 in milliseconds, earlier than 1974 in microseconds. */
const MOST_MS = 1e14;
/** A longer silence than as many intervals, or this long, is believed when a second point confirms it. */
const LONG_SILENCE_INTERVALS = 100;
const LONG_SILENCE_MS = 30 * DAY_MS;
/** After a silence of more intervals the points before it are no neighbours of those after it. */
const GAP_INTERVALS = 36;
/** How far an interval that is longer or shorter moves the learned one: it settles at the median. */
const INTERVAL_STEP = 1.1;

/** Why a point was left out. */
export const IGNORED_REASONS = [
  /** The value is NaN, infinite or no number. */
  'not-finite',
  /** The timestamp is no finite number, or above 1e14: most likely microseconds; pass milliseconds. */
  'no-timestamp',
  /** The timestamp is below 1e11: most likely seconds; pass milliseconds. */
  'timestamp-in-seconds',
  /** The timestamp is that of the point before. */
  'duplicate',
  /** The timestamp is older than the newest point's. */
  'late',
  /** A month or more ahead of the newest point: the next point decides whether time has passed or a clock was wrong. */
  'far-ahead',
] as const;
/** Why a point was not judged. */
export type IgnoredReason = (typeof IGNORED_REASONS)[number];

/** Lets points in that come in order of time, and says why not for the others. */
export class Arrivals {
  /** How many points were ignored, by reason. */
  readonly ignored: Record<IgnoredReason, number> = {
    'not-finite': 0,
    'no-timestamp': 0,
    'timestamp-in-seconds': 0,
    duplicate: 0,
    late: 0,
    'far-ahead': 0,
  };
  private newestMs = Number.NEGATIVE_INFINITY;
  private farAheadMs = Number.NaN;
  /** 0 until there are two points. */
  private intervalMs = 0;

  /** @param fixedIntervalMs the interval, where it is known */
  constructor(private readonly fixedIntervalMs?: number) {
    this.intervalMs = fixedIntervalMs ?? 0;
  }

  /** Why the point is left out; undefined where it is not, and then {@link accept} has to follow. */
  refusal(timestampMs: number, value: number): IgnoredReason | undefined {
    const reason = this.reasonAgainst(timestampMs, value);
    if (reason !== undefined) this.ignored[reason] += 1;
    return reason;
  }

  /** Whether there is a gap before this point. */
  accept(timestampMs: number): boolean {
    const sinceMs = timestampMs - this.newestMs;
    this.newestMs = timestampMs;
    if (sinceMs === Number.POSITIVE_INFINITY) return false;
    const isGap = this.intervalMs > 0 && sinceMs > GAP_INTERVALS * this.intervalMs;
    if (this.fixedIntervalMs === undefined) this.learnInterval(sinceMs);
    return isGap;
  }

  private reasonAgainst(timestampMs: number, value: number): IgnoredReason | undefined {
    if (!Number.isFinite(value)) return 'not-finite';
    if (!Number.isFinite(timestampMs) || timestampMs > MOST_MS) return 'no-timestamp';
    if (timestampMs < LEAST_MS) return 'timestamp-in-seconds';
    if (timestampMs === this.newestMs) return 'duplicate';
    if (timestampMs < this.newestMs) return 'late';
    return this.isUnconfirmed(timestampMs) ? 'far-ahead' : undefined;
  }

  private isUnconfirmed(timestampMs: number): boolean {
    const silenceMs = Math.max(LONG_SILENCE_MS, LONG_SILENCE_INTERVALS * this.intervalMs);
    const isFar = timestampMs - this.newestMs > silenceMs && this.newestMs > 0;
    const isConfirmed = timestampMs > this.farAheadMs && timestampMs - this.farAheadMs <= silenceMs;
    this.farAheadMs = isFar ? timestampMs : Number.NaN;
    return isFar && !isConfirmed;
  }

  private learnInterval(sinceMs: number): void {
    if (this.intervalMs === 0) this.intervalMs = sinceMs;
    else if (sinceMs > this.intervalMs) this.intervalMs *= INTERVAL_STEP;
    else if (sinceMs < this.intervalMs) this.intervalMs /= INTERVAL_STEP;
  }

  write(to: StateWriter): void {
    to.numbers([this.newestMs, this.farAheadMs, this.intervalMs]);
    for (const reason of IGNORED_REASONS) to.count(this.ignored[reason]);
  }

  read(from: StateReader): void {
    const [newestMs, farAheadMs, intervalMs] = from.numbers(3) as [number, number, number];
    this.newestMs = newestMs;
    this.farAheadMs = farAheadMs;
    this.intervalMs = this.fixedIntervalMs ?? intervalMs;
    for (const reason of IGNORED_REASONS) this.ignored[reason] = from.count();
  }
}
