/** What a batch of log events adds to each error of a service: one write each, however many lines. */

import type { ErrorCategory } from './category';
import { countTimes, type ErrorCounts, keptCounts } from './counts';
import { hash64 } from './fingerprint';
import type { ErrorOccurrence, ErrorSample } from './log-event';
import { type ErrorRef, MAX_OPERATIONS } from './tracked-error';

export interface ErrorTally extends ErrorRef {
  /** Below 2^48, of the log events' ids: the same events delivered again, in whatever company, have it again. */
  readonly batch: number;
  readonly title: string;
  readonly category: ErrorCategory;
  readonly count: number;
  /** Epoch ms. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly counts: ErrorCounts;
  /** At most ten. */
  readonly operations: readonly string[];
  /** The last event of each release, and of those that name none; oldest first. */
  readonly events: readonly { readonly release?: string; readonly atMs: number }[];
  /** The one that tells most. */
  readonly sample: ErrorSample;
}

/** Of one batch; what is beyond is counted together. Code that puts a random text into each message makes as many. */
const MAX_KINDS = 100;
const OTHER_KIND = {
  fingerprint: 'ffffffffffffffff',
  title: 'more kinds of errors than are told apart',
  category: 'unknown',
} as const;
/** CloudWatch Logs takes events of the last 14 days and the next two hours; what says otherwise is of now. */
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

/** In the order in which they were met. */
export function tallyErrors(occurrences: readonly ErrorOccurrence[], nowMs: number): ErrorTally[] {
  const groups = new Map<string, ErrorOccurrence[]>();
  const [first] = occurrences;
  for (const occurrence of withoutEchoes(distinct(occurrences))) {
    const known = groups.get(keyOf(occurrence));
    const told = known || groups.size < MAX_KINDS ? occurrence : ofManyOthers(occurrence, first ?? occurrence);
    const group = groups.get(keyOf(told));
    if (group) group.push(told);
    else groups.set(keyOf(told), [told]);
  }
  return [...groups.values()].map((group) => tallyOf(group, nowMs));
}

function distinct(occurrences: readonly ErrorOccurrence[]): ErrorOccurrence[] {
  return [...new Map(occurrences.map((occurrence) => [occurrence.eventId, occurrence])).values()];
}

/** Lambda logs what a handler throws, also where the handler's own log told of it. */
function withoutEchoes(occurrences: readonly ErrorOccurrence[]): ErrorOccurrence[] {
  const told = new Set(occurrences.filter(({ byRuntime }) => !byRuntime).flatMap(marksOf));
  return occurrences.filter(
    (occurrence) => !occurrence.byRuntime || !marksOf(occurrence).some((mark) => told.has(mark)),
  );
}

/** Either is enough: a logger may have cut the stack, or hidden a secret in the message. */
function marksOf({ fingerprint, title, sample: { requestId } }: ErrorOccurrence): string[] {
  if (requestId === undefined) return [];
  const marks = [fingerprint, title, ...(TIMEOUT.test(title) ? ['timeout'] : [])];
  return marks.map((mark) => `${requestId} ${mark}`);
}

/** What the middleware says ahead of it, and what Lambda says of it. */
const TIMEOUT = /^(?:ImpendingTimeout|Sandbox\.Timedout)\b/;

/** All of one service: lines may name as many services as they like. */
function ofManyOthers(occurrence: ErrorOccurrence, { service, environment }: ErrorOccurrence): ErrorOccurrence {
  return { ...occurrence, service, environment, ...OTHER_KIND };
}

/** A kind of error that there is no room for, counted with all others that there is none for. */
export function asOtherKind(tally: ErrorTally): ErrorTally {
  return { ...tally, ...OTHER_KIND };
}

export function isOtherKind({ fingerprint }: ErrorRef): boolean {
  return fingerprint === OTHER_KIND.fingerprint;
}

function keyOf({ service, environment, fingerprint }: ErrorOccurrence): string {
  return `${service}/${environment}/${fingerprint}`;
}

function tallyOf(group: readonly ErrorOccurrence[], nowMs: number): ErrorTally {
  const { service, environment, fingerprint, title, category } = group[0] as ErrorOccurrence;
  const sorted = group
    .map(({ sample }) => ({ ...sample, atMs: plausible(sample.atMs, nowMs) }))
    .sort((a, b) => a.atMs - b.atMs);
  const times = sorted.map(({ atMs }) => atMs);
  const operations = new Set(sorted.flatMap(({ operation }) => operation ?? []));
  const latest = new Map(
    sorted.map(({ release, atMs }) => [release, { ...(release !== undefined && { release }), atMs }]),
  );
  return {
    service,
    environment,
    fingerprint,
    batch: batchOf(group),
    title,
    category,
    count: group.length,
    firstMs: times[0] as number,
    lastMs: times.at(-1) as number,
    counts: keptCounts(countTimes(times), nowMs),
    operations: [...operations].slice(0, MAX_OPERATIONS),
    events: [...latest.values()].sort((a, b) => a.atMs - b.atMs),
    sample: sorted.reduce((best, sample) => (worth(sample) >= worth(best) ? sample : best)),
  };
}

function batchOf(group: readonly ErrorOccurrence[]): number {
  const ids = group.map(({ eventId }) => eventId).sort();
  return Number.parseInt(hash64(ids.join('\n')).slice(0, 12), 16);
}

function plausible(atMs: number, nowMs: number): number {
  return atMs >= nowMs - OLDEST_MS && atMs <= nowMs + NEWEST_MS ? atMs : nowMs;
}

/** A stack says more than what happened before, and both more than neither. */
function worth({ stack, breadcrumbs }: ErrorSample): number {
  return (stack === undefined ? 0 : 2) + (breadcrumbs.length > 0 ? 1 : 0);
}
