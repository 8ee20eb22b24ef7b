import { DIMENSION, HTTP_METRIC as METRIC } from '../../../core/conventions';
import { flag, type Put, putOn, safely } from './put';

/** One HTTP request and its answer. */
export interface HttpExchange {
  /** Of the answer. @default - none came, or it does not matter */
  readonly statusCode?: number;
  /** Whether the one who answers failed. @default - read from the status */
  readonly fault?: boolean;
  /** From request to answer. @default - not recorded */
  readonly latencyMs?: number;
  /** Of the request's body. @default - not recorded */
  readonly requestBytes?: number;
  /** Of the answer's body. @default - not recorded */
  readonly responseBytes?: number;
}

/** Metrics of HTTP requests that a service makes and answers. */
export interface HttpMetrics {
  /**
   * A request that this service sent, on the label `dependency`. A status of 500 or more is a fault, and so are 408 and
   * 429: the other side could not. Where no answer came, say `fault: true`.
   */
  outgoing(exchange: HttpExchange): void;
  /** A request that this service answered, on the label `operation`. A status of 500 or more is a fault. */
  incoming(exchange: HttpExchange): void;
}

/**
 * `HttpRequests`, `HttpFaults`, `HttpClientErrors`, `HttpLatency`, `HttpRequestSize` and `HttpResponseSize` of requests
 * that neither `observe` nor `dependency` sees, such as those of a web framework or of a library's own client.
 *
 * @param name of the service that is called, or the route that is answered; never a raw path: each is a series
 */
export function httpMetrics(name: string): HttpMetrics {
  const toDependency = putOn({ [DIMENSION.dependency]: name });
  const toOperation = putOn({ [DIMENSION.operation]: name });
  return {
    outgoing: safely((exchange: HttpExchange) => put(toDependency, exchange, [408, 429])),
    incoming: safely((exchange: HttpExchange) => put(toOperation, exchange, [])),
  };
}

function put(to: Put, exchange: HttpExchange, faultyStatuses: readonly number[]): void {
  const { statusCode = 0, latencyMs, requestBytes, responseBytes } = exchange;
  const failed = statusCode >= 500 || faultyStatuses.includes(statusCode);
  const { fault = failed } = exchange;
  to('count', METRIC.requests, 1);
  to('histogram', METRIC.faults, flag(fault));
  to('histogram', METRIC.clientErrors, flag(statusCode >= 400 && !failed && !fault));
  to('histogram', METRIC.latency, latencyMs);
  to('histogram', METRIC.requestSize, requestBytes);
  to('histogram', METRIC.responseSize, responseBytes);
}
