/** Documents as data, before they are YAML or JSON. */
import { type Fraction, toNumber } from '../fraction';

/** A number by its decimal text: what a binary number would round is written as it is. */
export class Decimal {
  constructor(readonly text: string) {}

  toJSON(): number {
    return Number(this.text);
  }
}

/** What YAML and JSON can say; `undefined` in a mapping leaves the key out. */
export type DocumentValue = string | number | boolean | Decimal | readonly DocumentValue[] | DocumentMapping;
export interface DocumentMapping {
  readonly [key: string]: DocumentValue | undefined;
}

/** Exact where the decimal ends, else the closest of twelve digits. */
export function decimal(value: Fraction): Decimal {
  const digits = decimalsOf(value.denominator);
  if (digits === undefined) return new Decimal(String(toNumber(value)));
  const scaled = (value.numerator * 10n ** BigInt(digits)) / value.denominator;
  const text = String(scaled < 0n ? -scaled : scaled).padStart(digits + 1, '0');
  const sign = scaled < 0n ? '-' : '';
  return new Decimal(sign + (digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`));
}

/** How many decimals a fraction in lowest terms has; `undefined`: they never end. */
function decimalsOf(denominator: bigint): number | undefined {
  let rest = denominator;
  const count = { 2: 0, 5: 0 };
  for (const prime of [2, 5] as const) {
    for (; rest % BigInt(prime) === 0n; rest /= BigInt(prime)) count[prime] += 1;
  }
  return rest === 1n ? Math.max(count[2], count[5]) : undefined;
}
