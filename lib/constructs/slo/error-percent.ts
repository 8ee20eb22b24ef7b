import { type Fraction, fraction, parseFraction, subtract } from '../../core/slo/fraction';
import { shown } from '../check';
import { checkPercent } from './percent';

const HUNDRED = fraction(100n);

/** The objective in percent that leaves this many percent for errors, exactly: `99.9` for `0.1`. */
export function objectiveOfMaximum(where: string, maxPercent: number | string): string {
  checkPercent(where, 'maxPercent', '0.1', maxPercent);
  const share = String(maxPercent).includes('/') ? undefined : parseFraction(maxPercent);
  const refuse = (why: string) =>
    new Error(
      `${where}: 'maxPercent' must be a percentage above 0 and below 100 such as '0.1', got ${shown(maxPercent)}; ${why}`,
    );
  if (!share) throw refuse('write a number or its decimal text');
  const objective = subtract(HUNDRED, share);
  if (share.numerator <= 0n) {
    throw refuse('without any budget for errors a single one would break the objective for good; raise it');
  }
  if (objective.numerator <= 0n) throw refuse('everything may fail then, and nothing is left to hold; lower it');
  return decimalText(objective);
}

/** Of a decimal, whose denominator divides a power of ten. */
function decimalText({ numerator, denominator }: Fraction): string {
  let digits = 0;
  let scale = 1n;
  while (scale % denominator !== 0n) {
    digits += 1;
    scale *= 10n;
  }
  const text = String((numerator * scale) / denominator).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
