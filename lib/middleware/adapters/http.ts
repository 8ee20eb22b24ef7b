import type { IncomingMessage, ServerResponse } from 'node:http';
import { capture } from '../error/capture';
import type { End } from '../follow';
import { dimensionValue } from '../identity';
import { invocations, templateOf } from '../invocation';
import { here, type Place, runAt } from '../scope';
import { type ObserveOptions, readSettings } from '../settings';
import { at, attempt } from '../text';
import { headersOf, TRACE_HEADER } from '../trigger/http';
import type { Json } from '../trigger/json';
import { type Trigger, trigger } from '../trigger/kind';
import { isOpen } from '../wrap';

/** How requests of a web framework are named, logged and traced. `Request` is that of the framework. */
export interface HttpOptions<Request> extends Omit<ObserveOptions, 'operation' | 'trigger'> {
  /**
   * What the service was asked to do, in few different words. A function is asked when the response is done; where it
   * throws or answers no text, the default counts.
   *
   * @default - method and route pattern (`GET /orders/:id`), and `HTTP` where no route matches
   */
  readonly operation?: string | ((request: Request) => string);
}

/** A request under observation. */
export interface Exchange {
  /** Where its handlers run. */
  readonly place: Place;
  /** Whether a Lambda handler around the app is observed, too, and tells the end. */
  readonly isNested: boolean;
  /** What a handler threw, for the log line and the trace. */
  failure?: { readonly thrown: unknown };
}

/** Of nginx: the client went away before it had its answer. https://nginx.org/en/docs/dev/development_guide.html#http_return_codes */
const CLIENT_CLOSED_REQUEST = 499;
/** In HTTP/2 the client ends a request and keeps the connection. https://www.rfc-editor.org/rfc/rfc9113#name-error-codes */
const HTTP2_CANCEL = 8;
/** AWS Lambda Web Adapter hands the Lambda context on in it: https://github.com/awslabs/aws-lambda-web-adapter */
const CONTEXT_HEADER = 'x-amzn-lambda-context';

const EXCHANGES = new WeakMap<IncomingMessage, Exchange>();

export function exchangeOf(raw: IncomingMessage): Exchange | undefined {
  return EXCHANGES.get(raw);
}

/** Notes what a handler threw; the first counts. */
export function noteFailure(raw: IncomingMessage, thrown: unknown): void {
  const exchange = EXCHANGES.get(raw);
  if (!exchange || exchange.failure) return;
  exchange.failure = { thrown };
  const status = Number(at(thrown, 'status') ?? at(thrown, 'statusCode') ?? 500);
  // The Lambda handler around the app sees a status only.
  if (exchange.isNested && !(status < 500)) runAt(exchange.place, () => capture(thrown));
}

/**
 * Answers what begins the observation of a request; it ends by itself with the response. `routeOf` is asked at the end.
 * A request that is observed already, also by the Lambda handler around the app, is not counted twice: it gets its route.
 */
export function httpObserver<Request>(
  options: HttpOptions<Request>,
  routeOf: (request: Request) => string | undefined,
): (request: Request, raw: IncomingMessage, response: ServerResponse) => Exchange {
  const { operation } = options;
  const settings = readSettings(options, process.env);
  // Only Lambda lets requests wait for the start of a process.
  const startsCold = settings.startsCold && isLambda();
  const begin = invocations({ ...settings, operation: undefined, trigger: readHttp, startsCold });

  function nameOf(request: Request): string | undefined {
    const chosen = typeof operation === 'function' ? attempt(() => operation(request)) : operation;
    return dimensionValue(chosen) ?? dimensionValue(attempt(() => routeOf(request)));
  }

  return (request, raw, response) => {
    const known = EXCHANGES.get(raw);
    if (known) return known;
    const outer = here();
    const observation = isOpen(outer) ? undefined : begin(raw, contextOf(raw));
    const exchange: Exchange = { place: observation?.place ?? (outer as Place), isNested: !observation };
    EXCHANGES.set(raw, exchange);
    onEnd(raw, response, exchange, (end) => {
      const { scope } = exchange.place;
      const name = nameOf(request);
      if (name && !scope.ended) scope.template = templateOf(scope.runtime, name);
      observation?.finish(end);
    });
    return exchange;
  };
}

function readHttp(request: unknown): Trigger {
  const { method, headers } = request as IncomingMessage;
  const carried = headersOf(request as Json);
  const own = (name: string) => carried(name) ?? (name === 'correlationId' ? headers['x-request-id'] : undefined);
  const xrayHeader = headers[TRACE_HEADER];
  return trigger('http', 'HTTP', own, { method, xrayHeader: typeof xrayHeader === 'string' ? xrayHeader : undefined });
}

function contextOf({ headers }: IncomingMessage): { readonly awsRequestId: string } {
  const context = isLambda() ? attempt(() => JSON.parse(String(headers[CONTEXT_HEADER]))) : undefined;
  return { awsRequestId: context?.request_id ?? globalThis.crypto.randomUUID() };
}

function isLambda(): boolean {
  return process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
}

/** Tells the end once: when the last byte was handed to the network, or the connection broke before. */
function onEnd(raw: IncomingMessage, response: ServerResponse, exchange: Exchange, tell: (end: End) => void): void {
  let isOpen = true;
  function end(read: () => End): void {
    if (isOpen) attempt(() => tell(read()));
    isOpen = false;
  }
  // In HTTP/2 one that is cancelled finishes, too.
  response.on('finish', () => {
    if (response.writableEnded) end(() => answered(response, exchange));
  });
  response.on('close', () => end(() => broken(raw, response, exchange)));
}

function answered({ statusCode }: ServerResponse, { failure }: Exchange): End {
  return { value: { statusCode }, ...(statusCode >= 400 ? failure : undefined) };
}

/** Where the client went away nobody is at fault but itself, and of an event stream it is the usual end. */
function broken(raw: IncomingMessage, response: ServerResponse, exchange: Exchange): End {
  if (response.writableEnded && response.writableFinished) return answered(response, exchange);
  if (exchange.failure) return exchange.failure;
  if (response.errored) return { thrown: response.errored };
  if (!hasLeft(raw))
    return { thrown: { name: 'BrokenResponse', message: 'the response ended before it was complete' } };
  const streams = response.headersSent && String(response.getHeader('content-type')).startsWith('text/event-stream');
  return { value: { statusCode: streams ? response.statusCode : CLIENT_CLOSED_REQUEST } };
}

/** A connection that the client ends says so, or fails with an error; one that the server cuts off does neither. */
function hasLeft(raw: IncomingMessage): boolean {
  const { socket } = raw;
  return socket.readableEnded || socket.errored !== null || at(raw, 'stream', 'rstCode') === HTTP2_CANCEL;
}
