/** JSON of unknown shape: with `?.`, what lies below nothing is nothing. Texts and numbers have no such members. */
export interface Json {
  readonly [key: string]: Json | undefined;
}

/** Longer than ids, ARNs, names and `traceparent`. W3C asks to pass on at least so much of `tracestate`. */
const MAX_LENGTH = 512;
/** The largest time that a `Date` holds, in ms. */
const MAX_TIME = 8.64e15;
/** A batch may have 10,000 records, and reading it must stay cheap. */
const MAX_TIMES = 100;

/** A text as it is; too long ones are dropped, since half an id is another id. */
export function text(value: unknown, maxLength = MAX_LENGTH): string | undefined {
  return typeof value === 'string' && value && value.length <= maxLength ? value : undefined;
}

/** Looks up the carrier's member of that name; an id of the event's own stands in for a correlation id. */
export function memberOf(carrier: Json | undefined, ownId?: unknown): (name: string) => unknown {
  return (name) => carrier?.[name] ?? (name === 'correlationId' ? ownId : undefined);
}

/** A number of `unitMs` since the epoch, the same in digits, or an ISO 8601 time. */
export function epochMs(value: unknown, unitMs = 1): number | undefined {
  const given = typeof value === 'number' ? value : text(value);
  const ms = given && Math.round(Number(given) * unitMs || Date.parse(given as string));
  return ms && ms > 0 && ms <= MAX_TIME ? ms : undefined;
}

/** The earliest time of the first 100 records. */
export function oldestMs(records: readonly Json[], timeOf: (record: Json | undefined) => unknown): number | undefined {
  let oldest = Infinity;
  for (let index = Math.min(records.length, MAX_TIMES); index--; ) {
    oldest = Math.min(oldest, epochMs(timeOf(records[index])) ?? oldest);
  }
  return oldest < Infinity ? oldest : undefined;
}

/** What follows the first slash (a stream or table, up to the next one), else the last colon (a queue or topic). */
export function nameInArn(arn: unknown): string | undefined {
  const given = text(arn);
  if (!given?.startsWith('arn:')) return undefined;
  const start = given.indexOf('/') + 1;
  const end = given.indexOf('/', start);
  return start ? given.slice(start, end < 0 ? undefined : end) : given.slice(given.lastIndexOf(':') + 1);
}
