import { isObject, type Leaf } from './leaf';

/** Where a value lies: the element of the innermost array around it, and so on outwards. */
export interface Element {
  /** Number of the array within the event. */
  readonly array: number;
  readonly index: number;
  readonly outer: Element | undefined;
}

/** A value of a field; a field below arrays, or that is an array, has several. */
export interface FieldValue {
  readonly value: Leaf;
  readonly element: Element | undefined;
}

/** The paths a pattern is about, and what can lead to them. */
export interface FieldPaths {
  readonly fields: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
}

/** Levels of an event that are read: Java's JSON parser, which EventBridge uses, takes no deeper ones. */
const MAX_DEPTH = 1000;

export function fieldPaths(paths: readonly string[]): FieldPaths {
  const prefixes = new Set<string>();
  for (const path of paths) {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) prefixes.add(path.slice(0, dot));
  }
  return { fields: new Set(paths), prefixes };
}

interface Visit {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
  readonly element: Element | undefined;
}

/** The values of an event at the given paths; paths without a value are absent. */
export function collectFields(event: unknown, { fields, prefixes }: FieldPaths): ReadonlyMap<string, FieldValue[]> {
  const found = new Map<string, FieldValue[]>();
  let arrays = 0;
  const open: Visit[] = isObject(event) ? members(event, '', 0, undefined) : [];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { value, path, depth, element } = visit;
    if (depth > MAX_DEPTH || !(fields.has(path) || prefixes.has(path))) continue;
    if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, item] of value.entries())
        open.push({ ...visit, depth: depth + 1, ...inner(item, array, index, element) });
    } else if (isObject(value)) {
      if (prefixes.has(path)) for (const member of members(value, `${path}.`, depth + 1, element)) open.push(member);
    } else if (fields.has(path) && isLeaf(value)) {
      const values = found.get(path);
      if (values) values.push({ value, element });
      else found.set(path, [{ value, element }]);
    }
  }
  return found;
}

/** Only elements with fields of their own tie them together; plain values of an array stand for the array's field. */
function inner(
  value: unknown,
  array: number,
  index: number,
  outer: Element | undefined,
): Pick<Visit, 'value' | 'element'> {
  return { value, element: typeof value === 'object' && value !== null ? { array, index, outer } : outer };
}

function members(
  object: Readonly<Record<string, unknown>>,
  prefix: string,
  depth: number,
  element: Element | undefined,
): Visit[] {
  return Object.keys(object).map((key) => ({ value: object[key], path: prefix + key, depth, element }));
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
