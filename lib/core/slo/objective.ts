import { divide, type Fraction, fraction, parseFraction, subtract } from './fraction';
import { SloError } from './slo-error';

/** Which share of the events must be good. */
export interface Objective {
  /** Percent, as it was written: `99.9`. */
  readonly percent: string;
  /** The error budget: which share may be bad, such as 1/1000. Exact, above 0 and below 1. */
  readonly budget: Fraction;
}

const HUNDRED = fraction(100n);

/**
 * Reads an objective in percent.
 * @param where for messages: whose objective it is
 * @throws {SloError} for what is no number, 0 or less, 100 or more
 */
export function parseObjective(where: string, value: number | string): Objective {
  const share = parseFraction(value);
  const refuse = (what: string) =>
    new SloError(`${where}: 'objective' must be a percentage such as '99.9', got ${JSON.stringify(value)}; ${what}`);
  if (!share || (typeof value === 'string' && value.includes('/'))) throw refuse('write a number or its decimal text');
  const budget = divide(subtract(HUNDRED, share), HUNDRED);
  if (budget.numerator <= 0n) {
    throw refuse('100 % and more leaves no error budget, and a single failure would break it for good; lower it');
  }
  if (share.numerator <= 0n) throw refuse('0 % and less holds whatever happens; raise it');
  return { percent: String(value).trim(), budget };
}
