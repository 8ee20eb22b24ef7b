/** What people decide about an error. */
import { newestRelease, type ReleaseDates } from './release';
import type { TrackedError } from './tracked-error';

export type StatusChange =
  /** `release`: which one has the fix; `next`: whatever comes after the newest one; `now`: nothing may come any more. */
  | { readonly status: 'resolved'; readonly fixedIn: 'next' | 'now' | { readonly release: string } }
  | { readonly status: 'ignored' }
  | { readonly status: 'open' };

/** The error under its next version. Its signals are cleared by the next run of `track-errors`. */
export function changeStatus(
  error: TrackedError,
  change: StatusChange,
  releases: ReleaseDates,
  by: string,
  nowMs: number,
): TrackedError {
  const { resolution: _before, ...rest } = error;
  const changed = { ...rest, version: error.version + 1, status: change.status };
  if (change.status !== 'resolved') return changed;
  const { fixedIn } = change;
  if (fixedIn === 'now') return { ...changed, resolution: { atMs: nowMs, by } };
  if (fixedIn !== 'next') return { ...changed, resolution: { atMs: nowMs, by, inRelease: fixedIn.release } };
  const afterRelease = newestRelease(releases);
  if (afterRelease !== undefined) return { ...changed, resolution: { atMs: nowMs, by, afterRelease } };
  throw new Error(
    `no release of ${error.service} in ${error.environment} is known, so none is the next: set SIGHTLINE_RELEASE on its ` +
      'functions, or resolve it without a release',
  );
}
