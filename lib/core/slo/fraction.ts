/**
 * An exact number. Objectives, factors and budgets are decimals that binary numbers cannot hold: with 1 - 0.999 for a
 * budget, a rule fires at exactly its threshold, where it must not.
 */
export interface Fraction {
  readonly numerator: bigint;
  /** Above 0; both share no divisor. */
  readonly denominator: bigint;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i;
/** Longer texts say nothing more, and take forever. */
const MAX_TEXT = 100;
const COUNT_DIGITS = 15;

/**
 * Reads a number as it is written: `99.9`, `'99.9'`, `'14/15'`, `1e-3`. `undefined` for what is none.
 * A number is taken by its shortest decimal form, which is what people wrote.
 */
export function parseFraction(value: unknown): Fraction | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? parseDecimal(String(value)) : undefined;
  if (typeof value !== 'string' || value.length > MAX_TEXT) return undefined;
  const [above = '', below, ...more] = value.trim().split('/');
  if (more.length > 0) return undefined;
  const numerator = parseDecimal(above.trim());
  if (below === undefined || !numerator) return numerator;
  const denominator = parseDecimal(below.trim());
  return denominator && denominator.numerator !== 0n ? divide(numerator, denominator) : undefined;
}

/**
 * A count. Whole ones are exact; others are sums of doubles, and right to 15 digits.
 * @param value finite
 */
export function ofCount(value: number): Fraction {
  if (Number.isSafeInteger(value)) return { numerator: BigInt(value), denominator: 1n };
  return parseDecimal(String(Number(value.toPrecision(COUNT_DIGITS)))) as Fraction;
}

/** @param denominator not 0 */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  const sign = denominator < 0n ? -1n : 1n;
  const positive = divisor < 0n ? -divisor : divisor;
  return { numerator: (sign * numerator) / positive, denominator: (sign * denominator) / positive };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { ...b, numerator: -b.numerator });
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** @param b not 0 */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Negative, 0 or positive, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * The number that is closest at twelve significant digits: 0.0144 for 14.4 x 0.001. CloudWatch compares with it, people
 * read it.
 */
export function toNumber({ numerator, denominator }: Fraction): number {
  const direct = Number(numerator) / Number(denominator);
  const value = Number.isFinite(direct) ? direct : Number((numerator * 10n ** 15n) / denominator) / 1e15;
  return Number(value.toPrecision(12));
}

function parseDecimal(text: string): Fraction | undefined {
  const [, sign, whole = '', decimals = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = BigInt(`${whole}${decimals}`) * (sign === '-' ? -1n : 1n);
  const shift = Number(exponent) - decimals.length;
  const scale = 10n ** BigInt(Math.abs(shift));
  return shift < 0 ? fraction(digits, scale) : fraction(digits * scale);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
