import { at } from './text';
import { describeThrown, identify, type LoggedError } from './thrown';
import type { Trigger, TriggerKind } from './trigger/kind';

/** How an invocation ended, as metrics, log and trace tell it. */
export interface Outcome {
  /** The service failed: a throw, an HTTP status of 500 or more, failed records of a batch, or a timeout. */
  readonly fault: boolean;
  /** The caller was at fault: an HTTP status from 400 to 499. */
  readonly clientError?: boolean;
  readonly timedOut?: boolean;
  readonly statusCode?: number;
  /** Records of a batch that go back to their queue or stream; absent where there are none. */
  readonly failedRecords?: number;
  readonly error?: LoggedError;
}

/** What a returned value means. A value that says nothing of itself is a success. */
export function outcomeOfResult(result: unknown, trigger?: Trigger, event?: unknown): Outcome {
  const failures = at(result, 'batchItemFailures');
  const failedRecords = Array.isArray(failures) && failures.length ? countFailed(failures, trigger, event) : undefined;
  const statusCode = readStatus(at(result, 'statusCode'));
  const hundreds = Math.floor((statusCode ?? 0) / 100);
  return {
    fault: hundreds === 5 || failedRecords !== undefined,
    clientError: hundreds === 4,
    statusCode,
    failedRecords,
  };
}

/** Where each record of a batch has the id that failures name. */
const RECORD_ID: Partial<Record<TriggerKind, readonly string[]>> = {
  sqs: ['messageId'],
  kinesis: ['kinesis', 'sequenceNumber'],
  dynamodb: ['dynamodb', 'SequenceNumber'],
};

/**
 * How many records come again: of a queue those that are named, of a stream all from the first one that is named, and
 * all where an id is missing or none of the batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
function countFailed(failures: readonly unknown[], trigger: Trigger | undefined, event: unknown): number {
  const { kind, batchSize } = trigger ?? {};
  const path = kind && RECORD_ID[kind];
  const records = at(event, 'Records');
  if (!path || !batchSize || !Array.isArray(records)) return Math.min(failures.length, batchSize ?? failures.length);
  const ids = new Set(failures.map((failure) => at(failure, 'itemIdentifier')));
  const positions = records.flatMap((record, index) => (ids.has(at(record, ...path)) ? [index] : []));
  if (positions.length < ids.size) return batchSize;
  return kind === 'sqs' ? positions.length : batchSize - (positions[0] as number);
}

/** Whatever is thrown is a fault: the platform answers it with a 500 or a retry. */
export function outcomeOfThrow(thrown: unknown): Outcome {
  return { fault: true, error: describeThrown(thrown) };
}

export const IMPENDING_TIMEOUT = 'ImpendingTimeout';

/** Timeouts of one operation are one error. */
export function timeoutOf(operation = 'invoke'): { readonly name: string; readonly message: string } {
  return { name: IMPENDING_TIMEOUT, message: `${operation} runs into its timeout` };
}

export function outcomeOfTimeout(operation?: string): Outcome {
  return { fault: true, timedOut: true, error: identify(timeoutOf(operation)) };
}

/** API Gateway takes the status as a text, too. */
function readStatus(status: unknown): number | undefined {
  return typeof status !== 'object' && /^[1-5]\d\d$/.test(String(status)) ? Number(status) : undefined;
}
