/** Stretches of a history that were no usual operation: a threshold is to catch them, not to make room for them. */
import { quantileOfSorted } from '../forecast/order-statistics';
import type { Episode, History } from './replay';

const HOUR_MS = 3_600_000;
const USUAL_SHARE = 0.95;
/** So many times as far from the median as 95 % of the values lie. */
const FAR = 8;
/** What takes more of the history than that is how the metric is. */
const MOST_OF_HISTORY = 0.05;

/**
 * Stretches with values far beyond the usual ones, those within an hour of each other as one.
 * @param upward which side is bad
 * @param atLeast how many far values make a stretch: as many as the alarm waits for
 */
export function outagesOf({ values, periodMs }: History, upward: boolean, atLeast: number): Episode[] {
  const side = Array.from(values, (value) => (upward ? value : -value));
  const sorted = Float64Array.from(side.filter((value) => !Number.isNaN(value))).sort();
  const middle = quantileOfSorted(sorted, 0.5);
  const limit = middle + FAR * (quantileOfSorted(sorted, USUAL_SHARE) - middle);
  if (limit === middle) return [];
  const far = side.flatMap((value, index) => (value > limit ? [index] : []));
  if (far.length > MOST_OF_HISTORY * sorted.length) return [];
  const stretches: { first: number; end: number; count: number }[] = [];
  for (const index of far) {
    const last = stretches.at(-1);
    if (last && (index - last.end) * periodMs < HOUR_MS) {
      last.end = index + 1;
      last.count += 1;
    } else {
      stretches.push({ first: index, end: index + 1, count: 1 });
    }
  }
  return stretches.filter(({ count }) => count >= atLeast).map(({ first, end }) => ({ first, end }));
}
