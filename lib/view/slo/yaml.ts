/** Documents as YAML that every reader of 1.1 and 1.2 reads alike: texts that could mean anything else are quoted. */
import { Decimal, type DocumentMapping, type DocumentValue } from '../../core/slo/open-slo/document';

const PLAIN = /^[A-Za-z][A-Za-z0-9_/-]*$/;
/** Words that a reader of YAML 1.1 or 1.2 takes for something else than a text. */
const RESERVED = /^(true|false|yes|no|on|off|y|n|null|nan|inf|infinity)$/i;
/** Not printable in YAML, or steering whoever reads the file: https://yaml.org/spec/1.2.2/#51-character-set */
const UNPRINTABLE = /\p{Cc}|\p{Bidi_Control}|[\u2028\u2029\ufeff\ufffe\uffff]/gu;

export function toYaml(documents: readonly DocumentMapping[]): string {
  return documents.map((document) => `---\n${scalarOf(document) ?? mappingLines(document).join('\n')}\n`).join('');
}

function mappingLines(mapping: DocumentMapping): string[] {
  return Object.entries(mapping).flatMap(([key, value]) => (value === undefined ? [] : entryLines(text(key), value)));
}

function entryLines(key: string, value: DocumentValue): string[] {
  const scalar = scalarOf(value);
  if (scalar !== undefined) return [`${key}: ${scalar}`];
  return [`${key}:`, ...blockLines(value).map((line) => `  ${line}`)];
}

function blockLines(value: DocumentValue): string[] {
  return isList(value) ? value.flatMap(itemLines) : mappingLines(value as DocumentMapping);
}

function itemLines(value: DocumentValue): string[] {
  const [first = '', ...rest] = [scalarOf(value) ?? blockLines(value)].flat();
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** A value on one line; `undefined` for lists and mappings with something in them. */
function scalarOf(value: DocumentValue): string | undefined {
  if (typeof value === 'string') return text(value);
  if (value instanceof Decimal) return value.text;
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.length === 0 ? '[]' : undefined;
  return Object.values(value).every((one) => one === undefined) ? '{}' : undefined;
}

function text(value: string): string {
  if (PLAIN.test(value) && !RESERVED.test(value)) return value;
  return JSON.stringify(value).replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isList(value: DocumentValue): value is readonly DocumentValue[] {
  return Array.isArray(value);
}
