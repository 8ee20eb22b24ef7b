import { SearchError } from './error';
import { type SearchToken, tokenizeSearch } from './lexer';
import { type MetricSchema, readSchema } from './schema';
import type { SearchTerm } from './term';
import { TokenReader } from './token-reader';
import { termTokens } from './tokens';

export interface SearchQuery {
  readonly schema?: MetricSchema | undefined;
  readonly term?: SearchTerm | undefined;
}

/** Reads the schema and the terms behind it; one of both must be there. */
export function parseQuery(text: string): SearchQuery {
  const reader = new TokenReader(text, tokenizeSearch(text));
  const schema = reader.takes('{') ? readSchema(reader) : undefined;
  if (schema) reader.takes(',');
  if (reader.peek().kind !== 'end') return { schema, term: readAll(reader) };
  if (schema) return { schema };
  throw reader.error('the search is empty', 'write a schema such as {AWS/EC2,InstanceId}, a term, or both');
}

function readAll(reader: TokenReader): SearchTerm {
  const term = readOr(reader);
  const next = reader.peek();
  if (next.kind === 'end') return term;
  throw reader.unexpected(next, HINTS[next.text] ?? 'terms, AND, OR, NOT and groups in ( ) may follow');
}

const HINTS: Readonly<Record<string, string>> = {
  '{': 'a search has one schema, at its start',
  ')': 'no group is open; remove it or put the term in double quotes',
  ',': 'a comma may only follow the schema; write OR, or nothing for AND, between terms',
  '=': 'a property stands before it, a value after it: MetricName="Errors"',
};

/** @param property where the terms of a group look: `MetricName=("A" OR "B")` */
function readOr(reader: TokenReader, property?: string): SearchTerm {
  const terms = [readAnd(reader, property)];
  while (reader.takesWord('OR')) terms.push(readAnd(reader, property));
  return joined('or', terms);
}

function readAnd(reader: TokenReader, property?: string): SearchTerm {
  const terms = [readNot(reader, property)];
  while (reader.takesWord('AND') || startsTerm(reader.peek())) terms.push(readNot(reader, property));
  return joined('and', terms);
}

function readNot(reader: TokenReader, property?: string): SearchTerm {
  let negated = false;
  while (reader.takesWord('NOT')) negated = !negated;
  const term = readOne(reader, property);
  return negated ? { kind: 'not', term } : term;
}

function readOne(reader: TokenReader, property?: string): SearchTerm {
  const token = reader.next();
  if (token.kind === 'symbol' && token.text === '(') return readGroup(reader, token, property);
  if (token.kind === 'end') throw reader.error('a term is missing here', 'a term must follow', token);
  if (token.kind === 'symbol') throw reader.unexpected(token, HINTS[token.text] ?? 'a term is expected');
  if (isOperator(token)) throw reader.unexpected(token, 'AND and OR stand between terms; quote it to search for it');
  if (!reader.takes('=')) return readTerm(reader, token, property);
  if (property !== undefined) throw reader.unexpected(token, `the group is about ${property} already`);
  return readProperty(reader, token);
}

function readProperty(reader: TokenReader, name: SearchToken): SearchTerm {
  if (name.text.startsWith(':aws.')) {
    const allowed = 'a rehearsal has one account: remove it, or read the metric in the other account';
    throw reader.error(`${name.text} is not rehearsed`, allowed, name);
  }
  const value = reader.next();
  if (value.kind === 'symbol' && value.text === '(') return readGroup(reader, value, name.text);
  if (value.kind === 'word' || value.kind === 'exact') return readTerm(reader, value, name.text);
  throw reader.error(`${name.text}= has no value`, `write ${name.text}=part or ${name.text}="whole"`, value);
}

function readTerm(reader: TokenReader, token: SearchToken, property?: string): SearchTerm {
  if (token.kind === 'exact') return { kind: 'exact', property, text: token.text };
  const tokens = termTokens(token.text);
  if (tokens.parts.length > 0) return { kind: 'partial', property, tokens };
  const allowed = 'there are no wildcards: leave it out, or put it in double quotes to search for exactly that';
  throw reader.error(`'${token.text}' has no letter or digit`, allowed, token);
}

function readGroup(reader: TokenReader, opening: SearchToken, property?: string): SearchTerm {
  const term = readOr(reader, property);
  if (reader.takes(')')) return term;
  if (reader.peek().kind !== 'end') throw reader.unexpected(reader.peek(), 'a term or ) may follow');
  throw new SearchError('this group is not closed', 'end it with )', { text: reader.text, position: opening.start });
}

function startsTerm({ kind, text }: SearchToken): boolean {
  return kind === 'exact' || text === '(' || (kind === 'word' && text !== 'OR');
}

function isOperator({ kind, text }: SearchToken): boolean {
  return kind === 'word' && (text === 'AND' || text === 'OR');
}

function joined(kind: 'and' | 'or', terms: readonly SearchTerm[]): SearchTerm {
  return terms.length === 1 ? (terms[0] as SearchTerm) : { kind, terms };
}
