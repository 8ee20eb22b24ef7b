/** An error of a service as it is kept, by its fingerprint. */
import { SCHEMA_VERSION } from '../conventions';
import type { ServiceRef } from '../incident/evidence';
import type { JudgeSignal } from '../signal/signal-event';
import type { ErrorCategory } from './category';
import type { ErrorCounts } from './counts';
import type { ErrorResolution, ReleaseDates } from './release';
import type { ErrorTally } from './tally';

export const ERROR_STATUSES = ['open', 'resolved', 'ignored'] as const;
export type ErrorStatus = (typeof ERROR_STATUSES)[number];

/** What is told of an error: it was never seen before, it is back after it was resolved, it comes far more often. */
export const ERROR_SIGNALS = ['first-seen', 'regression', 'spike'] as const;
export type ErrorSignalKind = (typeof ERROR_SIGNALS)[number];

export interface ErrorRef extends ServiceRef {
  readonly fingerprint: string;
}

export interface TrackedError extends ErrorRef {
  readonly schemaVersion: number;
  /** Raised by one with each judgement that changes something, not with each count; 1 for the first. */
  readonly version: number;
  readonly title: string;
  readonly category: ErrorCategory;
  /** Epoch ms. */
  readonly firstMs: number;
  /** Of the batch that was counted last; those of others may be some seconds later. */
  readonly lastMs: number;
  readonly count: number;
  readonly counts: ErrorCounts;
  readonly firstRelease?: string;
  readonly lastRelease?: string;
  /** Where it was seen, at most ten. */
  readonly operations: readonly string[];
  readonly status: ErrorStatus;
  /** While it is resolved. */
  readonly resolution?: ErrorResolution;
  /** Epoch ms. Missing: it never came back. */
  readonly regressedMs?: number;
  /** Of the sample that is kept. */
  readonly sampleMs: number;
  /** Signals that are raised, and since when. */
  readonly raised: Readonly<Partial<Record<ErrorSignalKind, number>>>;
  /** To be told. */
  readonly pending?: readonly JudgeSignal[];
}

/** What is known of a service as a whole. */
export interface TrackedService extends ServiceRef {
  readonly schemaVersion: number;
  /** Raised by one with each write, 1 for the first. */
  readonly version: number;
  /** Epoch ms: since when its errors are tracked. */
  readonly sinceMs: number;
  /** At most `MAX_RELEASES`, the newest. */
  readonly releases: ReleaseDates;
}

export const MAX_OPERATIONS = 10;
const MAX_RELEASES = 50;

/** As a batch shows it for the first time, not yet judged. */
export function newError(tally: ErrorTally): TrackedError {
  const { service, environment, fingerprint, title, category, firstMs, lastMs, count, counts, events } = tally;
  const releases = events.map(({ release }) => release).filter((release) => release !== undefined);
  return {
    schemaVersion: SCHEMA_VERSION,
    version: 0,
    service,
    environment,
    fingerprint,
    title,
    category,
    firstMs,
    lastMs,
    count,
    counts,
    ...(releases[0] !== undefined && { firstRelease: releases[0], lastRelease: releases.at(-1) as string }),
    operations: tally.operations,
    status: 'open',
    sampleMs: tally.sample.atMs,
    raised: {},
  };
}

/** @returns `undefined` where it is known already */
export function withReleases(
  known: TrackedService | undefined,
  of: ServiceRef,
  seen: readonly { readonly release?: string | undefined; readonly atMs: number }[],
  nowMs: number,
): TrackedService | undefined {
  const releases = new Map(Object.entries(known?.releases ?? {}));
  for (const { release, atMs } of seen) {
    if (release !== undefined && !releases.has(release)) releases.set(release, atMs);
  }
  if (known && releases.size === Object.keys(known.releases).length) return undefined;
  const newest = [...releases].sort(([, a], [, b]) => b - a).slice(0, MAX_RELEASES);
  const { service, environment } = of;
  return {
    schemaVersion: SCHEMA_VERSION,
    version: (known?.version ?? 0) + 1,
    service,
    environment,
    sinceMs: known?.sinceMs ?? nowMs,
    releases: Object.fromEntries(newest),
  };
}
