/**
 * One piece of work of a trace, read from an X-Ray segment document. Whoever sends traces writes what they like: what
 * cannot be used is left out, and never an error.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */

/** A segment (what one service did for the request) or a subsegment (a part of it). */
export interface Segment {
  readonly id: string;
  /** What it is a part of; of a segment, the caller's subsegment. */
  readonly parentId?: string;
  readonly name: string;
  readonly type: 'segment' | 'subsegment';
  /** Of a call: `aws` by the AWS SDK, `remote` to anything else. */
  readonly namespace?: 'aws' | 'remote';
  /** What kind of resource it ran on, such as `AWS::Lambda::Function`. */
  readonly origin?: string;
  /** Made by X-Ray from the caller's subsegment, for what sends no segments itself. */
  readonly inferred: boolean;
  /** It had not ended, or its end was never sent. */
  readonly inProgress: boolean;
  /** Epoch milliseconds, with a fraction. */
  readonly startMs: number;
  readonly endMs: number;
  readonly fault: boolean;
  /** The caller was at fault. */
  readonly error: boolean;
  readonly throttle: boolean;
  readonly status?: number;
  /** `POST https://pay.example.com/charges`, without the query, which may hold what nobody should read. */
  readonly request?: string;
  /** `PaymentError: declined`. */
  readonly cause?: string;
  /** As the middleware annotates its spans. */
  readonly service?: string;
  readonly environment?: string;
  readonly operation?: string;
}

/** What was read of one document; `undefined` entries of it are counted in `unreadable`. */
export interface ReadDocument {
  readonly segments: readonly Segment[];
  readonly unreadable: number;
}

/** X-Ray takes documents of 64 kB and keeps traces of 500 kB: https://docs.aws.amazon.com/general/latest/gr/xray.html */
const MAX_DOCUMENT_LENGTH = 1_048_576;
/** Names have at most 200 characters, ids 16. */
const MAX_TEXT = 250;
const MAX_CAUSE = 300;
const NOTHING: ReadDocument = { segments: [], unreadable: 1 };

/** The segment of a document, with its subsegments at any depth; nested ones name what they are nested in as parent. */
export function readDocument(text: string): ReadDocument {
  if (text.length > MAX_DOCUMENT_LENGTH) return NOTHING;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return NOTHING;
  }
  const segments: Segment[] = [];
  let unreadable = 0;
  // A list of what is still to be read and no recursion: documents may be nested deeper than a stack.
  const open: { readonly value: unknown; readonly inside?: Segment }[] = [{ value: parsed }];
  for (let next = open.pop(); next; next = open.pop()) {
    const segment = readSegment(next.value, next.inside);
    if (!segment) {
      unreadable += 1;
      continue;
    }
    segments.push(segment);
    const inner = membersOf(next.value).subsegments;
    if (Array.isArray(inner)) for (const value of inner) open.push({ value, inside: segment });
  }
  return { segments, unreadable };
}

function readSegment(value: unknown, inside: Segment | undefined): Segment | undefined {
  const given = membersOf(value);
  const id = textOf(given.id);
  const startMs = timeOf(given.start_time);
  if (id === undefined || startMs === undefined) return undefined;
  const endMs = timeOf(given.end_time);
  const { request, response } = membersOf(given.http);
  const annotations = membersOf(given.annotations);
  const status = membersOf(response).status;
  return {
    id,
    parentId: textOf(given.parent_id) ?? inside?.id,
    name: textOf(given.name) ?? 'unknown',
    type: inside || given.type === 'subsegment' ? 'subsegment' : 'segment',
    namespace: given.namespace === 'aws' || given.namespace === 'remote' ? given.namespace : undefined,
    origin: textOf(given.origin),
    inferred: given.inferred === true,
    inProgress: endMs === undefined,
    startMs,
    endMs: Math.max(startMs, endMs ?? startMs),
    fault: given.fault === true,
    error: given.error === true,
    throttle: given.throttle === true,
    status: typeof status === 'number' && Number.isInteger(status) ? status : undefined,
    request: requestOf(request),
    cause: causeOf(given.cause),
    service: textOf(annotations.service),
    environment: textOf(annotations.environment),
    operation: textOf(annotations.operation),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, MAX_TEXT) : undefined;
}

/** Epoch seconds with a fraction, to whole microseconds; nothing outside of 1970 to 2286 is a time. */
function timeOf(seconds: unknown): number | undefined {
  const isTime = typeof seconds === 'number' && seconds > 0 && seconds < 1e10;
  return isTime ? Math.round(seconds * 1e6) / 1e3 : undefined;
}

/** The middleware writes method and URL as one text, SDKs in two members. */
function requestOf(request: unknown): string | undefined {
  const { method, url } = membersOf(request);
  const target = textOf(url)?.replace(/[?#].*$/s, '');
  return target && [textOf(method), target].filter(Boolean).join(' ');
}

/** A cause may also be the id of an exception elsewhere in the trace, which tells nothing by itself. */
function causeOf(cause: unknown): string | undefined {
  const { exceptions } = membersOf(cause);
  const { type, message } = membersOf(Array.isArray(exceptions) ? exceptions[0] : undefined);
  const words = [textOf(type), textOf(message)].filter(Boolean).join(': ');
  return words === '' ? undefined : words.slice(0, MAX_CAUSE);
}
