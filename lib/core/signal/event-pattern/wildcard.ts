import { matchesParts } from '../filter-pattern/wildcard';
import { EventPatternError } from './error';
import type { LeafTest } from './leaf';

/**
 * EventBridge refuses wildcards of one field of which a text could reach more places at once; AWS describes the measure,
 * not its limit (observed: `*:*:*:*:*:event-bus/*` reaches 11 and is refused).
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-complexity
 */
const MAX_COMPLEXITY = 10;
/** Enough for patterns people write; a field that needs more to be judged is taken as it is. */
const MAX_EXPLORED = 3000;

const ANY = '*';

/** Reads a wildcard pattern: `*` is any text, `\*` and `\\` are the characters themselves. */
export function matchesWildcard(pattern: string, path: string): LeafTest {
  const parts = [''];
  for (const { character, wild } of readTokens(pattern, path)) {
    if (wild) parts.push('');
    else parts[parts.length - 1] += character;
  }
  const matches = matchesParts(parts);
  return (value) => typeof value === 'string' && matches(value);
}

interface Token {
  readonly character: string;
  readonly wild: boolean;
}

function readTokens(pattern: string, path: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    const following = pattern.charAt(index + 1);
    if (character === ANY && following === ANY) {
      throw new EventPatternError(path, `two wildcards stand together at ${index}`, 'write one *');
    }
    const escapes = character === '\\';
    if (escapes && following !== ANY && following !== '\\') {
      throw new EventPatternError(path, `'\\${following}' at ${index} is no escape`, '\\* and \\\\ are');
    }
    tokens.push(escapes ? { character: following, wild: false } : { character, wild: character === ANY });
    if (escapes) index++;
  }
  return tokens;
}

/** Throws if the wildcards of one field are too complex together: more than ten places reached by one text. */
export function checkComplexity(patterns: readonly string[], path: string): void {
  const distinct = [...new Set(patterns)].map((pattern) => [...readTokens(pattern, path), END]);
  if (distinct.length === 0 || mostPlaces(distinct) <= MAX_COMPLEXITY) return;
  throw new EventPatternError(
    path,
    'its wildcards are too complex together',
    'use fewer wildcards, or fewer repeated characters after a wildcard',
  );
}

const END: Token = { character: '\n', wild: false };

/** Explores which sets of places texts can reach, by sets of `[pattern, place]`; stops at the first above the limit. */
function mostPlaces(patterns: readonly (readonly Token[])[]): number {
  const alphabet = new Set(['', ...patterns.flat().flatMap(({ character, wild }) => (wild ? [] : [character]))]);
  const start = patterns.flatMap((tokens, pattern) => enter(tokens, pattern, 0));
  const seen = new Set<string>();
  const open: (readonly Place[])[] = [start];
  let most = 0;
  for (let places = open.pop(); places && seen.size < MAX_EXPLORED; places = open.pop()) {
    for (const character of alphabet) {
      const next = step(patterns, places, character);
      const key = next.map(({ pattern, place }) => `${pattern}.${place}`).join();
      if (next.length === 0 || seen.has(key)) continue;
      seen.add(key);
      most = Math.max(most, next.length);
      if (most > MAX_COMPLEXITY) return most;
      open.push(next);
    }
  }
  return most;
}

interface Place {
  readonly pattern: number;
  /** How many tokens are behind; a wildcard just behind goes on taking characters. */
  readonly place: number;
}

function step(patterns: readonly (readonly Token[])[], places: readonly Place[], character: string): Place[] {
  const reached = new Map<string, Place>();
  for (const { pattern, place } of places) {
    const tokens = patterns[pattern] ?? [];
    const stays = tokens[place - 1]?.wild ? [{ pattern, place }] : [];
    const token = tokens[place];
    const moves = token && !token.wild && token.character === character ? enter(tokens, pattern, place + 1) : [];
    for (const next of [...stays, ...moves]) reached.set(`${next.pattern}.${next.place}`, next);
  }
  return [...reached.values()].sort((one, other) => one.pattern - other.pattern || one.place - other.place);
}

/** A place, and the wildcard that follows it at once: a wildcard may take nothing. */
function enter(tokens: readonly Token[], pattern: number, place: number): Place[] {
  return tokens[place]?.wild
    ? [
        { pattern, place },
        { pattern, place: place + 1 },
      ]
    : [{ pattern, place }];
}
