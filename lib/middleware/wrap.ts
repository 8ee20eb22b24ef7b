import { WRAPPER_FUNCTION } from '../core/error/fingerprint';
import { beforeDeadline, DEADLINE_MARGIN_MS, remainingOf } from './deadline';
import { type End, follow, isThenable } from './follow';
import { here, type Place, runAt } from './scope';
import { at, attempt } from './text';

/** The second argument of a handler: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** A handler that returns its result or a promise of it. As a method type, it lets handlers ask for their own event. */
export type ObservableHandler = {
  handle(event: unknown, context: LambdaContext, ...rest: unknown[]): unknown;
}['handle'];

/** A handler that streams its response: what `awslambda.streamifyResponse` answers. */
export type StreamHandler = {
  handle(event: unknown, stream: object, context: LambdaContext, ...rest: unknown[]): unknown;
}['handle'];

/** An invocation under observation. */
export interface Observation {
  readonly place: Place;
  /** Is told the first end, once. A promise is waited for before the answer goes out, where `waits` says so. */
  finish(end: End | TimedOut): unknown;
}

export type { End } from './follow';
export type TimedOut = { readonly timedOut: true };

/** The runtime marks what `awslambda.streamifyResponse` answers with it. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
/** Longer than this nobody waits for telemetry, in milliseconds. */
const MAX_WAIT_MS = 2_000;

/**
 * The handler with each invocation observed. Its result, its error and its type stay what they are.
 *
 * Inside an invocation that is observed already the handler runs as it is, so that a request counts once however often
 * its handler is wrapped; that goes for another observed handler that it calls in the same process, too. With `nests`
 * it is `begin` that decides, and answers `undefined` for a handler that runs as it is.
 */
export function wrap<H extends ObservableHandler>(
  handler: H,
  begin: (event: unknown, context: unknown) => Observation | undefined,
  waits = false,
  nests = false,
): H {
  const streams = isStreaming(handler);

  function observed(this: unknown, ...input: Parameters<H>): unknown {
    const context = input[streams ? 2 : 1];
    const observation = !nests && isOpen(here()) ? undefined : begin(input[0], context);
    if (!observation) return handler.apply(this, input);
    const { place, finish } = observation;
    let deadline: NodeJS.Timeout | undefined;
    let sent: unknown;
    let ended = false;
    const end = (how: End | TimedOut) => {
      if (ended) return;
      ended = true;
      clearTimeout(deadline);
      sent = attempt(() => finish(how));
    };
    const failure = streams ? watchStream(input[1]) : undefined;
    const done = (how: End) => end(failure?.() ?? how);
    let result: unknown;
    try {
      result = runAt(place, () => handler.apply(this, input));
    } catch (thrown) {
      done({ thrown });
      throw thrown;
    }
    if (!isThenable(result)) {
      done({ value: result });
      return result;
    }
    deadline = beforeDeadline(context, () => end({ timedOut: true }));
    const promise = follow(result, done);
    return waits ? afterSending(promise, () => attempt(() => within(sent, remainingOf(context)))) : promise;
  }
  // By this name the fingerprint knows the frame in a stack, also after a minifier renamed the function.
  Object.defineProperty(observed, 'name', { value: WRAPPER_FUNCTION });
  attempt(() => {
    // Such as the mark of a streaming one. What every function has stays our own, and methods stay out: that of a framework
    // would answer a handler that nobody observes, as in `observe(middy(...)).use(...)`.
    const members = Object.getOwnPropertyDescriptors(handler as unknown as Record<PropertyKey, unknown>);
    for (const key of Reflect.ownKeys(members)) {
      key in observed ||
        typeof members[key]?.value === 'function' ||
        Object.defineProperty(observed, key, members[key] as never);
    }
  });
  return observed as unknown as H;
}

/** Refuses what cannot be observed. Handlers with a default or rest argument look like two arguments and are taken. */
export function checkHandler(handler: unknown): void {
  if (typeof handler === 'function' && (handler.length < 3 || isStreaming(handler))) return;
  throw new Error(
    'observe: the handler must be a function of (event, context) that returns a result or promise: Node 24 on Lambda ' +
      'has no callbacks, what streams goes through awslambda.streamifyResponse; got ' +
      attempt(() => String(handler).slice(0, 60)),
  );
}

/** Whether an invocation is being counted at this place. */
export function isOpen(place: Place | undefined): place is Place {
  return !!place?.scope.template && !place.scope.ended;
}

function isStreaming(handler: unknown): boolean {
  return typeof handler === 'function' && STREAMING in handler;
}

/**
 * Notes the error of a response stream without being one of its listeners: an error that nobody listens to must still
 * end the process. https://nodejs.org/api/events.html#eventseventemittererrormonitor
 */
function watchStream(stream: unknown): () => End | undefined {
  let failure: End | undefined;
  attempt(() =>
    (stream as NodeJS.EventEmitter).on(process.getBuiltinModule('node:events').errorMonitor, (thrown: unknown) => {
      failure = { thrown };
    }),
  );
  // A stream that is destroyed tells its listeners a tick later.
  return () => failure ?? (at(stream, 'errored') ? { thrown: at(stream, 'errored') } : undefined);
}

/** Lambda freezes the process with the answer: what is still being sent has to be sent before. */
async function afterSending(result: unknown, sending: () => unknown): Promise<unknown> {
  try {
    return await result;
  } finally {
    await sending();
  }
}

function within(work: unknown, remainingMs = MAX_WAIT_MS): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout>;
  const waitMs = Math.min(remainingMs - DEADLINE_MARGIN_MS, MAX_WAIT_MS);
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.max(waitMs, 0));
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
