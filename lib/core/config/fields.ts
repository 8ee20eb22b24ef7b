/** Typed access to one JSON object of a configuration, with errors that name the document and the field. */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;

  /** @param place names the document, and where in it the object is */
  constructor(
    readonly place: string,
    value: unknown,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`Sightline configuration '${place}' must be a JSON object, got ${JSON.stringify(value)}`);
    }
    this.values = value as Record<string, unknown>;
  }

  text(key: string): string {
    const value = this.values[key];
    if (isText(value)) return value;
    throw this.wrong(key, 'a non-empty text');
  }

  integer(key: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
    const value = this.values[key];
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw this.wrong(key, `an integer ${range}`);
  }

  flag(key: string): boolean {
    const value = this.values[key];
    if (typeof value === 'boolean') return value;
    throw this.wrong(key, 'true or false');
  }

  choice<const T extends string>(key: string, allowed: readonly T[]): T {
    const chosen = allowed.find((word) => word === this.values[key]);
    if (chosen !== undefined) return chosen;
    throw this.wrong(key, `one of ${quoted(allowed)}`);
  }

  /** At least one. */
  choices<const T extends string>(key: string, allowed: readonly T[]): readonly T[] {
    const value = this.values[key];
    const fits = (item: unknown): item is T => allowed.some((word) => word === item);
    if (Array.isArray(value) && value.length > 0 && value.every(fits)) return value;
    throw this.wrong(key, `a list of at least one of ${quoted(allowed)}`);
  }

  texts(key: string, minimum = 1): readonly string[] {
    const value = this.values[key];
    if (Array.isArray(value) && value.length >= minimum && value.every(isText)) return value;
    throw this.wrong(key, `a list of ${minimum > 0 ? 'at least one ' : ''}non-empty text${minimum > 0 ? '' : 's'}`);
  }

  /** A text in a form of its own: `read` throws where it is not in that form. */
  formed(key: string, read: (text: string) => unknown): string {
    const text = this.text(key);
    this.holds(key, () => read(text));
    return text;
  }

  /** Whatever it is. */
  any(key: string): unknown {
    return this.values[key];
  }

  object(key: string): Fields {
    return new Fields(`${this.place} ${key}`, this.values[key]);
  }

  list(key: string, minimum = 0): readonly Fields[] {
    const value = this.values[key];
    if (Array.isArray(value) && value.length >= minimum) {
      return value.map((item, index) => new Fields(`${this.place} ${key}[${index}]`, item));
    }
    throw this.wrong(key, minimum > 0 ? `a list of at least ${minimum}` : 'a list');
  }

  /** `{}` without the field, else an object of it alone: to be spread. */
  optional<K extends string, T>(key: K, read: (key: K) => T): { readonly [P in K]?: T } {
    return this.values[key] === undefined ? {} : ({ [key]: read(key) } as { readonly [P in K]?: T });
  }

  has(key: string): boolean {
    return this.values[key] !== undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.values);
  }

  /** Runs a check, so that what it throws is said of the field. */
  holds(key: string, check: () => unknown): void {
    try {
      check();
    } catch (error) {
      throw this.refused(`'${key}' is not valid: ${(error as Error).message}`);
    }
  }

  refused(why: string): Error {
    return new Error(`Sightline configuration '${this.place}': ${why}`);
  }

  private wrong(key: string, allowed: string): Error {
    return this.refused(`'${key}' must be ${allowed}, got ${JSON.stringify(this.values[key])}`);
  }
}

export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
