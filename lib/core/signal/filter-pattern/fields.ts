/** One field of a space-delimited message; `start` is where it begins there. */
export interface MessageField {
  /** Without the quotes or brackets around it. */
  readonly value: string;
  readonly start: number;
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', '[': ']' };
const WORD_END = /[ \t\r\n]/g;

/**
 * Splits a message at spaces. What begins with `"` or `[` and ends with `"` or `]` is one field with its spaces.
 *
 * ```ts
 * splitFields('frank [10/Oct/2000 -0700] 200').map((field) => field.value); // ['frank', '10/Oct/2000 -0700', '200']
 * ```
 */
export function splitFields(message: string): MessageField[] {
  const fields: MessageField[] = [];
  const unclosed = new Set<string>();
  for (let position = nextWord(message, 0); position < message.length; ) {
    const closing = CLOSING[message.charAt(position)];
    const close = closing && !unclosed.has(closing) ? message.indexOf(closing, position + 1) : -1;
    if (closing && close < 0) unclosed.add(closing);
    const end = wordEnd(message, Math.max(position, close));
    const enclosed = close >= 0 && end === close + 1;
    fields.push({
      value: enclosed ? message.slice(position + 1, close) : message.slice(position, end),
      start: position,
    });
    position = nextWord(message, end);
  }
  return fields;
}

function wordEnd(message: string, from: number): number {
  WORD_END.lastIndex = from;
  return WORD_END.exec(message)?.index ?? message.length;
}

function nextWord(message: string, from: number): number {
  let position = from;
  while (position < message.length && ' \t\r\n'.includes(message.charAt(position))) position++;
  return position;
}
