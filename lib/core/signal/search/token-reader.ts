import { SearchError } from './error';
import type { SearchToken } from './lexer';

/** Goes through the tokens of a search. */
export class TokenReader {
  private index = 0;

  constructor(
    readonly text: string,
    private readonly tokens: readonly SearchToken[],
  ) {}

  peek(): SearchToken {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] as SearchToken;
  }

  next(): SearchToken {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  takes(symbol: string): boolean {
    return this.takesIf('symbol', symbol);
  }

  takesWord(word: string): boolean {
    return this.takesIf('word', word);
  }

  error(what: string, allowed: string, { start }: SearchToken = this.peek()): SearchError {
    return new SearchError(what, allowed, { text: this.text, position: start });
  }

  unexpected(token: SearchToken, allowed: string): SearchError {
    return this.error(`'${token.text}' is not expected here`, allowed, token);
  }

  private takesIf(kind: SearchToken['kind'], text: string): boolean {
    const token = this.peek();
    if (token.kind !== kind || token.text !== text) return false;
    this.index += 1;
    return true;
  }
}
