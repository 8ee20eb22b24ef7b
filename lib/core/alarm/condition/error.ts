import { oneLine, shorten } from '../../signal/words';

const SHOWN = 120;

/** A text that is no condition. */
export class ConditionError extends Error {
  /** Where it goes wrong, counted from 1 in UTF-16 units. */
  readonly column: number;

  constructor(text: string, position: number, what: string, allowed: string) {
    super(`Condition '${shownText(text)}' is not valid at column ${position + 1}: ${what}; ${allowed}`);
    this.name = 'ConditionError';
    this.column = position + 1;
  }
}

/** As messages show a piece of the text: one line, nothing that a terminal or a browser would act on. */
export function shownText(text: string, maxLength = SHOWN): string {
  return shorten(oneLine(text.slice(0, 2 * maxLength)), maxLength).replace(/\p{Cs}/gu, '\ufffd');
}
