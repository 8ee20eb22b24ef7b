import { closest } from '../../closest';
import { shownText } from './error';
import type { Scanner } from './scanner';
import { ALL_UNITS, type Quantity, type QuantityUnit } from './types';

const UNIT = /%|\/?[A-Za-zµ]+(?:\/[A-Za-z]+)?/y;
/** What may follow a number that has no unit. */
const NEXT = ['for', 'over'] as const;

export function readQuantity(scanner: Scanner): Quantity {
  const number = scanner.number('write a number, such as 80%, 1.5s or 10');
  if ((NEXT as readonly string[]).includes(scanner.peekWord().toLowerCase())) return { number };
  const at = scanner.position;
  const unit = scanner.take(UNIT);
  if (unit === undefined) return { number };
  if (isUnit(unit)) return { number, unit };
  const meant = closest(unit, ALL_UNITS);
  const allowed = `${meant ? `did you mean '${meant}'? Units` : 'units'} are ${ALL_UNITS.join(', ')}`;
  throw scanner.error(`'${shownText(unit, 40)}' is no unit`, allowed, at);
}

export function quantityText({ number, unit = '' }: Pick<Quantity, 'number'> & { readonly unit?: string }): string {
  return `${numberText(number)}${unit}`;
}

/** Without the exponent that small numbers would have. */
export function numberText(number: number): string {
  const text = String(number);
  return text.includes('e') ? number.toFixed(10).replace(/\.?0+$/, '') : text;
}

function isUnit(text: string): text is QuantityUnit {
  return (ALL_UNITS as readonly string[]).includes(text);
}
