/** Texts of events as they are kept: one line, of limited length. */

/** Control and direction-changing characters become spaces: texts are shown in terminals, mails and chats. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim();
}

/** With U+FFFD for half a surrogate pair: it has no UTF-8, so that stores and buses may refuse the text around it. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

/** Cuts between code points, never inside a surrogate pair; the last character says that something is missing. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > maxLength - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
