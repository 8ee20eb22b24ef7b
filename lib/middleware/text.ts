/** The beginning of a text, at most `length` UTF-16 code units; no character is cut in half. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/**
 * What lies at a path of keys in a value of any kind; `undefined` where it ends early. Never throws: a getter that does
 * counts as an end, too.
 */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return attempt(() =>
    path.reduce<unknown>(
      (found, key) =>
        typeof found === 'object' && found ? (found as Readonly<Record<string, unknown>>)[key] : undefined,
      value,
    ),
  );
}

/** What lies at a path if it is a text, else the empty text. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** What `work` answers, or `undefined` where it throws: the user's values may have getters that do. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
