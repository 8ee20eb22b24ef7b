/**
 * The properties of a resource as an entry's rules read them. Paths are CloudFormation's names joined by dots, their
 * letters in any case, since CDK writes them in camelCase. What is only known at deploy time reads as `undefined`.
 */
export interface Properties {
  /** `false` for imported resources, of which nothing is known. */
  readonly known: boolean;
  /** @param otherwise CloudFormation's default, for a resource of the template that does not set it */
  number(path: string, otherwise?: number): number | undefined;
  text(path: string, otherwise?: string): string | undefined;
  flag(path: string, otherwise?: boolean): boolean | undefined;
  /** The items of a list; none where it is missing or not known. */
  list(path: string): readonly Properties[];
  /** Whether it is set at all, to a value that may be known only at deploy time. */
  has(path: string): boolean;
}

/** @param value properties as JSON, intrinsic functions included; `undefined` where nothing is known */
export function readProperties(value: unknown): Properties {
  const known = value !== undefined;
  const read = <T>(path: string, otherwise: T | undefined, parse: (found: unknown) => T | undefined) => {
    if (!known) return undefined;
    const found = propertyAt(value, path);
    return found === undefined ? otherwise : parse(found);
  };
  return {
    known,
    number: (path, otherwise) => read(path, otherwise, parseNumber),
    text: (path, otherwise) => read(path, otherwise, (found) => (typeof found === 'string' ? found : undefined)),
    flag: (path, otherwise) => read(path, otherwise, parseFlag),
    list: (path) => {
      const found = propertyAt(value, path);
      return Array.isArray(found) ? found.map(readProperties) : [];
    },
    has: (path) => propertyAt(value, path) !== undefined,
  };
}

/** The value at a path; the value itself for the empty one. */
export function propertyAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  return path.split('.').reduce<unknown>((found, name) => memberOf(found, name), value);
}

/** The name that a member really has, which may differ in the case of its letters; `undefined` where there is none. */
export function keyOf(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(value).find((candidate) => candidate.toLowerCase() === wanted);
}

/** A member of an object's own, by its name in any case: templates may hold a key `__proto__`. */
export function memberOf(value: unknown, name: string): unknown {
  const key = keyOf(value, name);
  return key === undefined ? undefined : (value as Record<string, unknown>)[key];
}

/** CloudFormation takes numbers and booleans as text, too. */
export function parseNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function parseFlag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}
