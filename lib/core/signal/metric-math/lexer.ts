import { MetricMathError } from './error';

export type TokenKind = 'number' | 'text' | 'name' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string, its content. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]/y;
const STRING = /(["'])((?:\\[\s\S]|(?!\1)[^\\])*)\1/y;

/** Splits an expression into tokens, the last of which is the end. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = match(SPACE, text, 0).length;
  while (position < text.length) {
    const token = readToken(text, position);
    tokens.push(token);
    position = token.end + match(SPACE, text, token.end).length;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, start: number): Token {
  const character = text.charAt(start);
  if (character === '"' || character === "'") return readString(text, start);
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['name', NAME],
    ['symbol', SYMBOL],
  ] as const) {
    const found = match(pattern, text, start);
    if (found === '') continue;
    const end = start + found.length;
    if (kind === 'number') checkNumber(text, start, end);
    return { kind, text: found, start, end };
  }
  throw new MetricMathError(
    `character '${String.fromCodePoint(text.codePointAt(start) as number)}' is not expected`,
    hint(character),
    {
      text,
      position: start,
    },
  );
}

function readString(text: string, start: number): Token {
  const whole = match(STRING, text, start);
  if (whole === '') {
    const quote = text.charAt(start);
    throw new MetricMathError(
      'this string is not closed',
      `end it with ${quote} (write \\${quote} for a quote inside)`,
      {
        text,
        position: start,
      },
    );
  }
  const content = whole.slice(1, -1).replace(/\\([\s\S])/g, '$1');
  return { kind: 'text', text: content, start, end: start + whole.length };
}

function checkNumber(text: string, start: number, end: number): void {
  const next = match(NAME, text, end) || (text.charAt(end) === '.' ? '.' : '');
  if (next === '') return;
  throw new MetricMathError(
    `'${text.slice(start, end)}${next}' is neither a number nor an id`,
    'ids start with a lowercase letter; numbers look like 5, 50.25 or 1e-3',
    { text, position: start },
  );
}

function hint(character: string): string {
  if (character === '=') return 'write == to compare';
  if (character === '&' || character === '|') return `write AND or &&, OR or ||`;
  if ('“”‘’„'.includes(character)) return 'write strings in straight quotes: "errors"';
  if (character === '{') return 'lists of time series stand in square brackets: [m1, m2]';
  return 'an expression has numbers, ids, functions, strings, brackets and the operators + - * / ^ == != < <= > >= AND OR';
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
