/**
 * What CloudWatch Logs sends to a function, unpacked.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
import { identityOfFilter } from '../../core/error/filter-name';
import { isName, type LogEvent } from '../../core/error/log-event';
import { objectsIn, optionalFields } from '../../core/signal/fields';
import { PayloadRefused } from '../ports/error-store';

export type LogBatch = readonly LogEvent[];

/**
 * A megabyte of log lines, which is what a batch holds, has fewer: each counts 26 bytes beside its text. Made to unpack to
 * millions of them, one batch would use up the function's memory.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const MAX_EVENTS = 50_000;

/** The packed part of the event; `undefined` of other events. */
export function subscriptionData(event: unknown): string | undefined {
  const data = optionalFields(optionalFields(event)?.awslogs)?.data;
  return typeof data === 'string' ? data : undefined;
}

/**
 * Control messages, by which CloudWatch Logs tries whether somebody listens, have no events.
 * @throws PayloadRefused where the text is none of CloudWatch Logs
 */
export function readBatch(text: string): LogBatch {
  const content = optionalFields(parse(text));
  if (content?.messageType === 'CONTROL_MESSAGE') return [];
  if (content?.messageType !== 'DATA_MESSAGE' || !Array.isArray(content.logEvents)) {
    throw new PayloadRefused("it has no 'messageType' DATA_MESSAGE with a list of 'logEvents'");
  }
  if (content.logEvents.length > MAX_EVENTS) {
    throw new PayloadRefused(`it has ${content.logEvents.length} log events, at most ${MAX_EVENTS} are read`);
  }
  const logGroup = textOf(content.logGroup);
  const logStream = textOf(content.logStream);
  const filters: readonly unknown[] = Array.isArray(content.subscriptionFilters) ? content.subscriptionFilters : [];
  const identity = identityOfFilter(filters) ?? { service: ownName(logGroup), environment: 'unknown' };
  return objectsIn(content.logEvents).map(({ id, timestamp, message }, index) => ({
    id: typeof id === 'string' && id !== '' ? id : `${logStream}/${String(timestamp)}/${index}`,
    atMs: typeof timestamp === 'number' ? timestamp : Number.NaN,
    // Whatever is no text is read as JSON that is cut: it counts as unreadable.
    message: typeof message === 'string' ? message : '{ERROR',
    logGroup,
    logStream,
    ...identity,
  }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PayloadRefused(`it is no JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 512) : '';
}

/** A log group that nobody told us of is a service of its own: `/aws/lambda/charge` is `charge`. */
function ownName(logGroup: string): string {
  const name = logGroup.split('/').pop() ?? '';
  return isName(name) ? name : 'unknown';
}
