/** How sure an estimate is: confidence levels, and the ranks and quantiles that belong to them. */

export const DEFAULT_CONFIDENCE = 0.9;

/** @throws RangeError where it is not between 0 and 1 */
export function checkConfidence(confidence: number): void {
  if (confidence > 0 && confidence < 1) return;
  throw new RangeError(`'confidence' must lie between 0 and 1, both exclusive, such as 0.9; got ${String(confidence)}`);
}

/**
 * How many standard deviations around the middle hold that share of a normal distribution: 1.645 for 0.9. By formula
 * 26.2.23 of Abramowitz and Stegun, exact to 0.0005.
 * https://personal.math.ubc.ca/~cbm/aands/page_933.htm
 */
export function normalWidth(confidence: number): number {
  const t = Math.sqrt(-2 * Math.log((1 - confidence) / 2));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/** Numbers that belong together as often as their share says. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The confidence interval of a median of pairwise slopes: the slopes whose ranks lie C/2 off the middle, C as wide as
 * Kendall's S varies by chance.
 * Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968); Hollander and Wolfe,
 * "Nonparametric Statistical Methods", section 9.3.
 * @param slopes in ascending order
 * @param variance of Kendall's S
 */
export function slopeInterval(slopes: ArrayLike<number>, variance: number, confidence: number): Interval {
  const width = normalWidth(confidence) * Math.sqrt(variance);
  const first = Math.round((slopes.length - width) / 2) - 1;
  const at = (rank: number) => slopes[Math.min(slopes.length - 1, Math.max(0, rank))] ?? Number.NaN;
  return { lower: at(first), upper: at(slopes.length - 1 - first) };
}
