import { FilterPatternError } from './pattern';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (regex quotas) */
const MAX_REGEXES = 2;

/** Reads a filter pattern from left to right. */
export class Scanner {
  position = 0;
  private regexes = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character, `''` at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }

  /** Steps over `expected` if it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  /** Steps over the longest run of characters that fit. */
  takeWhile(fits: (character: string) => boolean): string {
    const start = this.position;
    while (!this.done && fits(this.peek())) this.position++;
    return this.text.slice(start, this.position);
  }

  skipSpaces(): void {
    this.takeWhile(isSpace);
  }

  /** The text of a string in double quotes, `\"` and `\\` resolved. */
  quoted(): string {
    const start = this.position++;
    let content = '';
    while (!this.done) {
      const character = this.text.charAt(this.position++);
      if (character === '"') return content;
      const escaped = character === '\\' && (this.peek() === '"' || this.peek() === '\\');
      content += escaped ? this.text.charAt(this.position++) : character;
    }
    throw this.error('this double quote is not closed', 'end the string with " (write \\" for a quote inside)', start);
  }

  /** The source of a regular expression between two `%`, and where it starts. */
  regexSource(): { source: string; start: number } {
    const start = this.position + 1;
    const end = this.text.indexOf('%', start);
    if (end < 0) throw this.error('this % is not closed', 'end the regular expression with %');
    if (++this.regexes > MAX_REGEXES) {
      throw this.error('there are too many regular expressions', `a pattern may have ${MAX_REGEXES}`);
    }
    this.position = end + 1;
    return { source: this.text.slice(start, end), start };
  }

  /** Only spaces may follow. */
  expectEnd(after: string): void {
    this.skipSpaces();
    if (!this.done) throw this.error(`'${this.peek()}' follows ${after}`, `nothing may follow ${after}`);
  }

  /** What comes next, for error messages. */
  describeNext(): string {
    return this.done ? 'the pattern ends' : `'${this.peek()}' is not expected here`;
  }

  error(what: string, allowed: string, position = this.position): FilterPatternError {
    return new FilterPatternError(this.text, position, what, allowed);
  }
}

export function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
