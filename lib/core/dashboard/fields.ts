/** An object's own field; `undefined` where there is no such object or field. */
export function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** A finite number, or `undefined`. */
export function numberField(value: unknown, key: string): number | undefined {
  const number = field(value, key);
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A length of time that can be an axis' step: at least a second, or `undefined`. */
export function periodField(value: unknown, key: string): number | undefined {
  const seconds = numberField(value, key);
  return seconds !== undefined && seconds >= 1 ? seconds : undefined;
}

/** A string as it is; everything else as an empty one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A list as it is; everything else as an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of a list. */
export function strings(value: unknown): string[] {
  return list(value).filter((item): item is string => typeof item === 'string');
}
