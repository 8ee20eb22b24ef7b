/** A percentage of up to 10 decimals as a whole number over another: in floating point, 7 % of 100 is more than 7. */
export interface Percent {
  readonly numerator: number;
  readonly denominator: number;
}

/** Reads `99`, `99.9`: digits with at most 10 decimals. */
export function parsePercent(digits: string): Percent {
  const [whole = '', decimals = ''] = digits.split('.');
  return { numerator: Number(whole + decimals), denominator: 100 * 10 ** decimals.length };
}

/** The fraction of 1 that it is, correctly rounded: 0.999 for `99.9`. */
export function fractionOf(digits: string): number {
  return Number(`${digits}e-2`);
}

/**
 * That part of `count` observations, rounded to whole observations; as it is where the count is not whole, because
 * then there are no ranks to round to.
 */
export function partOf(percent: Percent, count: number, rounding: 'up' | 'down'): number {
  const { numerator, denominator } = percent;
  if (!Number.isSafeInteger(count)) return (numerator / denominator) * count;
  const product = numerator * count;
  if (!Number.isSafeInteger(product)) return largePart(percent, count, rounding);
  const rest = product % denominator;
  return (product - rest) / denominator + (rest > 0 && rounding === 'up' ? 1 : 0);
}

function largePart({ numerator, denominator }: Percent, count: number, rounding: 'up' | 'down'): number {
  const product = BigInt(numerator) * BigInt(count);
  const extra = rounding === 'up' ? BigInt(denominator) - 1n : 0n;
  return Number((product + extra) / BigInt(denominator));
}
