/**
 * The one place where foreign text is made harmless. Alarm reasons, log lines, titles and recipients are written by
 * others; whatever shows them to people passes them through here.
 */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text as HTML that shows exactly that text, in element content and in quoted attribute values alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

/**
 * One line of text that can neither steer a terminal nor reorder its surroundings: line breaks and tabs become one
 * space, other control characters and bidirectional controls go, lone surrogates become U+FFFD. Text longer than
 * `maxCodePoints` ends in `…`, which counts; without a bound the length stays.
 */
export function plain(text: string, maxCodePoints = Number.POSITIVE_INFINITY): string {
  return truncate(withoutControls(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')), maxCodePoints);
}

/** Like `plain`, and line breaks (as `\n`) and tabs stay: for message bodies. */
export function plainBlock(text: string, maxCodePoints = Number.POSITIVE_INFINITY): string {
  return truncate(withoutControls(text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')), maxCodePoints);
}

function withoutControls(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}|\p{Bidi_Control}/gu, '').replace(/\p{Cs}/gu, '\uFFFD');
}

function truncate(text: string, maxCodePoints: number): string {
  // Never more code points than code units: the common, short case needs no splitting.
  if (text.length <= maxCodePoints) return text;
  const codePoints = Array.from(text);
  if (codePoints.length <= maxCodePoints) return text;
  return maxCodePoints < 1 ? '' : `${codePoints.slice(0, maxCodePoints - 1).join('')}…`;
}
