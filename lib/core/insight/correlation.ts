import type { Residuals } from './residuals';

/** How alike two series move about the trouble, one of them some time ahead. */
export interface Likeness {
  /** Spearman's rank correlation, -1 to 1. */
  readonly rho: number;
  /** How far the candidate is ahead. */
  readonly aheadMs: number;
  /** The most that the same hours of other days reach with the same freedom to shift. */
  readonly byChance: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const BEFORE_MS = 180 * MINUTE_MS;
const AFTER_MS = 45 * MINUTE_MS;
const MOST_AHEAD_MS = 30 * MINUTE_MS;
const OTHER_DAYS = 14;
const FEWEST_DAYS = 5;
const FEWEST_PAIRS = 20;
const LEAST_RHO = 0.6;
const MARGIN = 0.1;

/**
 * Robust correlation, shifted by up to half an hour, of what two series do beside their seasons. It counts only where it
 * is more than the candidate reaches with its hours of other days: by trying shifts, chance alone finds something.
 * @returns `undefined` where they are not alike, or too little is known
 */
export function likenessOf(candidate: Residuals, symptom: Residuals, beganMs: number): Likeness | undefined {
  if (candidate.periodMs !== symptom.periodMs) return undefined;
  const found = bestShift(candidate, symptom, beganMs, 0);
  if (!found || Math.abs(found.rho) < LEAST_RHO) return undefined;
  const others = Array.from({ length: OTHER_DAYS }, (_, day) =>
    bestShift(candidate, symptom, beganMs, (day + 1) * DAY_MS),
  );
  const known = others.flatMap((other) => (other ? [Math.abs(other.rho)] : []));
  const byChance = Math.max(...known);
  if (known.length < FEWEST_DAYS || byChance + MARGIN > Math.abs(found.rho)) return undefined;
  return { ...found, byChance };
}

/** @param backMs which hours of the candidate: 0 for those of the trouble */
function bestShift(candidate: Residuals, symptom: Residuals, beganMs: number, backMs: number) {
  const { periodMs } = symptom;
  let best: { readonly rho: number; readonly aheadMs: number } | undefined;
  for (let aheadMs = 0; aheadMs <= MOST_AHEAD_MS; aheadMs += periodMs) {
    const pairs: (readonly [number, number])[] = [];
    for (let atMs = beganMs - BEFORE_MS; atMs < beganMs + AFTER_MS; atMs += periodMs) {
      const pair = [at(candidate, atMs - aheadMs - backMs), at(symptom, atMs)] as const;
      if (!pair.some(Number.isNaN)) pairs.push(pair);
    }
    if (pairs.length < FEWEST_PAIRS) continue;
    const rho = spearman(pairs);
    if (!best || Math.abs(rho) > Math.abs(best.rho)) best = { rho, aheadMs };
  }
  return best;
}

function at({ startMs, periodMs, values }: Residuals, ms: number): number {
  return values[Math.floor((ms - startMs) / periodMs)] ?? Number.NaN;
}

/** Ranks instead of values: one huge value makes no correlation. 0 where one of both never changes. */
export function spearman(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [ranks(pairs.map(([one]) => one)), ranks(pairs.map(([, other]) => other))];
  const mean = (pairs.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (const [index, rank] of x.entries()) {
    const [dx, dy] = [rank - mean, (y[index] as number) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** From 1; equal values share the middle of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((value, index) => [value, index] as const).sort((a, b) => a[0] - b[0]);
  const result = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && order[last + 1]?.[0] === order[first]?.[0]) last += 1;
    for (let index = first; index <= last; index += 1) result[order[index]?.[1] as number] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return result;
}
