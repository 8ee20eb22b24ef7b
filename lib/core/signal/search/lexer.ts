import { SearchError } from './error';

export interface SearchToken {
  /** `exact`: in double quotes. `end`: after the last one. */
  readonly kind: 'word' | 'exact' | 'symbol' | 'end';
  /** Without quotes and escapes. */
  readonly text: string;
  readonly start: number;
  /** The index after its last character. */
  readonly end: number;
}

const PATTERNS = [
  ['symbol', /[{}(),=]/y],
  ['exact', /"(?:\\[\s\S]|[^"\\])*"/y],
  ['word', /[^\s{}(),="]+/y],
] as const;
const SPACE = /\s*/y;

/** Splits a search expression into tokens, the last of which is the end. */
export function tokenizeSearch(text: string): SearchToken[] {
  const tokens: SearchToken[] = [];
  let position = matchAt(SPACE, text, 0).length;
  while (position < text.length) {
    const token = readToken(text, position);
    tokens.push(token);
    position = token.end + matchAt(SPACE, text, token.end).length;
  }
  return [...tokens, { kind: 'end', text: '', start: text.length, end: text.length }];
}

function readToken(text: string, start: number): SearchToken {
  for (const [kind, pattern] of PATTERNS) {
    const found = matchAt(pattern, text, start);
    if (found === '') continue;
    return { kind, text: kind === 'exact' ? unescaped(found.slice(1, -1)) : found, start, end: start + found.length };
  }
  throw new SearchError('this double quote is not closed', 'end it with " (write \\" for a quote inside)', {
    text,
    position: start,
  });
}

/** Only these need the backslash; before anything else it stands for itself, as metric math has read escapes before. */
function unescaped(content: string): string {
  return content.replace(/\\(["\\()])/g, '$1');
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
