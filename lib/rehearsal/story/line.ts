/** Makes lines of scenario text from values, so that a value can never become another statement or option. */
import { inspect } from 'node:util';

/** A duration as scenarios write it: `90s`, `10m`, `1h30m`, `2d`. */
export type DurationText = string;

/** Words and texts of one statement; what is absent is left out. */
export function line(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

/** `option value`, or nothing without a value. */
export function option(name: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${name} ${value}`;
}

/** One word. @throws where it has none, or blanks */
export function word(value: string, what: string, wanted = 'one word without blanks'): string {
  if (typeof value === 'string' && /^\S+$/.test(value)) return value;
  throw new Error(`${what} must be ${wanted}, got ${inspect(value)}`);
}

/** Whether it is a duration is judged where the line is read. @throws where it is not one word */
export function duration(value: DurationText, what: string): string {
  return word(value, what, 'a duration such as 10m');
}

/** A bare value would be taken for options that are all left out. @throws where they are no object */
export function options<T extends object>(given: T, example: string): T {
  if (typeof given === 'object' && given !== null) return given;
  throw new Error(`options belong in braces, write ${example}; got ${inspect(given)}`);
}

/** Text to the end of the line. @throws where it is empty or has line breaks */
export function text(value: string, what: string): string {
  if (typeof value === 'string' && value.trim() !== '' && !/[\r\n]/.test(value)) return value.trim();
  throw new Error(`${what} must be one line of text, got ${inspect(value)}`);
}

/** Text in double quotes, where it needs them. @throws where it is empty or has line breaks */
export function quoted(value: string, what: string): string {
  const plain = text(value, what);
  return /[\s"]/.test(plain) ? `"${plain.replace(/["\\]/g, '\\$&')}"` : plain;
}

/** @throws where it is not a finite number */
export function number(value: number, what: string): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new Error(`${what} must be a finite number, got ${inspect(value)}`);
}

/** A JSON body on one line: an object, or the text of one. */
export function json(body: unknown): string {
  return text(typeof body === 'string' ? body : JSON.stringify(body), 'the body');
}
