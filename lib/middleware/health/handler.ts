import { at, textAt } from '../text';
import type { HealthResponse } from './respond';

/** What API Gateway (REST and HTTP APIs), function URLs and load balancers take. */
export interface LambdaHealthResponse {
  readonly statusCode: number;
  /** For load balancers. */
  readonly statusDescription?: string;
  readonly headers?: Record<string, string>;
  /** In the place of `headers` for load balancers with multi value headers. */
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** A Lambda handler that answers a health request. Never rejects. */
export type HealthHandler = (event: unknown) => Promise<LambdaHealthResponse>;

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  404: 'Not Found',
  405: 'Method Not Allowed',
  503: 'Service Unavailable',
};

/**
 * Lambda handler over `respond`. An event that is no HTTP request, such as a direct invocation, is answered like
 * `GET /health`.
 */
export function healthHandler(health: {
  respond(method: string, path: string): Promise<HealthResponse>;
}): HealthHandler {
  return async (event) => {
    // HTTP APIs and function URLs: payload 2.0; REST APIs and load balancers: payload 1.0.
    const method = textAt(event, 'requestContext', 'http', 'method') || textAt(event, 'httpMethod');
    const path = textAt(event, 'rawPath') || textAt(event, 'path');
    const { status, headers, body } = await health.respond(method || 'GET', method ? path : '/health');
    const response = { statusCode: status, body, isBase64Encoded: false } as const;
    if (!at(event, 'requestContext', 'elb')) return { ...response, headers: { ...headers } };
    return { ...response, statusDescription: `${status} ${REASONS[status]}`, ...headersFor(event, headers) };
  };
}

/**
 * Exactly the form that the target group asks for:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#multi-value-headers
 */
function headersFor(event: unknown, headers: HealthResponse['headers']) {
  if (!at(event, 'multiValueHeaders')) return { headers: { ...headers } };
  return { multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])) };
}
