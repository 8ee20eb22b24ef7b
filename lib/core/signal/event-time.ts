/** Times in events: ISO 8601 with or without a colon in the offset, RFC 1123 (AWS Health), or numbers (X-Ray). */
import { show, UnreadableEvent } from './fields';

/** The incident table orders times by their 13 digits: from 1970 to the year 2286. */
export const MAX_TIME_MS = 9_999_999_999_999;

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/;
const RFC_1123 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|[+-]\d{4})$/;
/** Numbers below it are seconds: as milliseconds they would be of the year 1973 or before. */
const FIRST_MILLISECONDS = 1e11;

/** Epoch milliseconds; `undefined` where it is no time from 1970 to 2286. A time without an offset is UTC. */
export function readTime(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? parse(value) : typeof value === 'number' ? fromNumber(value) : Number.NaN;
  return ms >= 0 && ms <= MAX_TIME_MS ? ms : undefined;
}

/**
 * The time of an alarm's state, which AWS always writes as a text with milliseconds.
 * @throws UnreadableEvent naming the place
 */
export function stateTime(value: unknown, place: string): number {
  const ms = typeof value === 'string' ? readTime(value) : undefined;
  if (ms !== undefined) return ms;
  throw new UnreadableEvent(`'${place}' must be a time such as 2019-10-02T17:04:40.989+0000, got ${show(value)}`);
}

/**
 * The first of some fields that holds a time.
 * @throws UnreadableEvent naming the places
 */
export function firstTime(...candidates: readonly (readonly [place: string, value: unknown])[]): number {
  for (const [, value] of candidates) {
    const ms = readTime(value);
    if (ms !== undefined) return ms;
  }
  const places = candidates.map(([place]) => `'${place}'`).join(' or ');
  const got = candidates.map(([, value]) => show(value)).join(' and ');
  throw new UnreadableEvent(`${places} must be a time such as 2019-10-02T17:04:40Z, got ${got}`);
}

function parse(text: string): number {
  if (RFC_1123.test(text)) return Date.parse(text);
  const [, day, time, offset = 'Z'] = ISO.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const zone = offset === 'UTC' ? 'Z' : offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(`${day}T${time}${zone}`);
}

function fromNumber(value: number): number {
  return Math.round(value < FIRST_MILLISECONDS ? value * 1000 : value);
}
