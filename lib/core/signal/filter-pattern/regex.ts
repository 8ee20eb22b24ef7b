import { CharacterSet } from './character-set';
import { type RegexItem, searcher } from './regex-search';
import type { Scanner } from './scanner';

/** Items of all alternatives after `{m,n}` is written out: bounds the work per character of a message. */
const MAX_ITEMS = 500;

const SYMBOLS = ':_#=@/;,- ';
const OPERATORS = '^$?[]{}|\\*+.';

/**
 * Compiles the documented subset of regular expressions (no groups) to a search that takes time linear in the text, as
 * it never backtracks. Errors name the column in the filter pattern; `start` is where `source` starts there.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
 */
export function compileRegex(source: string, scanner: Scanner, start: number): (text: string) => boolean {
  return searcher(new RegexReader(source, scanner, start).alternatives());
}

class RegexReader {
  private position = 0;

  constructor(
    private readonly source: string,
    private readonly scanner: Scanner,
    private readonly start: number,
  ) {}

  alternatives(): RegexItem[][] {
    const alternatives = [this.sequence()];
    while (this.take('|')) alternatives.push(this.sequence());
    const items = alternatives.reduce((sum, alternative) => sum + alternative.length, 0);
    if (items > MAX_ITEMS) {
      throw this.error(`it repeats to ${items} characters`, `at most ${MAX_ITEMS} are supported; lower the {m,n}`, 0);
    }
    return alternatives;
  }

  private sequence(): RegexItem[] {
    const items: RegexItem[] = [];
    const start = this.position;
    while (this.position < this.source.length && this.peek() !== '|') items.push(...this.repeatedItem());
    if (this.position === start) throw this.error('there is nothing to match', 'a character must stand here');
    return items;
  }

  private repeatedItem(): RegexItem[] {
    if (this.take('^')) return [{ kind: 'start' }];
    if (this.take('$')) return [{ kind: 'end' }];
    const set = this.atom();
    const items = this.repetition(set);
    if ('*+?{'.includes(this.peek() || 'x')) {
      throw this.error(`'${this.peek()}' repeats nothing`, 'one *, +, ? or {m,n} may follow a character');
    }
    return items;
  }

  private repetition(set: CharacterSet): RegexItem[] {
    const once: RegexItem = { kind: 'once', set };
    const many: RegexItem = { kind: 'many', set };
    if (this.take('*')) return [many];
    if (this.take('+')) return [once, many];
    if (this.take('?')) return [{ kind: 'optional', set }];
    if (this.peek() !== '{') return [once];
    const { least, most } = this.bounds();
    const required = new Array<RegexItem>(least).fill(once);
    if (most === undefined) return [...required, many];
    return [...required, ...new Array<RegexItem>(most - least).fill({ kind: 'optional', set })];
  }

  private bounds(): { least: number; most: number | undefined } {
    const form = /^\{(\d{0,4})(?:(,) ?(\d{0,4}))?\}/.exec(this.source.slice(this.position));
    const [all, low = '', comma, high = ''] = form ?? [];
    const least = Number(low || 0);
    const most = comma === undefined ? least : high === '' ? undefined : Number(high);
    const given = low !== '' || high !== '';
    if (!all || !given || Math.max(least, most ?? 0) > MAX_ITEMS || (most !== undefined && most < least)) {
      throw this.error(
        'this repetition is not valid',
        `{m}, {m,}, {,n} or {m,n} with m <= n <= ${MAX_ITEMS} is allowed`,
      );
    }
    this.position += all.length;
    return { least, most };
  }

  private atom(): CharacterSet {
    const character = this.peek();
    if (character === '[') return this.characterClass();
    if ('*+?{'.includes(character)) {
      throw this.error(
        `'${character}' repeats nothing`,
        `put a character before it, or write \\${character} for itself`,
      );
    }
    if (this.take('.')) return CharacterSet.all();
    return this.member();
  }

  private characterClass(): CharacterSet {
    const start = this.position++;
    const negated = this.take('^');
    const set = new CharacterSet();
    let empty = true;
    while (this.position < this.source.length && this.peek() !== ']') {
      set.addAll(this.classMember());
      empty = false;
    }
    if (empty || !this.take(']')) {
      throw this.error('this character class is empty or not closed', 'write [abc], [a-z] or [^a-z]', start);
    }
    return negated ? set.complement() : set;
  }

  private classMember(): CharacterSet {
    const start = this.position;
    const first = this.member();
    const isRange = this.peek() === '-' && ![']', ''].includes(this.source.charAt(this.position + 1));
    if (!isRange) return first;
    this.position++;
    const from = first.only();
    const to = this.member().only();
    if (from === undefined || to === undefined || from > to) {
      throw this.error('this range is not valid', 'a range goes from a lower to a higher character', start);
    }
    return CharacterSet.range(from, to);
  }

  private member(): CharacterSet {
    const character = this.source.charAt(this.position++);
    if (character === '\\') return this.escape();
    if (isPlain(character) || OPERATORS.includes(character)) return CharacterSet.of(character);
    throw this.error(
      `'${String.fromCodePoint(this.source.codePointAt(this.position - 1) ?? 0)}' is not supported in a regular expression`,
      `letters and digits of ASCII, spaces, ${SYMBOLS.trim()} and the operators ${OPERATORS} are allowed; write \\xhh for others`,
      this.position - 1,
    );
  }

  private escape(): CharacterSet {
    const character = this.source.charAt(this.position++);
    const shorthand = CharacterSet.shorthand(character);
    if (shorthand) return shorthand;
    const hex = character === 'x' ? /^[0-7][0-9A-Fa-f]/.exec(this.source.slice(this.position))?.[0] : undefined;
    if (hex !== undefined) {
      this.position += 2;
      return CharacterSet.of(String.fromCharCode(Number.parseInt(hex, 16)));
    }
    if (character !== '' && (SYMBOLS + OPERATORS).includes(character)) return CharacterSet.of(character);
    throw this.error(
      `'\\${character}' is not supported`,
      '\\d \\D \\s \\S \\w \\W, \\xhh (ASCII) and escaped operators are allowed',
      this.position - 2,
    );
  }

  private peek(): string {
    return this.source.charAt(this.position);
  }

  private take(expected: string): boolean {
    if (this.peek() !== expected) return false;
    this.position++;
    return true;
  }

  private error(what: string, allowed: string, position = this.position): Error {
    return this.scanner.error(what, allowed, this.start + position);
  }
}

function isPlain(character: string): boolean {
  return character !== '' && (/[A-Za-z0-9]/.test(character) || SYMBOLS.includes(character));
}
