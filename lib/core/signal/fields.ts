/** Fields of events, read leniently: AWS's published schemas reject AWS's own samples, so only what is needed is required. */

/** Thrown where an event can never be read: it is broken, not merely of another kind. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws UnreadableEvent naming the place */
export function fields(value: unknown, place: string): Fields {
  const found = optionalFields(value);
  if (found) return found;
  throw new UnreadableEvent(`'${place}' must be an object, got ${show(value)}`);
}

export function optionalFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** @throws UnreadableEvent naming the place */
export function text(value: unknown, place: string): string {
  const found = optionalText(value);
  if (found !== undefined) return found;
  throw new UnreadableEvent(`'${place}' must be a non-empty text, got ${show(value)}`);
}

/** Anything else than a text with characters counts as none. */
export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** AWS's own names are far shorter. Longer ones cannot be stored, and a shortened one would be another's. */
const MAX_NAME_LENGTH = 1_600;

/**
 * A text that names something: part of a key, so it is never cut.
 * @throws UnreadableEvent naming the place
 */
export function nameText(value: unknown, place: string): string {
  const found = text(value, place);
  if (found.length <= MAX_NAME_LENGTH) return found;
  throw new UnreadableEvent(`'${place}' must have at most ${MAX_NAME_LENGTH} characters, got ${found.length}`);
}

/**
 * A whole number that JavaScript holds exactly: times in milliseconds, counts, versions.
 * @throws UnreadableEvent naming the field
 */
export function count(given: Fields, name: string): number {
  const value = given[name];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new UnreadableEvent(`'${name}' must be an integer, got ${show(value)}`);
}

/** The objects of a list; other members are left out, and what is no list has none. */
export function objectsIn(value: unknown): Fields[] {
  const members: readonly unknown[] = Array.isArray(value) ? value : [];
  return members.map(optionalFields).filter((member) => member !== undefined);
}

/** The first 80 characters, as JSON. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 80);
  } catch {
    return 'what is nested too deeply to show';
  }
}
