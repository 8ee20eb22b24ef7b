import type { Runtime } from '../runtime';
import { attempt, cut } from '../text';
import { hideSecrets, REDACTED, secretsOf } from './secrets';

/** Bounds of what is told of one text, of one name, of the depth, and of one object or list. */
const MAX_TEXT = 8_192;
const MAX_NAME = 256;
const MAX_DEPTH = 8;
const MAX_MEMBERS = 100;
/** Of all fields together, in bytes: with message, error and breadcrumbs a line stays below the 256 KB that Lambda cuts at. */
const MAX_BYTES = 32_768;
/** What each value counts beside its text, so that no more than a thousand are read. */
const VALUE_BYTES = 32;

/** What is left of the bounds, and where in the value we are. */
interface Room {
  readonly runtime: Runtime;
  readonly path: object[];
  bytes: number;
  /** The name that a member gets in the line; none where it is left out. Asked for the outermost object only. */
  nameOf: ((name: string) => string | undefined) | undefined;
}

/**
 * The members of some objects as one JSON text, each after a comma, of bounded size and without secrets; of two with one
 * name the later counts. Never throws: what throws when it is read is `[threw]`, and what JSON has no word for is a text.
 * Of what is no object the one member is `value`. A name that is taken gets `_` in front.
 */
export function membersOf(
  runtime: Runtime,
  sources: readonly unknown[],
  isTaken: (name: string) => boolean,
  bytes = MAX_BYTES,
): string {
  const room: Room = { runtime, path: [], bytes, nameOf: undefined };
  let text = '';
  sources.forEach((source, index) => {
    if (source === undefined || source === null) return;
    room.nameOf = (name) => {
      for (let later = index + 1; later < sources.length; later++) if (has(sources[later], name)) return undefined;
      return isTaken(name) ? `_${name}` : name;
    };
    const json = attempt(() => jsonOf(room, source)) ?? '"[threw]"';
    if (json && json !== '{}') text += json.startsWith('{') ? `,${json.slice(1, -1)}` : `,"value":${json}`;
  });
  return text;
}

function has(source: unknown, name: string): boolean {
  return typeof source === 'object' && source !== null && attempt(() => Object.hasOwn(source, name)) === true;
}

function jsonOf(room: Room, value: unknown): string {
  room.bytes -= VALUE_BYTES;
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
      return value === null ? 'null' : objectOf(room, value);
    case 'function':
      return quote(room, `[function ${value.name}]`);
    default:
      return quote(room, String(value));
  }
}

function quote(room: Room, text: string, most = MAX_TEXT): string {
  const rest = text.length > most ? `...[${text.length} characters]` : '';
  const hidden = hideSecrets(room.runtime, text, most) + rest;
  let json = JSON.stringify(hidden);
  // A character becomes six bytes at most.
  if (Buffer.byteLength(json) > room.bytes) json = JSON.stringify(`${cut(hidden, Math.max(room.bytes / 6, 0))}[cut]`);
  room.bytes -= Buffer.byteLength(json);
  return json;
}

function objectOf(room: Room, value: object): string {
  const { path } = room;
  if (path.includes(value)) return '"[circular]"';
  if (path.length > MAX_DEPTH) return '"[deep]"';
  path.push(value);
  const json = attempt(() => contents(room, value)) ?? '"[threw]"';
  path.pop();
  return json;
}

function contents(room: Room, value: object): string {
  if (ArrayBuffer.isView(value)) return quote(room, `[${value.constructor.name} of ${value.byteLength} bytes]`);
  if (Array.isArray(value)) return items(room, value, value.length);
  if (value instanceof Set) return items(room, value, value.size);
  if (value instanceof Map) return members(room, Object.fromEntries(firstOf(value)), value.size);
  if (value instanceof RegExp) return quote(room, String(value));
  if (value instanceof Error) {
    const names = new Set(['name', 'message', 'stack', 'cause', 'errors', ...Object.keys(value)]);
    return members(room, value, names.size, [...names]);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return jsonOf(room, toJSON.call(value));
  const names = Object.keys(value);
  return members(room, value, names.length, names);
}

function items(room: Room, values: Iterable<unknown>, size: number): string {
  const shown: string[] = [];
  for (const item of firstOf(values)) {
    if (room.bytes <= 0) break;
    shown.push(jsonOf(room, item) || 'null');
  }
  if (size > shown.length) shown.push(`"[${Number(size)} items]"`);
  return `[${shown}]`;
}

/** No more is read, as lists may be long or endless. */
function firstOf<T>(values: Iterable<T>): T[] {
  const first: T[] = [];
  for (const value of values) {
    if (first.push(value) >= MAX_MEMBERS) break;
  }
  return first;
}

function members(room: Room, object: object, size: number, names = Object.keys(object)): string {
  const { nameOf } = room;
  room.nameOf = undefined;
  let text = '';
  let read = 0;
  for (; read < names.length && read < MAX_MEMBERS && room.bytes > 0; read++) {
    const name = names[read] as string;
    const told = nameOf ? nameOf(name) : name;
    const json = told === undefined ? '' : memberOf(room, object, name);
    if (json) text += `,${nameJson(room, told as string)}:${json}`;
  }
  if (size > read) text += `,"[cut]":${Number.isFinite(size) ? size - read : null}`;
  return `{${text.slice(1)}}`;
}

/** A short word is no secret and needs no escaping. */
function nameJson(room: Room, name: string): string {
  return /^\w{1,15}$/.test(name) ? `"${name}"` : quote(room, name, MAX_NAME);
}

function memberOf(room: Room, object: object, name: string): string {
  try {
    const value: unknown = (object as Readonly<Record<string, unknown>>)[name];
    const isSecret = value !== undefined && value !== null && secretsOf(room.runtime).isSecretKey(name);
    return isSecret ? `"${REDACTED}"` : jsonOf(room, value);
  } catch {
    return '"[threw]"';
  }
}
