import { type Fraction, fraction, parseFraction, subtract } from '../../core/slo/fraction';

const HUNDRED = fraction(100n);

/** The objective in percent that leaves this many percent for errors, exactly: `99.9` for `0.1`. */
export function objectiveOfMaximum(where: string, maxPercent: number | string): string {
  const share = String(maxPercent).includes('/') ? undefined : parseFraction(maxPercent);
  const objective = share && subtract(HUNDRED, share);
  const fits = share && objective && share.numerator > 0n && objective.numerator > 0n;
  if (fits) return decimalText(objective);
  throw new Error(
    `${where}: 'maxPercent' must be a percentage above 0 and below 100 such as '0.1', got ${JSON.stringify(maxPercent)}; ` +
      'without any budget for errors a single one would break the objective for good',
  );
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
