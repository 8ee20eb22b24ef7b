import type { Fraction } from './fraction';

/** A share of events, ready to be compared with many counts. */
export interface ReadShare {
  readonly numerator: number;
  readonly denominator: number;
  readonly exact: Fraction;
}

/**
 * Below this relative distance doubles cannot be trusted: whole counts are then compared in integers; fractional counts,
 * and counts beyond 2^53, are equal.
 */
const DOUBT = 1e-12;
const SAFE = Number.MAX_SAFE_INTEGER;
const DIGITS = 12;

export function readShare(exact: Fraction): ReadShare {
  return { numerator: Number(exact.numerator), denominator: Number(exact.denominator), exact };
}

/**
 * Compares `bad / total` with a share: positive, 0 or negative as it is above, at or below. Cross-multiplied, so nothing
 * is rounded: in doubles where they hold the products or leave no doubt, in integers of any size else.
 */
export function compareShare(bad: number, total: number, share: ReadShare): number {
  const left = bad * share.denominator;
  const right = total * share.numerator;
  const difference = left - right;
  return Math.abs(difference) > DOUBT * right ? difference : closeCall(bad, total, share);
}

function closeCall(bad: number, total: number, { numerator, denominator, exact }: ReadShare): number {
  if (!Number.isSafeInteger(bad) || !Number.isSafeInteger(total)) return 0;
  const left = bad * denominator;
  const right = total * numerator;
  if (left <= SAFE && right <= SAFE) return left - right;
  return Number(BigInt(bad) * exact.denominator - BigInt(total) * exact.numerator);
}

/** The digits that people read and compare; what is computed in doubles is right to 15. */
export function twelveDigits(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
