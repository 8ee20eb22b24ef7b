import { type Json, text } from './json';
import { type Trigger, trigger } from './kind';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html */
export const TRACE_HEADER = 'x-amzn-trace-id';

/**
 * Requests have a few dozen headers (API Gateway takes 10,240 bytes of them in all).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const MAX_HEADERS = 200;

/** API Gateway (HTTP, REST and WebSocket APIs), function URLs, load balancers and VPC Lattice. */
export function readRequest(event: Json | undefined): Trigger | undefined {
  const context = event?.requestContext;
  if (!context) return undefined;
  const headers = headersOf(event);
  const xrayHeader = text(headers(TRACE_HEADER));
  const routeKey = text(event.routeKey);
  const message = text(context.routeKey);
  if (message && !routeKey) return trigger('websocket', `websocket ${message}`, headers, { xrayHeader });
  const method = text(event.httpMethod) ?? text(context.http?.method) ?? text(event.method);
  // Format 1.0 of an HTTP API tells the default route as its resource; load balancers and Lattice have no resources.
  const resource = text(event.resource) ?? '$default';
  const route = routeKey ?? (method && (resource === '$default' ? resource : `${method} ${resource}`));
  return route ? trigger('http', route === '$default' ? 'HTTP' : route, headers, { xrayHeader, method }) : undefined;
}

/**
 * HTTP APIs, function URLs and load balancers send header names in lower case, REST APIs as the caller wrote them.
 * Multi-value headers of a load balancer stand in for the plain ones.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#multi-value-headers
 */
export function headersOf(request: Json | undefined): (field: string) => unknown {
  const headers = request?.headers ?? request?.multiValueHeaders;
  const found: Record<string, unknown> = {};
  if (typeof headers === 'object' && !Array.isArray(headers)) {
    let count = 0;
    for (const name in headers) {
      const wanted = WANTED[name.length];
      if (wanted && name.toLowerCase() === wanted) found[wanted] ??= firstOf(headers[name]);
      if (++count === MAX_HEADERS) break;
    }
  }
  return (field) => found[field === 'correlationId' ? 'x-correlation-id' : field];
}

/** By their lengths, which are all different: most other names are told apart without looking at them. */
const WANTED: Readonly<Record<number, string>> = {
  7: 'baggage',
  10: 'tracestate',
  11: 'traceparent',
  15: TRACE_HEADER,
  16: 'x-correlation-id',
};

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
