import { at } from './text';
import { describeThrown, identify, type LoggedError } from './thrown';

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
export function outcomeOfResult(result: unknown): Outcome {
  // See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html; streams answer in the same way.
  const failures = at(result, 'batchItemFailures');
  const failedRecords = (Array.isArray(failures) && failures.length) || undefined;
  const statusCode = readStatus(at(result, 'statusCode'));
  const hundreds = Math.floor((statusCode ?? 0) / 100);
  return {
    fault: hundreds === 5 || failedRecords !== undefined,
    clientError: hundreds === 4,
    statusCode,
    failedRecords,
  };
}

/** Whatever is thrown is a fault: the platform answers it with a 500 or a retry. */
export function outcomeOfThrow(thrown: unknown): Outcome {
  return { fault: true, error: describeThrown(thrown) };
}

/** Timeouts of one operation are one error. */
export function outcomeOfTimeout(operation: string): Outcome {
  const error = identify({ name: 'ImpendingTimeout', message: `${operation} runs into its timeout` });
  return { fault: true, timedOut: true, error };
}

/** API Gateway takes the status as a text, too. */
function readStatus(status: unknown): number | undefined {
  return typeof status !== 'object' && /^[1-5]\d\d$/.test(String(status)) ? Number(status) : undefined;
}
