/** A value that is not an event pattern. */
export class EventPatternError extends Error {
  /** Where in the pattern, such as `detail.state[0]`; `''` for the pattern itself. */
  readonly path: string;

  constructor(path: string, what: string, allowed: string) {
    super(`Event pattern is not valid at ${path === '' ? 'its top' : `'${path}'`}: ${what}; ${allowed}`);
    this.name = 'EventPatternError';
    this.path = path;
  }
}

/** A value as error messages show it, shortened. */
export function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
