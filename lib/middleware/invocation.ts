import { type Outcome, outcomeOfTimeout } from './outcome';
import type { Recorder } from './recorder';
import { attempt } from './text';

/** One invocation under observation. Nothing here throws. */
export interface Invocation {
  /** Records how the invocation ended. Only the first end counts. */
  end(outcome: () => Outcome): void;
  /** Ends the invocation as timed out shortly before Lambda stops it, if nothing else ended it by then. */
  watchDeadline(): void;
}

/** What is left for writing when an invocation is given up, in milliseconds. */
const DEADLINE_MARGIN_MS = 50;

export function beginInvocation(recorder: Recorder, event: unknown, context: unknown, coldStart: boolean): Invocation {
  const startMs = Date.now();
  const startedAt = performance.now();
  let subject = attempt(() => recorder.describe(event, context, coldStart));
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function end(outcome: () => Outcome): void {
    const ending = subject;
    subject = undefined;
    clearTimeout(deadline);
    // Milliseconds with three decimals.
    const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    if (ending) attempt(() => recorder.record(ending, outcome(), startMs, durationMs));
  }

  function watchDeadline(): void {
    const remainingMs = attempt(() => (context as RemainingTime).getRemainingTimeInMillis());
    if (!subject || typeof remainingMs !== 'number' || !(remainingMs > 0)) return;
    const { operation } = subject.template;
    deadline = setTimeout(() => end(() => outcomeOfTimeout(operation)), Math.max(remainingMs - DEADLINE_MARGIN_MS, 0));
    // A process that is done must not wait for it.
    deadline.unref?.();
  }

  return { end, watchDeadline };
}

interface RemainingTime {
  getRemainingTimeInMillis(): unknown;
}
