/**
 * Puts another function in the place of one of `holder`'s, until the answered function is called. Patches may be taken off
 * in any order: one that still lies beneath another only hands on what it gets.
 */
export function patch<Holder extends object, Name extends keyof Holder & string>(
  holder: Holder,
  name: Name,
  replace: (original: Holder[Name]) => Holder[Name] & ((...given: never[]) => unknown),
): () => void {
  const original = holder[name];
  const replacement = replace(original);
  let active = true;
  const patched = function patched(this: unknown, ...given: unknown[]): unknown {
    return Reflect.apply((active ? replacement : original) as (...all: unknown[]) => unknown, this, given);
  } as Holder[Name];
  holder[name] = patched;
  return () => {
    active = false;
    if (holder[name] === patched) holder[name] = original;
  };
}
