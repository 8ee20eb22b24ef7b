import { keptCounts, stepsIn } from '../../core/error/counts';
import { judgeBatch } from '../../core/error/judge';
import { asOtherKind, type ErrorTally, isOtherKind } from '../../core/error/tally';
import { newError, type TrackedError } from '../../core/error/tracked-error';
import type { Run } from './run';
import { tellPending } from './tell';

const MAX_TRIES = 5;
/** Attributes of minutes, hours and days that are over go together: each for itself would be a write a minute. */
const MAX_STALE = 16;

/** Counts a batch of one error, once, and judges the error. Most often that is one write. */
export async function countTally(run: Run, given: ErrorTally): Promise<void> {
  let tally = given;
  const service = await run.services.meet(tally, tally.events, run.nowMs);
  const { ports, nowMs } = run;
  let error: TrackedError | undefined;
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    error ??= await counted(run, tally);
    if (error.version === 0 && !isOtherKind(tally) && !run.kinds.take(tally, nowMs)) {
      tally = asOtherKind(tally);
      error = await counted(run, tally);
    }
    const judged = judgeBatch(error, tally, service, nowMs, ports.settings);
    const next = judged ? await store(run, judged.error, tally) : await tidied(run, error);
    if (next) {
      if (judged?.newSample) await ports.store.writeSample(next, tally.sample);
      await tellPending(run, next);
      return;
    }
    // Its batch is counted: it is only looked at again. What was new, and is no longer, is counted now.
    error = error.version === 0 ? undefined : await ports.store.read(tally);
  }
  throw new Error(`the error ${tally.fingerprint} was not judged: others wrote ${MAX_TRIES} times`);
}

async function counted({ ports }: Run, tally: ErrorTally): Promise<TrackedError> {
  const result = await ports.store.add(tally);
  return result.outcome === 'unknown' ? newError(tally) : result.error;
}

/** @returns `undefined`: somebody else wrote */
async function store({ ports, nowMs }: Run, error: TrackedError, tally: ErrorTally): Promise<TrackedError | undefined> {
  const next = { ...error, version: error.version + 1 };
  const isNew = error.version === 0;
  const outcome = isNew ? await ports.store.create(next, tally.batch) : await ports.store.revise(next, nowMs);
  return outcome === 'committed' ? next : undefined;
}

/** Without minutes, hours and days that are over, where they are many. */
async function tidied({ ports, nowMs }: Run, error: TrackedError): Promise<TrackedError> {
  const counts = keptCounts(error.counts, nowMs);
  if (stepsIn(error.counts) - stepsIn(counts) <= MAX_STALE) return error;
  const next = { ...error, version: error.version + 1 };
  // Whoever was faster tidied up, or the next batch will.
  return (await ports.store.revise(next, nowMs)) === 'committed' ? next : error;
}
