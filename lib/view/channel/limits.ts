/** How texts and payloads are made to fit: a page that is too long for its provider reaches nobody. */

/**
 * The beginning of a text, at most `max` UTF-16 code units, ending in `…` where something was cut off; never half a
 * character; `max` is at least 1. Some providers count code points and some code units: fewer units are never more code points.
 */
export function cut(text: string, max: number): string {
  return cutEscaped(text, max, (character) => character);
}

/** Like `cut`, for a text that grows when it is escaped: the result is escaped, fits, and has no escape cut in half. */
export function cutEscaped(text: string, max: number, escaped: (character: string) => string): string {
  let kept = '';
  let length = 0;
  let keptWithMark = '';
  for (const character of text) {
    const shown = escaped(character);
    length += shown.length;
    if (length > max) return `${keptWithMark}…`;
    kept += shown;
    if (length < max) keptWithMark = kept;
  }
  return kept;
}

/** Size of a payload as it is sent. */
export function jsonBytes(payload: unknown): number {
  return new TextEncoder().encode(JSON.stringify(payload)).length;
}

/**
 * Builds a payload with as many of the details as fit, the first ones first. Without any it is built whether it fits or
 * not: the message itself is bounded by whoever builds it.
 */
export function withDetailsThatFit<Detail, Payload>(
  details: readonly Detail[],
  build: (details: readonly Detail[]) => Payload,
  fits: (payload: Payload) => boolean,
): Payload {
  for (let count = details.length; count > 0; count -= 1) {
    const payload = build(details.slice(0, count));
    if (fits(payload)) return payload;
  }
  return build([]);
}
