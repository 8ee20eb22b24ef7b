/** Points of one stretch without an `await` that share a time. */
const MAX_READS = 1_000;

/**
 * A clock that is read once for all points that are recorded without an `await` between them, and again after 1,000 of
 * them: reading the time costs as much as recording a point, and points are counted by the minute or second.
 */
export function turnClock(now: () => number): () => number {
  let time = 0;
  let left = 0;
  const forget = () => {
    left = 0;
  };
  return () => {
    if (left > 0) {
      left -= 1;
      return time;
    }
    queueMicrotask(forget);
    left = MAX_READS;
    time = now();
    return time;
  };
}
