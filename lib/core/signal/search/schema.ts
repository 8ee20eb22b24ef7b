import type { SearchToken } from './lexer';
import type { TokenReader } from './token-reader';

/** Which metrics a search looks at: those of a namespace with exactly these dimensions. */
export interface MetricSchema {
  readonly namespace: string;
  readonly dimensions: readonly string[];
}

/** Reads `Namespace, Dimension, ...}`; the opening bracket is behind the reader. */
export function readSchema(reader: TokenReader): MetricSchema {
  const namespace = readName(reader);
  const dimensions = new Set<string>();
  while (reader.takes(',')) {
    const token = reader.peek();
    const name = readName(reader);
    if (dimensions.has(name)) throw reader.error(`dimension '${name}' is there twice`, 'name each once', token);
    dimensions.add(name);
  }
  if (reader.takes('}')) return { namespace, dimensions: [...dimensions] };
  const next = reader.peek();
  if (next.kind === 'end') throw reader.error('the schema is not closed', 'end it with }', next);
  throw reader.unexpected(next, 'a comma or } may follow; names with spaces stand in double quotes');
}

/** "Names with spaces or non-alphanumeric characters" need quotes; the examples leave them out around AWS/EC2. */
const BARE_NAME = /^[A-Za-z0-9/]+$/;

function readName(reader: TokenReader): string {
  const token = reader.next();
  if (token.kind === 'exact' && token.text !== '') return token.text;
  if (token.kind !== 'word') throw reader.error('a name is missing in the schema', SCHEMA_FORM, token);
  if (isBare(token)) return token.text;
  const allowed = `names with other characters than letters, digits and / need double quotes: "${token.text}"`;
  throw reader.error(`'${token.text}' is no bare name`, allowed, token);
}

const SCHEMA_FORM = 'write {Namespace} or {Namespace, Dimension, ...}';

function isBare({ text }: SearchToken): boolean {
  return BARE_NAME.test(text);
}
