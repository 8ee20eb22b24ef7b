import { categorize, type ErrorCategory } from '../core/error/category';
import { fingerprint } from '../core/error/fingerprint';
import { endOfMessage } from '../core/error/stack';
import { at, attempt, cut, textAt } from './text';

/** The most that is kept of a message and of a stack's frames, in UTF-16 code units. */
const MAX_MESSAGE = 1_024;
const MAX_FRAMES = 4_096;

/** A thrown value in texts of bounded length. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly cause?: DescribedError;
}

/** The `error` of a log line. */
export interface LoggedError extends DescribedError {
  readonly category: ErrorCategory;
  /** The same for repeats of one error: `core/error/fingerprint.ts`. */
  readonly fingerprint: string;
  /** How often the error came in this minute: from the eleventh time on it has no stack and no cause. */
  readonly repeats?: number;
}

/** What to log of a thrown value of any kind, with two causes below it. Never throws, whatever its getters do. */
export function describeThrown(thrown: unknown): LoggedError {
  return identify(describe(thrown));
}

export function identify(error: DescribedError): LoggedError {
  return { ...error, category: categorize(error), fingerprint: fingerprint(error) };
}

/** The same without category and fingerprint; `shorten` answers the beginning of a text as it may be told. */
export function describe(thrown: unknown, shorten = cut, causes = 2): DescribedError {
  const message = attempt(() => messageOf(thrown)) ?? '';
  const stack = textAt(thrown, 'stack');
  // An `AggregateError` has many; the first speaks for them.
  const cause = causes > 0 && (at(thrown, 'cause') ?? at(thrown, 'errors', '0'));
  return {
    name: shorten(textAt(thrown, 'name') || typeof thrown, 200),
    message: shorten(message, MAX_MESSAGE),
    stack: boundedStack(stack, message, shorten) || undefined,
    code: shorten(textAt(thrown, 'code'), 200) || undefined,
    statusCode: statusOf(thrown),
    cause: cause ? describe(cause, shorten, causes - 1) : undefined,
  };
}

/** The HTTP status behind an error, as frameworks and the AWS SDK tell it. */
export function statusOf(thrown: unknown): number | undefined {
  const status = at(thrown, 'statusCode') ?? at(thrown, 'status') ?? at(thrown, '$metadata', 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

/** Of an object that is no error only the keys are told: its values may be secret, large or circular. */
function messageOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const message = at(thrown, 'message');
  return typeof message === 'string' ? message : `object with keys ${Object.keys(thrown).slice(0, 10).join(', ')}`;
}

/** A long message at the head of the stack must not cost the frames behind it. */
function boundedStack(stack: string, message: string, shorten: typeof cut): string {
  const end = endOfMessage(stack, message);
  return shorten(stack.slice(0, end), MAX_MESSAGE) + shorten(stack.slice(end), MAX_FRAMES);
}
