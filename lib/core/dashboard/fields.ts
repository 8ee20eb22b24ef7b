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

/** A string as it is; everything else as an empty one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
