import { closest } from './closest';

/**
 * Refuses options that nobody reads: a misspelt one would silently leave the default in place.
 * @param where for the message, such as `Observability 'Stack/Observability'`
 * @throws where it is no object of options; naming the key and the one that was probably meant
 */
export function refuseUnknownKeys(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`${where}: pass an object of options, got ${Array.isArray(options) ? 'a list' : String(options)}`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = closest(unknown, known);
  throw new Error(
    `${where}: there is no option '${unknown}'${meant ? `; did you mean '${meant}'?` : '.'} Options are ${known.join(', ')}`,
  );
}
