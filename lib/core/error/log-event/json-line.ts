/** Log lines that are one JSON object. */
import { type Fields, optionalFields, optionalText } from '../../signal/fields';
import { wellFormed } from '../../signal/words';
import { ERROR_CATEGORIES } from '../category';
import { own, readErrorValue } from './error-value';
import type { Found } from './occurrence';
import { readTextLine, timedOut } from './text-line';

/** What a line tells beside its error. */
export interface LineContext {
  readonly service?: string;
  readonly environment?: string;
  readonly operation?: string;
  readonly release?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly breadcrumbs: readonly string[];
}

const NAMES = ['service', 'environment', 'operation', 'release', 'requestId', 'traceId'] as const;
/** As Powertools calls them. */
const OTHER_NAMES: Partial<Record<(typeof NAMES)[number], string>> = {
  operation: 'function_name',
  requestId: 'function_request_id',
  traceId: 'xray_trace_id',
};
const MAX_TEXT = 256;
const MAX_BREADCRUMBS = 20;
const MAX_BREADCRUMB = 500;

/** @returns `undefined` where the line tells of no error */
export function readJsonLine(line: Fields, place: string): Found | undefined {
  if (own(line, 'type') === 'platform.report') {
    return own(optionalFields(own(line, 'record')) ?? {}, 'status') === 'timeout' ? timedOut(place) : undefined;
  }
  const inner = optionalFields(own(line, 'message'));
  const told = own(line, 'error') ?? own(line, 'err') ?? own(line, 'exception');
  const isRuntime = [line, inner ?? {}].some((given) => own(given, 'errorType') !== undefined);
  if (!isErrorLevel(own(line, 'level')) && !(isRuntime && own(line, 'level') === undefined)) return undefined;
  const lambda = isRuntime
    ? readErrorValue(own(inner ?? {}, 'errorType') === undefined ? withoutName(line) : inner)
    : undefined;
  const error = readErrorValue(told) ?? lambda ?? readErrorValue(inner);
  if (!error) return ofMessage(own(line, 'message'), place);
  const known = optionalFields(told) ?? {};
  const fingerprint = own(known, 'fingerprint');
  const category = ERROR_CATEGORIES.find((each) => each === own(known, 'category'));
  return {
    error,
    // The middleware saw the error itself, secrets and all; of one that comes often it logs no stack.
    ...(typeof fingerprint === 'string' && /^[\da-f]{16}$/.test(fingerprint) && { fingerprint }),
    ...(category && { category }),
    byRuntime: lambda === error,
  };
}

export function contextOf(given: Fields): LineContext {
  // Lambda's own events tell of the request in a record.
  const line = optionalFields(own(given, 'record')) ?? given;
  const texts = NAMES.map((name) => {
    const other = OTHER_NAMES[name];
    const found = optionalText(own(line, name)) ?? (other && optionalText(own(line, other)));
    return [name, found && wellFormed(found.slice(0, MAX_TEXT))] as const;
  });
  const breadcrumbs = own(line, 'breadcrumbs');
  const notes: readonly unknown[] = Array.isArray(breadcrumbs) ? breadcrumbs.slice(-MAX_BREADCRUMBS) : [];
  return {
    ...Object.fromEntries(texts.filter(([, text]) => text !== undefined)),
    breadcrumbs: notes.map((note) => wellFormed(noteText(note).slice(0, MAX_BREADCRUMB))),
  };
}

/** JSON is read however deep it is nested, and written only as deep as a stack. */
function noteText(note: unknown): string {
  if (typeof note === 'string') return note;
  try {
    return JSON.stringify(note);
  } catch {
    return 'a note that is nested too deep to be shown';
  }
}

/** Names, and the numbers of pino and bunyan, where 50 is an error. */
function isErrorLevel(level: unknown): boolean {
  if (typeof level === 'number') return level >= 50;
  return typeof level === 'string' && /^(error|fatal|critical)$/i.test(level);
}

/** The line's own `message` is the text before the error, not the error's. */
function withoutName(line: Fields): Fields {
  const { name: _name, message: _message, type: _type, ...rest } = line;
  return rest;
}

function ofMessage(message: unknown, place: string): Found {
  if (typeof message !== 'string') return { error: {}, place };
  return readTextLine(message, place) ?? { error: readErrorValue(message) ?? {} };
}
