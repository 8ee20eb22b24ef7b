/** What a log event tells of an error, whoever wrote it. Takes time in proportion to the length, whatever the text. */
import { optionalFields } from '../signal/fields';
import { wellFormed } from '../signal/words';
import type { ErrorValue } from './log-event/error-value';
import { contextOf, type LineContext, readJsonLine } from './log-event/json-line';
import { type ErrorOccurrence, type ErrorSample, type Found, identify } from './log-event/occurrence';
import { readTextLine, requestIdOf } from './log-event/text-line';

export type { ErrorOccurrence, ErrorSample };

/** One log event of a subscription, and where it was written. */
export interface LogEvent {
  readonly id: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly message: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Whose log it is: what counts where the line does not name both. */
  readonly service: string;
  readonly environment: string;
}

export type ReadLogEvent =
  | { readonly kind: 'error'; readonly occurrence: ErrorOccurrence }
  /** The subscription's pattern is coarser than this. */
  | { readonly kind: 'other' }
  /** Counted as an error of its own kind, so that nothing is lost unseen. */
  | { readonly kind: 'unreadable'; readonly occurrence: ErrorOccurrence };

/** Of what is kept, in UTF-16 code units. */
const MAX_MESSAGE = 1_024;
const MAX_STACK = 4_096;
const MAX_CAUSES = 5;
const NO_CONTEXT: LineContext = { breadcrumbs: [] };

/** Never throws. */
export function readLogEvent(event: LogEvent): ReadLogEvent {
  const text = event.message.trimStart();
  const place = event.logGroup.split('/').pop() ?? '';
  if (!text.startsWith('{')) {
    const found = readTextLine(text, place);
    const requestId = requestIdOf(text);
    return told(event, found, requestId === undefined ? NO_CONTEXT : { ...NO_CONTEXT, requestId });
  }
  const line = parse(text);
  if (!line)
    return /ERROR|FATAL/.test(text) ? { kind: 'unreadable', occurrence: unreadable(event) } : { kind: 'other' };
  return told(event, readJsonLine(line, place), contextOf(line));
}

function told(event: LogEvent, found: Found | undefined, context: LineContext): ReadLogEvent {
  return found ? { kind: 'error', occurrence: occurrenceOf(event, found, context) } : { kind: 'other' };
}

/**
 * Of all of a service one kind, whose sample is the beginning of a line. Lambda cuts lines at 256 KB, and with it the JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
function unreadable(event: LogEvent): ErrorOccurrence {
  const found: Found = { error: { name: 'UnreadableLogEvent' }, category: 'unknown' };
  const occurrence = occurrenceOf(event, found, NO_CONTEXT);
  return { ...occurrence, sample: { ...occurrence.sample, message: cut(event.message, MAX_MESSAGE) } };
}

function occurrenceOf(event: LogEvent, found: Found, context: LineContext): ErrorOccurrence {
  const { error } = found;
  const { breadcrumbs, service, environment, ...rest } = context;
  const isNamed = isName(service) && isName(environment);
  return {
    eventId: event.id,
    service: isNamed ? service : event.service,
    environment: isNamed ? environment : event.environment,
    ...identify(found),
    sample: {
      atMs: event.atMs,
      logGroup: event.logGroup,
      logStream: event.logStream,
      message: cut(error.message ?? '', MAX_MESSAGE),
      ...(error.stack !== undefined && { stack: cut(error.stack, MAX_STACK) }),
      causes: causesOf(error),
      breadcrumbs,
      ...rest,
    },
  };
}

/** What may stand in a key: the names that constructs allow. A line is anybody's to write. */
export function isName(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.-]{1,64}$/.test(text);
}

function causesOf(error: ErrorValue): string[] {
  const chain: ErrorValue[] = [];
  for (let link = error.cause; link && chain.length < MAX_CAUSES; link = link.cause) chain.push(link);
  const members = (error.errors ?? []).slice(0, MAX_CAUSES);
  return [...chain, ...members].map(({ name = 'Error', message = '' }) => cut(`${name}: ${message}`, MAX_MESSAGE));
}

function cut(text: string, maxLength: number): string {
  return wellFormed(text.slice(0, maxLength));
}

function parse(text: string) {
  try {
    return optionalFields(JSON.parse(text));
  } catch {
    return undefined;
  }
}
