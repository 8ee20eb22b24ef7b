import { attempt } from './text';
import type { LambdaContext } from './wrap';

/** What is left for writing when an invocation is given up, in milliseconds. */
export const DEADLINE_MARGIN_MS = 50;

/** Calls `giveUp` shortly before Lambda stops the invocation; the answer stops it. Nothing where nobody knows when. */
export function beforeDeadline(context: unknown, giveUp: () => void): NodeJS.Timeout | undefined {
  const remainingMs = remainingOf(context) ?? 0;
  if (remainingMs <= 0) return undefined;
  const timer = setTimeout(giveUp, Math.max(remainingMs - DEADLINE_MARGIN_MS, 0));
  // A process that is done must not wait for it.
  timer.unref?.();
  return timer;
}

/** Milliseconds; `undefined` where nobody knows. */
export function remainingOf(context: unknown): number | undefined {
  const remainingMs = attempt(() => (context as LambdaContext).getRemainingTimeInMillis());
  // Timers cannot wait longer than 2^31 milliseconds, and Lambda runs 15 minutes at most.
  return typeof remainingMs === 'number' && remainingMs < 2 ** 31 ? remainingMs : undefined;
}
