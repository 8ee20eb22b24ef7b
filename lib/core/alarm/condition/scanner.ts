import { ConditionError, shownText } from './error';

/** Signs of a comparison end a word, so that `cpu>80%` needs no spaces. */
const WORD = /[^\s<>=≤≥]+/y;
const SPACE = /\s*/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?/y;
/** More digits than a number of CloudWatch holds. */
const MOST_DIGITS = 15;
const MOST_DECIMALS = 10;

/** Reads a condition from left to right; every step goes on from where the last one ended. */
export class Scanner {
  position = 0;

  constructor(readonly text: string) {
    this.skipSpace();
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** Steps over what a sticky expression matches here; `undefined` where it does not. */
  take(expression: RegExp): string | undefined {
    const found = this.match(expression);
    if (found === '') return undefined;
    this.position += found.length;
    this.skipSpace();
    return found;
  }

  /** The word that comes next, without stepping over it; `''` where there is none. */
  peekWord(): string {
    return this.match(WORD);
  }

  nextWord(): string {
    return this.take(WORD) ?? '';
  }

  /** Steps over one of these words, in any case, if it comes next. */
  takeWord<T extends string>(...words: readonly T[]): T | undefined {
    const next = this.peekWord().toLowerCase();
    const found = words.find((word) => word === next);
    if (found !== undefined) this.nextWord();
    return found;
  }

  /** @param allowed for the message, where no number comes next */
  number(allowed: string): number {
    const start = this.position;
    const found = this.take(NUMBER);
    if (found === undefined) throw this.unexpected(allowed);
    const [digits = '', decimals = ''] = found.replace(/^[+-]?0*/, '').split('.');
    if (digits.length <= MOST_DIGITS && decimals.length <= MOST_DECIMALS) return Number(found) || 0;
    const limit = `write at most ${MOST_DIGITS} digits and ${MOST_DECIMALS} decimals`;
    throw this.error(`the number ${shownText(found, 40)} is too long`, limit, start);
  }

  unexpected(allowed: string): ConditionError {
    const next = this.peekWord() || this.text.charAt(this.position);
    const what = this.done ? 'the condition ends here' : `'${shownText(next, 40)}' is not expected here`;
    return this.error(what, allowed);
  }

  error(what: string, allowed: string, position = this.position): ConditionError {
    return new ConditionError(this.text, position, what, allowed);
  }

  private skipSpace(): void {
    this.position += this.match(SPACE).length;
  }

  private match(expression: RegExp): string {
    expression.lastIndex = this.position;
    return expression.exec(this.text)?.[0] ?? '';
  }
}
