import { EventPatternError, show } from './error';
import { type FieldTest, readFieldTest } from './field-test';
import { isObject } from './leaf';

/** What one field of the event must be. */
export interface FieldRule {
  /** The keys from the top of the event, joined by dots. */
  readonly path: string;
  readonly test: FieldTest;
}

/** Rules that must all hold, sorted by path. A pattern matches if one of its branches does. */
export type Branch = readonly FieldRule[];

type Rules = Map<string, FieldTest>;

/** Keeps nested `$or` from exploding. EventBridge has such a limit too; that it is 1,000 is not confirmed. */
const MAX_BRANCHES = 1000;
/** Far deeper than any real pattern; keeps the recursion safe. */
const MAX_DEPTH = 500;

/** Keys that `$or` may not have below it: EventBridge would take them for operators. */
const RESERVED = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** Multiplies `$or` out: each branch is one way to match. Throws an `EventPatternError`. */
export function readBranches(pattern: unknown): readonly Branch[] {
  if (!isObject(pattern)) throw new EventPatternError('', `it is ${show(pattern)}`, 'a pattern is a JSON object');
  return readObject(pattern, { prefix: '', depth: 0, insideOr: false }, [new Map()]).map((rules) =>
    [...rules].map(([path, test]) => ({ path, test })).sort((one, other) => (one.path < other.path ? -1 : 1)),
  );
}

interface Place {
  /** The path of the object, with a dot at its end; `''` at the top. */
  readonly prefix: string;
  readonly depth: number;
  readonly insideOr: boolean;
}

/** Adds the fields of an object to each way found so far; the ways are the callee's to change. */
function readObject(object: Readonly<Record<string, unknown>>, place: Place, ways: Rules[]): Rules[] {
  const keys = Object.keys(object);
  const path = place.prefix.slice(0, -1);
  if (keys.length === 0) throw new EventPatternError(path, 'it is an empty object', 'name at least one field');
  if (place.depth > MAX_DEPTH) {
    throw new EventPatternError(`${path.slice(0, 60)}...`, 'it is nested too deep', `${MAX_DEPTH} levels are allowed`);
  }
  return keys.reduce((found, key) => readMember(key, object[key], place, found), ways);
}

function readMember(key: string, value: unknown, place: Place, ways: Rules[]): Rules[] {
  if (key === '$or') return readOr(value, place, ways);
  const path = place.prefix + key;
  if (place.insideOr && RESERVED.has(key)) {
    throw new EventPatternError(path, `'${key}' is a reserved word below $or`, 'name a field of the event');
  }
  if (isObject(value)) return readObject(value, { ...place, prefix: `${path}.`, depth: place.depth + 1 }, ways);
  if (!Array.isArray(value)) {
    const allowed = 'a field needs an array of values or an object of fields';
    throw new EventPatternError(path, `it is ${show(value)}`, allowed);
  }
  const test = readFieldTest(value, path);
  for (const rules of ways) rules.set(path, test);
  return ways;
}

function readOr(alternatives: unknown, place: Place, ways: readonly Rules[]): Rules[] {
  const path = `${place.prefix}$or`;
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    const what = Array.isArray(alternatives) ? `it has ${alternatives.length} entries` : `it is ${show(alternatives)}`;
    throw new EventPatternError(path, what, '$or needs an array of at least two objects');
  }
  const found: Rules[] = [];
  for (const [index, alternative] of alternatives.entries()) {
    if (!isObject(alternative)) {
      throw new EventPatternError(`${path}[${index}]`, `it is ${show(alternative)}`, '$or takes objects of fields');
    }
    const copies = ways.map((rules) => new Map(rules));
    found.push(...readObject(alternative, { ...place, depth: place.depth + 1, insideOr: true }, copies));
    if (found.length > MAX_BRANCHES) {
      throw new EventPatternError(path, 'it makes too many combinations', `${MAX_BRANCHES} are allowed`);
    }
  }
  return found;
}
