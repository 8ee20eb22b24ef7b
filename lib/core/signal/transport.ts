/**
 * What a message of the signals queue is wrapped in: nothing, an SNS envelope, a Lambda event of SNS or SQS records, or
 * several of these. Neither the signature of an SNS envelope nor the certificate it names is looked at, and nothing it
 * names is fetched: who may send is the queue's policy to say, and no door takes messages by HTTP.
 */
import { type Fields, fields, optionalFields, optionalText, UnreadableEvent } from './fields';

/** An unwrapped message, or why one of several cannot be unwrapped. */
export type Unwrapped = Fields | UnreadableEvent;

/** Records of SNS in records of SQS in records of SQS are six layers, two each; nobody sends more. */
const MAX_LAYERS = 6;

/** The messages in a body: one, but for Lambda events of several records. */
export function unwrap(body: string): Unwrapped[] {
  return attempt(() => open(parse(body, 'the body'), 'the body', 0));
}

function open(value: unknown, place: string, layer: number): Unwrapped[] {
  const message = optionalFields(value);
  if (!message) throw new UnreadableEvent(`${place} is JSON but not an object`);
  if (layer > MAX_LAYERS) throw new UnreadableEvent(`the body is wrapped more than ${MAX_LAYERS} times`);
  if (Array.isArray(message.Records)) return openRecords(message.Records, layer);
  const [field, content] = contentOf(message) ?? [];
  if (field === undefined) return [message];
  return open(parse(content, `'${field}'`), `'${field}'`, layer + 1);
}

/** One that cannot be unwrapped does not keep the others back. */
function openRecords(records: readonly unknown[], layer: number): Unwrapped[] {
  if (records.length === 0) throw new UnreadableEvent("'Records' must hold at least one record, got none");
  return records.flatMap((record, index) =>
    attempt(() => open(fields(record, `Records[${index}]`), `Records[${index}]`, layer + 1)),
  );
}

/** What a wrapper wraps, and where; `undefined` where the message is none. */
function contentOf(message: Fields): readonly [field: string, content: unknown] | undefined {
  const envelope = optionalFields(message.Sns);
  if (envelope) return ['Sns.Message', envelope.Message];
  if (message.Type === 'Notification') return ['Message', message.Message];
  if (optionalText(message.messageId) !== undefined && 'body' in message) return ['body', message.body];
  return undefined;
}

function parse(content: unknown, place: string): unknown {
  if (typeof content !== 'string') throw new UnreadableEvent(`${place} must be a text of JSON`);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UnreadableEvent(`${place} is not JSON: ${(error as Error).message}`);
  }
}

function attempt(unwrapOne: () => Unwrapped[]): Unwrapped[] {
  try {
    return unwrapOne();
  } catch (error) {
    if (error instanceof UnreadableEvent) return [error];
    throw error;
  }
}
