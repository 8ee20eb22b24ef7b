import { REDACTED } from '../redact';
import { attempt } from '../text';
import type { SecretFilter } from './secrets';

/** Bounds of what one line tells of its fields: texts and depth, members of an object or list, values in all. */
const MAX_TEXT = 8_192;
const MAX_DEPTH = 8;
const MAX_MEMBERS = 100;
const MAX_VALUES = 1_000;
/** Lambda cuts a line at 256 KB, and a character can become six in JSON. */
const MAX_LENGTH = 32_768;

/** What is left of the bounds. */
interface Room {
  readonly secrets: SecretFilter;
  values: number;
  length: number;
}

/**
 * The members of an object as JSON text, each after a comma, of bounded size and without secrets. Never throws: what
 * throws when it is read is `[threw]`, a cycle ends where the depth does, and what JSON has no word for is a text. Of
 * what is no object the one member is `value`. A name that is taken gets `_` in front.
 */
export function membersOf(fields: unknown, secrets: SecretFilter, isTaken: (name: string) => boolean): string {
  const room: Room = { secrets, values: MAX_VALUES, length: MAX_LENGTH };
  if (typeof fields === 'object' && fields && Object.getPrototypeOf(fields) !== Array.prototype) {
    return attempt(() => members(room, fields, 1, isTaken)) ?? ',"value":"[threw]"';
  }
  const json = fields === null ? '' : jsonOf(room, fields, 0);
  return json && `,"value":${json}`;
}

function jsonOf(room: Room, value: unknown, depth: number): string {
  if (room.values-- <= 0 || room.length <= 0) return '"[cut]"';
  switch (typeof value) {
    case 'string':
      return quote(room, value);
    case 'number':
      return Number.isFinite(value) ? `${value}` : `"${value}"`;
    case 'boolean':
      return `${value}`;
    case 'undefined':
      return '';
    case 'object':
      if (value === null) return 'null';
      return depth > MAX_DEPTH ? '"[deep]"' : (attempt(() => contents(room, value, depth + 1)) ?? '"[threw]"');
    default:
      return quote(room, String(value));
  }
}

function quote(room: Room, text: string): string {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...[${text.length} characters]` : text;
  room.length -= shown.length;
  return JSON.stringify(room.secrets.redactText(shown));
}

function contents(room: Room, value: object, depth: number): string {
  if (ArrayBuffer.isView(value)) return `"[${value.constructor.name} of ${value.byteLength} bytes]"`;
  if (Array.isArray(value) || value instanceof Set) return items(room, [...value], depth);
  if (value instanceof Map) return jsonOf(room, Object.fromEntries(value), depth);
  if (value instanceof RegExp) return quote(room, String(value));
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return `{${members(room, { ...value, name, message, stack, cause }, depth).slice(1)}}`;
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return jsonOf(room, toJSON.call(value), depth);
  return `{${members(room, value, depth).slice(1)}}`;
}

function items(room: Room, list: readonly unknown[], depth: number): string {
  const shown = list.slice(0, MAX_MEMBERS).map((item) => jsonOf(room, item, depth) || 'null');
  if (list.length > MAX_MEMBERS) shown.push(`"[${list.length} items]"`);
  return `[${shown}]`;
}

function members(room: Room, object: object, depth: number, isTaken?: (name: string) => boolean): string {
  const names = Object.keys(object);
  let text = '';
  for (const name of names.length > MAX_MEMBERS ? names.slice(0, MAX_MEMBERS) : names) {
    const json = memberOf(room, object, name, depth);
    if (json) text += `,${JSON.stringify(isTaken?.(name) ? `_${name}` : name.slice(0, 256))}:${json}`;
  }
  return names.length > MAX_MEMBERS ? `${text},"[cut]":${names.length - MAX_MEMBERS}` : text;
}

function memberOf(room: Room, object: object, name: string, depth: number): string {
  try {
    const value: unknown = (object as Readonly<Record<string, unknown>>)[name];
    const isSecret = room.secrets.isSecretKey(name) && value !== undefined && value !== null;
    return isSecret ? `"${REDACTED}"` : jsonOf(room, value, depth);
  } catch {
    return '"[threw]"';
  }
}
