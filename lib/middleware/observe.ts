import { WRAPPER_FUNCTION } from '../core/error/fingerprint';
import { beginInvocation, type Invocation } from './invocation';
import { outcomeOfResult, outcomeOfThrow } from './outcome';
import { createRecorder } from './recorder';
import { type ObserveOptions, readSettings } from './settings';
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

/**
 * Wraps a Lambda handler: each invocation writes its metrics (CloudWatch embedded metric format) and one structured
 * log line, and sends one X-Ray subsegment where the trace is sampled. The handler's result, its error and its type
 * stay what they are, and trouble with telemetry is never trouble for the handler.
 *
 * Who the handler is comes from `options`, else from the environment variables that `Observability.monitor` sets; both
 * are read once, here. `SIGHTLINE_METRICS`, `SIGHTLINE_LOGS` and `SIGHTLINE_TRACES` with the value `off` silence a part.
 */
export function observe<H extends ObservableHandler>(handler: H, options: ObserveOptions<Parameters<H>[0]> = {}): H {
  checkHandler(handler);
  const settings = readSettings(options, process.env);
  if (!settings.metrics && !settings.logs && !settings.traceDaemon) return handler;
  const recorder = createRecorder(settings);
  let coldStart = settings.startsCold;

  function observed(this: unknown, event: unknown, context: LambdaContext, ...rest: unknown[]): unknown {
    const invocation = beginInvocation(recorder, event, context, coldStart);
    coldStart = false;
    let result: unknown;
    try {
      result = handler.call(this, event, context, ...rest);
    } catch (thrown) {
      invocation.end(() => outcomeOfThrow(thrown));
      throw thrown;
    }
    return follow(invocation, result);
  }
  // By this name the fingerprint knows the frame in a stack, also after a minifier renamed the function.
  Object.defineProperty(observed, 'name', { value: WRAPPER_FUNCTION });
  return observed as unknown as H;
}

function checkHandler(handler: unknown): void {
  if (typeof handler === 'function' && handler.length < 3) return;
  throw new Error(
    `observe: the handler must be a function of (event, context), without callback or stream; got ${String(handler).slice(0, 60)}`,
  );
}

/** Lets a promise tell its end, and hands it on as it is. */
function follow(invocation: Invocation, result: unknown): unknown {
  const onValue = (value: unknown) => invocation.end(() => outcomeOfResult(value));
  const onThrow = (thrown: unknown) => invocation.end(() => outcomeOfThrow(thrown));
  if (typeof at(result, 'then') !== 'function') {
    onValue(result);
    return result;
  }
  invocation.watchDeadline();
  // Another thenable than a native promise may do its work each time it is asked: ask it once, for both of us.
  const promise = attempt(() => Promise.resolve(result));
  attempt(() => promise?.then(onValue, onThrow));
  return promise ?? result;
}
