import type { LambdaFunctionURLEvent } from 'aws-lambda';

/** An HTTP request as far as `respond` looks at it: cookies, for one, are none of its business. */
export interface Request {
  /** Upper case. */
  readonly method: string;
  /** As it was sent, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case, as Lambda gives them. */
  header(name: string): string;
  /** Decoded text of the body; `undefined` where it has more than `maxBytes`. */
  body(maxBytes: number): string | undefined;
  /** Unique for each request. */
  readonly id: string;
  /** ARN of the caller that IAM has verified; missing behind a public URL. */
  readonly callerArn?: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
export function readRequest(event: LambdaFunctionURLEvent): Request {
  const { requestContext, headers, rawPath, rawQueryString } = event;
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    header: (name) => (Object.hasOwn(headers, name) ? (headers[name] ?? '') : ''),
    body: (maxBytes) => bodyOf(event, maxBytes),
    id: requestContext.requestId,
    callerArn: callerOf(requestContext),
  };
}

/** The value of a form field that is there exactly once. */
export function field(form: URLSearchParams, name: string): string | undefined {
  const values = form.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

/** The media type of a Content-Type header, without its parameters. */
export function mediaType(request: Request): string {
  return (request.header('content-type').split(';')[0] ?? '').trim().toLowerCase();
}

function bodyOf({ body = '', isBase64Encoded }: LambdaFunctionURLEvent, maxBytes: number): string | undefined {
  // Base64 takes four characters for three bytes; a body that is far too long is not decoded at all.
  if (body.length > (isBase64Encoded ? Math.ceil(maxBytes / 3) * 4 : maxBytes)) return undefined;
  const bytes = isBase64Encoded ? fromBase64(body) : new TextEncoder().encode(body);
  return bytes.length > maxBytes ? undefined : new TextDecoder().decode(bytes);
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** The public URL's events have no authorizer, so their type says nothing of one. */
function callerOf(context: object): string | undefined {
  const { authorizer } = context as { readonly authorizer?: { readonly iam?: { readonly userArn?: unknown } } };
  const arn = authorizer?.iam?.userArn;
  return typeof arn === 'string' && arn !== '' ? arn : undefined;
}
