import type { Scanner } from './scanner';

/** One step from a JSON value to its children. */
type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'anyProperty' }
  | { readonly kind: 'anyElement' };

/** A property selector such as `$.users[0].id`. */
export interface Selector {
  readonly wildcards: number;
  /** The values it points to in a document: none if it leads nowhere, several only with a wildcard. */
  resolve(document: unknown): readonly unknown[];
}

const NAME = /[A-Za-z0-9_-]/;

/** Reads a selector: `$.` and a property, then any of `.name`, `.['a.b']`, `.*`, `[0]` and `[*]`. */
export function readSelector(scanner: Scanner): Selector {
  if (!scanner.take('$')) throw scanner.error(scanner.describeNext(), 'a selector such as $.name must stand here');
  if (scanner.peek() !== '.') throw scanner.error(scanner.describeNext(), 'a . must follow $, as in $.name');
  const steps: Step[] = [];
  for (let step = readStep(scanner); step; step = readStep(scanner)) steps.push(step);
  return {
    wildcards: steps.filter((step) => step.kind === 'anyProperty' || step.kind === 'anyElement').length,
    resolve: (document) => steps.reduce<readonly unknown[]>(follow, [document]),
  };
}

function readStep(scanner: Scanner): Step | undefined {
  const dotted = scanner.take('.');
  if (scanner.peek() === '[') return readBracket(scanner, dotted);
  if (!dotted) return undefined;
  if (scanner.take('*')) return { kind: 'anyProperty' };
  const name = scanner.takeWhile((character) => NAME.test(character));
  if (name !== '') return { kind: 'property', name };
  throw scanner.error(
    scanner.describeNext(),
    "a property of letters, digits, - and _, a ['quoted name'] or * must follow the .",
  );
}

function readBracket(scanner: Scanner, dotted: boolean): Step {
  const start = scanner.position++;
  const step = dotted ? readQuotedName(scanner) : (readQuotedName(scanner) ?? readIndex(scanner));
  if (step && scanner.take(']')) return step;
  throw scanner.error(
    'this bracket is not a selector',
    "['name'], an element such as [0] or [*] is allowed here",
    start,
  );
}

function readQuotedName(scanner: Scanner): Step | undefined {
  const quote = scanner.peek();
  if (quote !== "'" && quote !== '"') return undefined;
  const end = scanner.text.indexOf(quote, scanner.position + 1);
  if (end < 0) throw scanner.error('this quote is not closed', `end the name with ${quote}`);
  const name = scanner.text.slice(scanner.position + 1, end);
  scanner.position = end + 1;
  return { kind: 'property', name };
}

function readIndex(scanner: Scanner): Step | undefined {
  if (scanner.take('*')) return { kind: 'anyElement' };
  const digits = scanner.takeWhile((character) => /[0-9]/.test(character));
  const index = Number(digits);
  return digits !== '' && index <= 0x7fffffff ? { kind: 'element', index } : undefined;
}

function follow(values: readonly unknown[], step: Step): readonly unknown[] {
  return values.flatMap((value) => children(value, step));
}

function children(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step.kind === 'element' || step.kind === 'anyElement') {
    if (!Array.isArray(value)) return [];
    if (step.kind === 'anyElement') return value;
    return step.index < value.length ? [value[step.index]] : [];
  }
  if (Array.isArray(value)) return [];
  const members = value as Readonly<Record<string, unknown>>;
  if (step.kind === 'anyProperty') return Object.values(members);
  return Object.hasOwn(members, step.name) ? [members[step.name]] : [];
}
