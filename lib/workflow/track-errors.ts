/**
 * `track-errors`: reads log events of a subscription, counts the errors among them by fingerprint, and tells what is new,
 * what is back and what comes far more often. Each five minutes it looks what of that is over.
 *
 * A batch is counted in one write for each fingerprint in it, whatever number of lines. CloudWatch Logs delivers at least
 * once, and Lambda tries again what failed: what was counted is known again, and counts once.
 */

import { ERROR_TRACKING_METRIC } from '../core/conventions';
import type { ErrorOccurrence } from '../core/error/log-event';
import { readLogEvent } from '../core/error/log-event';
import { type ErrorTally, tallyErrors } from '../core/error/tally';
import { PayloadRefused } from './ports/error-store';
import { countTally } from './track-errors/count';
import { type LogBatch, readBatch, subscriptionData } from './track-errors/log-batch';
import { NewKinds } from './track-errors/new-kinds';
import type { Run, TrackErrorsPorts, TrackedErrors } from './track-errors/run';
import { ServiceBook } from './track-errors/services';
import { clearOver } from './track-errors/sweep';

export type { TrackErrorsPorts, TrackedErrors } from './track-errors/run';

/**
 * @returns a handler of CloudWatch Logs subscriptions; of any other event, such as a schedule's, it clears what is over.
 * It throws where something was not stored, so that the batch comes again.
 */
export function trackErrors(ports: TrackErrorsPorts): (event: unknown) => Promise<TrackedErrors> {
  const services = new ServiceBook(ports);
  const kinds = new NewKinds();
  return async (event) => {
    const run: Run = { ports, services, kinds, nowMs: ports.clock.now() };
    const data = subscriptionData(event);
    if (data === undefined) return { events: 0, errors: 0, cleared: await clearOver(run) };
    const batch = await open(run, data);
    if (!batch) return { events: 0, errors: 0, refused: true };
    const occurrences = readAll(run, batch);
    await countAll(run, tallyErrors(occurrences, run.nowMs));
    return { events: batch.length, errors: occurrences.length };
  };
}

/** What can never be read is told of and given up: it would come again twice, and be no better. */
async function open({ ports }: Run, data: string): Promise<LogBatch | undefined> {
  try {
    return readBatch(await ports.payloads.unpack(data));
  } catch (error) {
    if (!(error instanceof PayloadRefused)) throw error;
    ports.metrics.count(ERROR_TRACKING_METRIC.refused);
    ports.log.error('a batch of log events was given up', { reason: error.message, bytes: data.length });
    return undefined;
  }
}

function readAll({ ports }: Run, batch: LogBatch): ErrorOccurrence[] {
  const read = batch.map(readLogEvent);
  const unreadable = read.filter(({ kind }) => kind === 'unreadable').length;
  if (unreadable > 0) {
    ports.metrics.count(ERROR_TRACKING_METRIC.unreadable, unreadable);
    ports.log.warn('log events could not be read', { unreadable, logGroup: batch[0]?.logGroup });
  }
  return read.flatMap((each) => (each.kind === 'other' ? [] : [each.occurrence]));
}

/** Fingerprints cannot fail each other; the batch fails at the end, and those that were counted are known then. */
async function countAll(run: Run, tallies: readonly ErrorTally[]): Promise<void> {
  const failed: unknown[] = [];
  for (let from = 0; from < tallies.length; from += PARALLEL) {
    const lane = tallies.slice(from, from + PARALLEL).map((tally) => countTally(run, tally));
    for (const result of await Promise.allSettled(lane)) if (result.status === 'rejected') failed.push(result.reason);
  }
  if (failed.length === 0) return;
  throw new Error(`${failed.length} of ${tallies.length} kinds of errors were not counted: ${String(failed[0])}`, {
    cause: failed[0],
  });
}

const PARALLEL = 10;
