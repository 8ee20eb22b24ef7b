import { readComparison } from './condition';
import { readExpression, type Test } from './expression';
import { type MessageField, splitFields } from './fields';
import type { FilterMatch, FilterPattern } from './pattern';
import type { Scanner } from './scanner';

/** One declared field; `...` is kept apart. */
interface Field {
  readonly name?: string;
  readonly test?: Test<string>;
}

interface Layout {
  /** Fields before `...`; all fields if there is none. */
  readonly before: Field[];
  /** Fields after `...`; absent if there is none. */
  after?: Field[];
}

interface Assigned {
  readonly field: Field | undefined;
  readonly value: string;
}

const NAME_START = /[A-Za-z_]/;
const NAME = /[A-Za-z0-9_-]/;
const BARE_VALUE = /[^\s,\]"%()&|=<>!]/;

/** Reads a space-delimited pattern: `[name, name OPERATOR value && ..., , ...]`. */
export function parseDelimitedPattern(scanner: Scanner): FilterPattern {
  const layout = readLayout(scanner);
  scanner.expectEnd('the closing ]');
  const fields = [...layout.before, ...(layout.after ?? [])];
  return {
    text: scanner.text,
    kind: 'delimited',
    fieldNames: fields.flatMap(({ name }) => name ?? []),
    match: (message) => matchDelimited(layout, message),
  };
}

function readLayout(scanner: Scanner): Layout {
  const layout: Layout = { before: [] };
  const names = new Set<string>();
  scanner.take('[');
  scanner.skipSpaces();
  if (scanner.take(']')) return { before: [], after: [] };
  for (;;) {
    scanner.skipSpaces();
    const start = scanner.position;
    if (scanner.take('...')) {
      if (layout.after) throw scanner.error('a second ... stands here', 'a pattern may have one ...', start);
      layout.after = [];
    } else {
      const field = readField(scanner);
      if (field.name !== undefined && names.has(field.name)) {
        throw scanner.error(`the field '${field.name}' is there already`, 'give each field its own name', start);
      }
      if (field.name !== undefined) names.add(field.name);
      (layout.after ?? layout.before).push(field);
    }
    scanner.skipSpaces();
    if (scanner.take(']')) return layout;
    if (!scanner.take(',')) throw scanner.error(scanner.describeNext(), 'a , or the closing ] must follow a field');
  }
}

/** A name, a name with conditions, or nothing at all (a field without a name). */
function readField(scanner: Scanner): Field {
  if (scanner.peek() === ',' || scanner.peek() === ']') return {};
  const start = scanner.position;
  if (scanner.peek() !== '(') {
    const name = readName(scanner);
    scanner.skipSpaces();
    if (scanner.peek() === ',' || scanner.peek() === ']') return { name };
    scanner.position = start;
  }
  let name: string | undefined;
  const test = readExpression<string>(scanner, () => {
    scanner.skipSpaces();
    const nameStart = scanner.position;
    const named = readName(scanner);
    name ??= named;
    if (named !== name) {
      throw scanner.error(`a condition on '${named}' stands at the field '${name}'`, 'name the same field', nameStart);
    }
    return readComparison(scanner, BARE_VALUE);
  });
  return { name, test };
}

function readName(scanner: Scanner): string {
  if (!NAME_START.test(scanner.peek())) {
    throw scanner.error(
      scanner.describeNext(),
      'a field name must stand here: a letter or _, then letters, digits, _ or -',
    );
  }
  return scanner.takeWhile((character) => NAME.test(character));
}

function matchDelimited(layout: Layout, message: string): FilterMatch | undefined {
  const values = assign(layout, splitFields(message), message);
  if (!values?.every(({ field, value }) => field?.test?.(value) ?? true)) return undefined;
  const named = new Map(values.flatMap(({ field, value }) => (field?.name === undefined ? [] : [[field.name, value]])));
  return {
    fields: Object.fromEntries(values.map(({ field, value }, index) => [`$${field?.name ?? index + 1}`, value])),
    value: (reference) => {
      if (!reference.startsWith('$')) return undefined;
      const name = reference.slice(1);
      return named.get(name) ?? (/^[1-9]\d*$/.test(name) ? values[Number(name) - 1]?.value : undefined);
    },
  };
}

/** Gives each field of the message to a declared one; `undefined` if there are not enough. */
function assign({ before, after }: Layout, words: readonly MessageField[], message: string): Assigned[] | undefined {
  if (words.length < before.length + (after?.length ?? 0)) return undefined;
  if (after) {
    const tail = words.length - after.length;
    return words.map(({ value }, index) => ({ field: index < tail ? before[index] : after[index - tail], value }));
  }
  const last = before.length - 1;
  return before.map((field, index) => {
    const word = words[index];
    const takesRest = index === last && words.length > before.length;
    return { field, value: takesRest ? message.slice(word?.start).trimEnd() : (word?.value ?? '') };
  });
}
