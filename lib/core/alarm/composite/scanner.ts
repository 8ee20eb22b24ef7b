import { AlarmRuleError } from './error';

/** Ends an unquoted word: the docs forbid spaces, round brackets and commas in unquoted names. */
const WORD = /[^\s(),]+/y;
const SPACE = /\s*/y;

/** Reads an alarm rule from left to right; whitespace and line breaks mean nothing outside quotes. */
export class Scanner {
  position = 0;

  constructor(readonly rule: string) {
    this.skipSpace();
  }

  get done(): boolean {
    return this.position >= this.rule.length;
  }

  /** Steps over `mark` if it comes next. */
  take(mark: string): boolean {
    if (!this.rule.startsWith(mark, this.position)) return false;
    this.position += mark.length;
    this.skipSpace();
    return true;
  }

  expect(mark: string, why: string): void {
    if (!this.take(mark)) throw this.error(this.describeNext(), `write ${mark} ${why}`);
  }

  /** The word that comes next, without stepping over it; `''` where there is none. */
  peekWord(): string {
    return this.match(WORD);
  }

  /** Steps over `word` if it is the next word. */
  takeWord(word: string): boolean {
    return this.peekWord() === word && this.take(word);
  }

  /** An alarm name or ARN: quoted, `\"` and `\\` resolved, or a bare word. */
  name(): string {
    const start = this.position;
    const name = this.rule.charAt(start) === '"' ? this.quoted() : this.peekWord();
    if (this.rule.charAt(start) !== '"') this.position += name.length;
    this.skipSpace();
    if (name === '') throw this.error(describeMissingName(this.rule, start), 'write an alarm name or ARN', start);
    return name;
  }

  /** What comes next, for error messages. */
  describeNext(): string {
    if (this.done) return 'the rule ends here';
    return `'${this.peekWord() || this.rule.charAt(this.position)}' is not expected here`;
  }

  error(what: string, allowed: string, position = this.position): AlarmRuleError {
    return new AlarmRuleError(this.rule, position, what, allowed);
  }

  private quoted(): string {
    const start = this.position++;
    let content = '';
    while (!this.done) {
      const character = this.rule.charAt(this.position++);
      if (character === '"') return content;
      const escaped = character === '\\' && /["\\]/.test(this.rule.charAt(this.position));
      content += escaped ? this.rule.charAt(this.position++) : character;
    }
    throw this.error('this double quote is not closed', 'end the name with " (write \\" for a quote inside)', start);
  }

  private skipSpace(): void {
    this.position += this.match(SPACE).length;
  }

  private match(expression: RegExp): string {
    expression.lastIndex = this.position;
    return expression.exec(this.rule)?.[0] ?? '';
  }
}

function describeMissingName(rule: string, position: number): string {
  return rule.startsWith('""', position) ? 'the alarm name is empty' : 'an alarm name is missing';
}
