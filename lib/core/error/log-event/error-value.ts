/** Errors as loggers and runtimes write them into JSON, read leniently. */
import { type Fields, optionalFields, optionalText } from '../../signal/fields';
import type { AggregateEvidence } from '../aggregate';
import type { ErrorEvidence } from '../category';

/** All that is read of an error. */
export interface ErrorValue extends ErrorEvidence, AggregateEvidence {
  readonly cause?: ErrorValue;
  readonly errors?: readonly ErrorValue[];
}

/** Bounds of what is read, in UTF-16 code units. */
const MAX_NAME = 200;
const MAX_MESSAGE = 8_192;
const MAX_STACK = 32_768;
/** Causes below an error, and members of an `AggregateError`. */
const MAX_DEPTH = 4;
const MAX_ERRORS = 20;

/**
 * Reads an object that is an error, or a text that is one's stack: Sightline's own lines, Powertools' (whose stack is a
 * text or a list), Lambda's (`errorType`, `errorMessage`, `stackTrace`), and what most loggers write.
 */
export function readErrorValue(value: unknown, depth = MAX_DEPTH): ErrorValue | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : readStackText(value);
  const given = optionalFields(value);
  if (!given) return undefined;
  const name = firstText(given, 'name', 'type', 'errorType');
  const message = firstText(given, 'message', 'errorMessage');
  const stack = readStack(own(given, 'stack')) ?? readStack(own(given, 'stackTrace')) ?? readStack(own(given, 'trace'));
  if (name === undefined && message === undefined && stack === undefined) return undefined;
  const code = own(given, 'code');
  const status = own(given, 'statusCode');
  const cause = depth > 0 ? readErrorValue(own(given, 'cause'), depth - 1) : undefined;
  const errors = depth > 0 ? readErrors(own(given, 'errors'), depth - 1) : [];
  return {
    ...(name !== undefined && { name: name.slice(0, MAX_NAME) }),
    ...(message !== undefined && { message: message.slice(0, MAX_MESSAGE) }),
    ...(stack !== undefined && { stack }),
    ...(typeof code === 'string' && { code: code.slice(0, MAX_NAME) }),
    ...(typeof status === 'number' && { statusCode: status }),
    ...(cause && { cause }),
    ...(errors.length > 0 && { errors }),
  };
}

/** `Orders.PaymentError: declined`, and the frames below it: what `console.error(error)` writes. */
export function readStackText(text: string): ErrorValue {
  const frames = text.search(/\n[ \t]{1,16}at /);
  const head = (frames < 0 ? text : text.slice(0, frames)).slice(0, MAX_MESSAGE).trim();
  const [, name, message] = NAMED.exec(head) ?? [];
  return {
    ...(name !== undefined && { name }),
    message: message ?? head,
    // Behind the message: what of it looks like a frame is none.
    ...(frames >= 0 && { stack: text.slice(frames, frames + MAX_STACK) }),
  };
}

const NAMED =
  /^(?:Uncaught )?((?:[A-Za-z_$][\w$.]{0,98})?(?:Error|Exception|Fault))(?: \[[\w-]{1,60}\])?(?:: ([\s\S]*))?$/;

/** A list is what some loggers make of a stack, one line each. */
function readStack(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value.slice(0, MAX_STACK);
  if (!Array.isArray(value)) return undefined;
  const lines = value.slice(0, 200).filter((line) => typeof line === 'string');
  return lines.length > 0
    ? lines
        .map((line) => line.slice(0, MAX_MESSAGE))
        .join('\n')
        .slice(0, MAX_STACK)
    : undefined;
}

function readErrors(value: unknown, depth: number): ErrorValue[] {
  const members: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_ERRORS) : [];
  return members.flatMap((member) => readErrorValue(member, depth) ?? []);
}

function firstText(given: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = optionalText(own(given, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Not what an object inherits: JSON may have a member `constructor` or none. */
export function own(given: Fields, name: string): unknown {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}
