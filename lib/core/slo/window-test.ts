import type { EventCounts } from './counts';
import { sumBetween } from './prefix-sums';
import { compareShare, type ReadShare } from './share';

/** What is true after every step of a stretch. */
export type Verdict = 'all' | 'none' | 'unsure';

/** A window of a rule: when it breaches. */
export interface WindowTest {
  /** In steps. */
  readonly length: number;
  /** It breaches above this share of bad events. */
  readonly share: ReadShare;
  /** With fewer events, or fewer bad ones, it does not. */
  readonly minTotal: number;
  readonly minBad: number;
  /** It ends at the last full hour instead of the last step. */
  readonly hourly: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * Whether a window breaches after each, or after none, of `first` to `last` steps. All windows of the stretch lie in the
 * widest one and hold the narrowest, so two sums bound them all; one alone is both, and never unsure. For more than one,
 * counts must not be below 0.
 */
export function judgeStretch(counts: EventCounts, test: WindowTest, first: number, last: number): Verdict {
  const { bads, totals } = counts;
  const from = test.hourly ? stepsUntilHour(counts, first) : first;
  const to = test.hourly ? stepsUntilHour(counts, last) : last;
  const start = from > test.length ? from - test.length : 0;
  const lastStart = to > test.length ? to - test.length : 0;
  const mostBad = sumBetween(bads, start, to);
  if (!(mostBad > 0) || mostBad < test.minBad) return 'none';
  const leastTotal = lastStart < from ? sumBetween(totals, lastStart, from) : 0;
  if (leastTotal > 0 && compareShare(mostBad, leastTotal, test.share) <= 0) return 'none';
  const mostTotal = sumBetween(totals, start, to);
  if (!(mostTotal > 0) || mostTotal < test.minTotal) return 'none';
  const leastBad = lastStart < from ? sumBetween(bads, lastStart, from) : 0;
  if (!(leastTotal > 0) || leastTotal < test.minTotal || leastBad < test.minBad) return 'unsure';
  return compareShare(leastBad, mostTotal, test.share) > 0 ? 'all' : 'unsure';
}

/** How many steps end at or before the last full hour. */
function stepsUntilHour({ startMs, stepSeconds }: EventCounts, steps: number): number {
  const stepMs = stepSeconds * 1000;
  const hourMs = Math.floor((startMs + steps * stepMs) / HOUR_MS) * HOUR_MS;
  return Math.max(Math.floor((hourMs - startMs) / stepMs), 0);
}
