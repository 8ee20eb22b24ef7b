/** What a publisher puts into the queue and `publish-metrics` takes out of it: data of one namespace. */
import { SCHEMA_VERSION } from '../../conventions';
import { type Datum, pointsOf } from './datum';
import { MAX_UNIQUE_VALUES } from './value-histogram';

export interface PublishMessage {
  /** The same when the message is sent or delivered again. */
  readonly id: string;
  readonly namespace: string;
  /** Small enough for one PutMetricData request, so that a message is stored wholly or not at all. */
  readonly data: readonly Datum[];
}

/** The message is none of ours, or of a version that is not known here. */
class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

export function writeMessage({ id, namespace, data }: PublishMessage): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, id, namespace, data });
}

/**
 * Most bytes of a message's body. SQS has taken 1 MiB since August 2025, but a queue may have been set to the 256 KiB
 * that were the limit before; SQS bills every 64 KiB as a request either way, and Lambda takes batches of 6 MB.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const MAX_BODY_BYTES = 262_144;

export interface PackedMessage {
  readonly id: string;
  readonly body: string;
  /** Observations in it. */
  readonly points: number;
}

/** The message as a body for the queue; as two or more where it would be too large. */
export async function packMessage(
  message: PublishMessage,
  pack: (text: string) => Promise<string>,
): Promise<PackedMessage[]> {
  const { id, namespace, data } = message;
  const body = await pack(writeMessage(message));
  if (body.length <= MAX_BODY_BYTES || data.length < 2) {
    return [{ id, body, points: data.reduce((sum, datum) => sum + pointsOf(datum), 0) }];
  }
  const half = data.length >> 1;
  const halves = [data.slice(0, half), data.slice(half)];
  const packed = await Promise.all(
    halves.map((part, index) => packMessage({ id: `${id}.${index}`, namespace, data: part }, pack)),
  );
  return packed.flat();
}

/**
 * Checks shape and types; what CloudWatch allows is `datumProblem`'s matter.
 * @throws UnreadableMessage, with what is wrong
 */
export function readMessage(text: string): PublishMessage {
  const { schemaVersion, id, namespace, data } = asObject(parse(text), 'the message');
  const known = typeof schemaVersion === 'number' && schemaVersion >= 1 && schemaVersion <= SCHEMA_VERSION;
  check(known, 'schemaVersion', `1 to ${SCHEMA_VERSION}`);
  check(typeof id === 'string' && id !== '', 'id', 'a text');
  check(typeof namespace === 'string', 'namespace', 'a text');
  check(Array.isArray(data), 'data', 'an array');
  const read = (data as unknown[]).map((datum, index) => readDatum(datum, `data[${index}]`));
  return { id: id as string, namespace: namespace as string, data: read };
}

function readDatum(written: unknown, path: string): Datum {
  const { name, dimensions, unit, resolution, timestampMs, values, counts, level, set } = asObject(written, path);
  check(typeof name === 'string', `${path}.name`, 'a text');
  check(Array.isArray(dimensions) && dimensions.every(isPair), `${path}.dimensions`, 'pairs of texts');
  check(typeof unit === 'string', `${path}.unit`, 'a text');
  check(Number.isSafeInteger(timestampMs), `${path}.timestampMs`, 'whole milliseconds');
  const datum = { name, dimensions, unit, resolution, timestampMs } as Datum;
  if (set !== undefined) {
    check(isNumbers(set) && set.length === 4 && (set[0] as number) > 0, `${path}.set`, 'count, sum, minimum, maximum');
    return { ...datum, set: set as unknown as NonNullable<Datum['set']> };
  }
  const few = isNumbers(values) && values.length > 0 && values.length <= MAX_UNIQUE_VALUES;
  check(few, `${path}.values`, `1 to ${MAX_UNIQUE_VALUES} numbers`);
  check(isNumbers(counts) && counts.every((count) => count > 0), `${path}.counts`, 'numbers above zero');
  check((counts as number[]).length === (values as number[]).length, `${path}.counts`, 'one for each value');
  check(level === undefined || isLevel(level), `${path}.level`, `0 to ${MAX_LEVEL}`);
  return { ...datum, values: values as number[], counts: counts as number[], level: level as number | undefined };
}

/** Beyond, all numbers are in one bucket. */
const MAX_LEVEL = 20;

function isLevel(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_LEVEL;
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === 'string');
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((number) => typeof number === 'number');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableMessage(`it is not JSON: ${(error as Error).message}`);
  }
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  check(typeof value === 'object' && value !== null && !Array.isArray(value), path, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

function check(holds: boolean, path: string, allowed: string): void {
  if (!holds) throw new UnreadableMessage(`${path} must be ${allowed}`);
}
