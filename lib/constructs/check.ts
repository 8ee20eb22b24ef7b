/** What every option goes through at the door: known, plain, in range. Messages say what, got, allowed, do. */
import { Duration, Token } from 'aws-cdk-lib';
import { describeSeconds } from '../core/alarm/threshold';
import { closest } from '../core/closest';
import { refuseUnknownKeys } from '../core/option-keys';

/** The keys of an options interface, all of them: an object, so that the compiler finds one that is missing. */
export type Keys<T> = Readonly<Record<keyof Required<T>, true>>;

/** Refuses what is no object of options, and keys that nobody reads. */
export function checkKeys<T extends object>(where: string, options: T, keys: Keys<T>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`${where}: pass an object of options, got ${shown(options)}`);
  }
  refuseUnknownKeys(where, options, Object.keys(keys));
}

export function demand(where: string, fits: boolean, message: string): void {
  if (!fits) throw new Error(`${where}: ${message}`);
}

/** Refuses tokens where the value decides what is built. */
export function checkPlain(where: string, name: string, value: unknown): void {
  const problem = `'${name}' must be known when the app is synthesized, got a token; pass a plain value`;
  demand(where, !Token.isUnresolved(value), problem);
}

export interface NumberRange {
  readonly min?: number;
  /** In place of `min`, which would be allowed itself. */
  readonly above?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** What to do, behind a semicolon. */
  readonly todo?: string;
}

/** Refuses tokens, NaN, infinities and what lies outside the range; `min` and `max` are in it. */
export function checkNumber(where: string, name: string, value: unknown, range: NumberRange = {}): number {
  const { min = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY } = range;
  const { max = Number.POSITIVE_INFINITY, integer = false, todo } = range;
  const plain = typeof value === 'number' && !Token.isUnresolved(value) && Number.isFinite(value);
  if (plain && value >= min && value > above && value <= max && (!integer || Number.isInteger(value))) return value;
  const kind = integer ? 'a whole number' : 'a number';
  const more = todo ?? (Token.isUnresolved(value) ? 'it must be known when the app is synthesized' : undefined);
  throw new Error(`${where}: '${name}' must be ${kind}${words(range)}, got ${shown(value)}${more ? `; ${more}` : ''}`);
}

function words({ min, above, max }: NumberRange): string {
  if (above !== undefined) return ` above ${above}${max === undefined ? '' : ` and at most ${max}`}`;
  if (min === undefined) return max === undefined ? '' : ` up to ${max}`;
  return ` from ${min}${max === undefined ? '' : ` to ${max}`}`;
}

/** The seconds of a duration, whole ones. */
export function checkSeconds(where: string, name: string, value: unknown, range: NumberRange = {}): number {
  if (!(value instanceof Duration)) {
    throw new Error(`${where}: '${name}' must be a Duration such as Duration.minutes(5), got ${shown(value)}`);
  }
  if (value.isUnresolved())
    throw new Error(`${where}: '${name}' must be known when the app is synthesized, got a token`);
  const { min = 0, max = Number.MAX_SAFE_INTEGER, todo } = range;
  const seconds = value.toMilliseconds() / 1_000;
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  const high = Number.isFinite(range.max ?? Number.NaN) ? ` to ${describeSeconds(max)}` : '';
  throw new Error(
    `${where}: '${name}' must be whole seconds from ${describeSeconds(min)}${high}, got ${value.toHumanString()}` +
      (todo ? `; ${todo}` : ''),
  );
}

/** A value of a list. */
export function checkOneOf<T extends string>(where: string, name: string, value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  const meant = typeof value === 'string' ? closest(value, allowed) : undefined;
  throw new Error(
    `${where}: '${name}' must be one of ${allowed.join(', ')}; got ${shown(value)}${meant ? `, did you mean '${meant}'?` : ''}`,
  );
}

/** A text that says something. Tokens are fine. */
export function checkText(where: string, name: string, value: unknown, maxLength: number): string {
  const fits = typeof value === 'string' && value.trim() !== '';
  if (fits && (Token.isUnresolved(value) || value.length <= maxLength)) return value;
  const got = fits ? `${value.length} characters` : shown(value);
  throw new Error(`${where}: '${name}' must be a text of 1 to ${maxLength} characters, got ${got}`);
}

/** A value as an error shows it: short, and never failing. */
export function shown(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a token';
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 77)}...` : value}'`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'without class'})`;
  return typeof value === 'function' ? 'a function' : String(value);
}
