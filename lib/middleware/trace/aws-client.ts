import type { End } from '../follow';
import { at, attempt, textAt } from '../text';
import { type CallEnd, dependency } from './dependency';

/** A client of the AWS SDK for JavaScript v3, of any service. */
export interface AwsClient {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

type Handler = (input: unknown) => Promise<unknown>;

/**
 * Makes each command of a client a call of a dependency, with its retries. Throttled calls are faults; what the caller
 * asked in vain (a failed condition, a missing item, a denied access) is none. Answers the same client; doing it again
 * changes the name only.
 *
 * @param name the dependency. @default - the service, such as `DynamoDB`; tables, queues and topics are not part of it
 * @throws where it is no such client
 */
export function observeAwsClient<Client extends AwsClient>(client: Client, name?: string): Client {
  const stack = at(client, 'middlewareStack') as { add?: (middleware: unknown, options: object) => void } | undefined;
  if (typeof stack?.add !== 'function') {
    throw new Error(
      `observeAwsClient: the client must be one of the AWS SDK for JavaScript v3, such as new DynamoDBClient(); got ` +
        (attempt(() => client.constructor.name) ?? typeof client),
    );
  }
  const middleware = (next: Handler, context: unknown) => {
    const service = textAt(client, 'config', 'serviceId') || textAt(context, 'clientName').replace(/Client$/, '');
    const operation = textAt(context, 'commandName').replace(/Command$/, '');
    const target = `${service}.${operation}`;
    return (input: unknown) => dependency(name ?? (service || 'AWS'), () => next(input), { target, judge });
  };
  // The outermost of all steps sees all attempts as one call. `override` replaces what has the same name.
  stack.add(middleware, { name: 'sightlineDependency', step: 'initialize', priority: 'high', override: true });
  return client;
}

/** Errors by which services say that it was too much, as the SDK itself knows them; many come with status 400. */
const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

function judge(end: End): CallEnd {
  const isError = 'thrown' in end;
  const metadata = isError ? at(end.thrown, '$metadata') : at(end.value, 'output', '$metadata');
  const isThrottled =
    isError && (THROTTLED.has(textAt(end.thrown, 'name')) || at(end.thrown, '$retryable', 'throttling'));
  const status = at(metadata, 'httpStatusCode');
  const attempts = at(metadata, 'attempts');
  return {
    // Whatever its status, it is the one that means too many requests.
    statusCode: isThrottled ? 429 : typeof status === 'number' ? status : undefined,
    retries: typeof attempts === 'number' ? attempts - 1 : undefined,
  };
}
