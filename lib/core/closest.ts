/** More mistakes than this, and it is another word rather than a misspelt one. */
const MOST_MISTAKES = 2;
/** Longer than any name: not worth comparing letter by letter. */
const LONGEST_WORD = 1_024;

/**
 * The allowed word that a misspelt one most likely stands for: at most two letters wrong, missing, added or swapped
 * with their neighbour, and not all of them. Capitals do not matter; the first of equally close ones wins.
 */
export function closest(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const limit = Math.min(MOST_MISTAKES, word.length - 1);
  let best: { readonly candidate: string; readonly away: number } | undefined;
  for (const candidate of allowed) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const away = distance(word.toLowerCase(), candidate.toLowerCase());
    if (away <= limit && (!best || away < best.away)) best = { candidate, away };
  }
  return best?.candidate;
}

/** The hint of an error, such as `; did you mean 'Orders'?`; empty where no word is near. */
export function didYouMean(word: string, allowed: readonly string[]): string {
  const meant = closest(word, allowed);
  return meant === undefined ? '' : `; did you mean '${meant}'?`;
}

/**
 * How many letters lie between two words: Levenshtein distance where swapped neighbours count once (optimal string
 * alignment).
 */
export function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(before, j - 2) + 1 : replaced;
      next.push(Math.min(replaced, swap, at(row, j) + 1, at(next, j - 1) + 1));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] as number;
}
