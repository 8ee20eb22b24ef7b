/** Whether values go up or down more consistently than chance would have them: Mann (1945) and Kendall (1975). */

/** Values that hang together say less than as many independent ones would: none is taken to be worth less than this. */
const MOST_CORRELATION = 0.95;

/**
 * The probability that a series without a trend looks like one that much, both directions counted. Its variance is
 * widened for values that hang together with their neighbours.
 * Yue and Wang, "The Mann-Kendall test modified by effective sample size", Water Resources Management 18 (2004).
 * @param residuals the same values without their trend, for the correlation of neighbours
 */
export function mannKendall(values: readonly number[], residuals: readonly number[]): number {
  const count = values.length;
  if (count < 3) return 1;
  let score = 0;
  for (const [index, value] of values.entries()) {
    for (let later = index + 1; later < count; later += 1) score += Math.sign((values[later] as number) - value);
  }
  const correlation = Math.min(MOST_CORRELATION, Math.max(0, neighbourCorrelation(residuals)));
  const widened = (varianceOf(values) * (1 + correlation)) / (1 - correlation);
  if (widened === 0) return 1;
  const distance = Math.max(0, Math.abs(score) - 1) / Math.sqrt(widened);
  return 2 * upperTail(distance);
}

function varianceOf(values: readonly number[]): number {
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const term = (count: number) => count * (count - 1) * (2 * count + 5);
  return (term(values.length) - [...ties.values()].reduce((sum, count) => sum + term(count), 0)) / 18;
}

function neighbourCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let together = 0;
  let alone = 0;
  for (const [index, value] of values.entries()) {
    alone += (value - mean) ** 2;
    if (index > 0) together += (value - mean) * ((values[index - 1] as number) - mean);
  }
  return alone === 0 ? 0 : together / alone;
}

/** Of the normal distribution, exact to 7.5e-8: formula 26.2.17 of Abramowitz and Stegun. */
function upperTail(distance: number): number {
  const t = 1 / (1 + 0.2316419 * distance);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-distance * distance) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
