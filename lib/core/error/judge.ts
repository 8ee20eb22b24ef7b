/** What there is to tell of an error, and when it is over: first seen, back after it was resolved, far more often. */
import { lastFiveMinutes } from './counts';
import { compareReleases, isRegression, type ReleaseDates } from './release';
import { type ErrorSignalKind, errorSignal, type SignalSettings } from './signals';
import { rateOf } from './spike';
import type { ErrorTally } from './tally';
import { ERROR_SIGNALS, MAX_OPERATIONS, type TrackedError, type TrackedService } from './tracked-error';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** When a service is tracked for the first time all its errors are new: who has them for years wants no hundred signals. */
const LEARNING_MS = HOUR_MS;
/** An error is news for an hour. */
const NEWS_MS = HOUR_MS;
/** A regression is over, too, when the error did not come for so long. */
const QUIET_MS = 30 * MINUTE_MS;
/** One sample an hour is enough. */
const SAMPLE_MS = HOUR_MS;

export interface Judged {
  /** The error with what changed in it, to be stored under the next version. */
  readonly error: TrackedError;
  /** Whether the batch's sample takes the place of the one that is kept. */
  readonly newSample: boolean;
}

/**
 * Judges an error after a batch of it was counted.
 * @param error the batch included; one of version 0 is new
 * @returns `undefined` where nothing is to be changed, as is the rule
 */
export function judgeBatch(
  error: TrackedError,
  tally: ErrorTally,
  service: TrackedService,
  nowMs: number,
  settings: SignalSettings,
): Judged | undefined {
  const isNew = error.version === 0;
  const back = error.status === 'resolved' && hasRegressed(error, tally, service.releases);
  const newSample = isNew || back || nowMs - error.sampleMs >= SAMPLE_MS;
  const seen = withFacts(error, tally, service.releases, newSample ? nowMs : undefined);
  const judged = back ? reopened(seen, nowMs) : seen;
  const raise: ErrorSignalKind[] = [];
  if (isNew && nowMs - service.sinceMs >= LEARNING_MS) raise.push('first-seen');
  if (back) raise.push('regression');
  if (judged.status === 'open' && isSpiking(judged, nowMs)) raise.push('spike');
  const told = withSignals(judged, raise, [], nowMs, settings);
  return isNew || told !== error ? { error: told, newSample } : undefined;
}

/** What is over of an error with signals. @returns `undefined`: nothing is */
export function judgeQuiet(error: TrackedError, nowMs: number, settings: SignalSettings): TrackedError | undefined {
  const over = ERROR_SIGNALS.filter((kind) => {
    const sinceMs = error.raised[kind];
    return sinceMs !== undefined && isOver(error, kind, sinceMs, nowMs);
  });
  return over.length > 0 ? withSignals(error, [], over, nowMs, settings) : undefined;
}

function hasRegressed({ resolution }: TrackedError, { events }: ErrorTally, dates: ReleaseDates): boolean {
  return resolution !== undefined && events.some((event) => isRegression(resolution, event, dates));
}

function reopened({ resolution: _resolution, ...error }: TrackedError, nowMs: number): TrackedError {
  return { ...error, status: 'open', regressedMs: nowMs };
}

/** The same object where the batch shows nothing new. */
function withFacts(
  error: TrackedError,
  { operations, events }: ErrorTally,
  dates: ReleaseDates,
  sampleMs: number | undefined,
): TrackedError {
  const room = MAX_OPERATIONS - error.operations.length;
  const more = operations.filter((operation) => !error.operations.includes(operation)).slice(0, room);
  // The newest, not the latest: two releases that run side by side are not written back and forth.
  const lastRelease = events.reduce((newest, { release }) => newer(newest, release, dates), error.lastRelease);
  if (more.length === 0 && lastRelease === error.lastRelease && sampleMs === undefined) return error;
  return {
    ...error,
    operations: [...error.operations, ...more],
    ...(lastRelease !== undefined && { lastRelease }),
    ...(sampleMs !== undefined && { sampleMs }),
  };
}

function newer(a: string | undefined, b: string | undefined, dates: ReleaseDates): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareReleases(b, a, dates) > 0 ? b : a;
}

function isSpiking({ counts, firstMs }: TrackedError, nowMs: number): boolean {
  const rate = rateOf(counts, firstMs, nowMs);
  return rate !== undefined && rate.now > rate.bound;
}

function isOver(error: TrackedError, kind: ErrorSignalKind, sinceMs: number, nowMs: number): boolean {
  const { status, counts, firstMs, lastMs } = error;
  if (status !== 'open') return true;
  if (kind === 'first-seen') return nowMs - sinceMs >= NEWS_MS;
  if (kind === 'regression') return nowMs - Math.max(lastMs, sinceMs) >= QUIET_MS;
  // Half of the bound, so that a rate about it is told of once.
  const bound = rateOf(counts, firstMs, nowMs)?.bound ?? 0;
  return lastFiveMinutes(counts, nowMs) <= bound / 2;
}

function withSignals(
  error: TrackedError,
  raise: readonly ErrorSignalKind[],
  clear: readonly ErrorSignalKind[],
  nowMs: number,
  settings: SignalSettings,
): TrackedError {
  const added = raise.filter((kind) => error.raised[kind] === undefined);
  if (added.length + clear.length === 0) return error;
  const kept = Object.entries(error.raised).filter(([kind]) => !clear.includes(kind as ErrorSignalKind));
  const raised = { ...Object.fromEntries(kept), ...Object.fromEntries(added.map((kind) => [kind, nowMs])) };
  const signals = [
    ...added.map((kind) => errorSignal(error, kind, 'ALARM', nowMs, settings)),
    ...clear.map((kind) => errorSignal(error, kind, 'OK', nowMs, settings)),
  ];
  return { ...error, raised, pending: [...(error.pending ?? []), ...signals] };
}
