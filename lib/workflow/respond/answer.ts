/** What `respond` answers with, and the headers that keep it out of caches, frames and other people's logs. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { RESPOND_STYLE_HASH } from '../../view/respond/document';

export type Answer = APIGatewayProxyStructuredResultV2;

const EVERY_ANSWER = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
} as const;

/** Nothing but our own style, and forms to where the page came from. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src '${RESPOND_STYLE_HASH}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function pageAnswer(statusCode: number, body: string): Answer {
  return {
    statusCode,
    headers: {
      ...EVERY_ANSWER,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex',
    },
    body,
  };
}

export function jsonAnswer(statusCode: number, value: unknown): Answer {
  const headers = { ...EVERY_ANSWER, 'content-type': 'application/json' };
  return { statusCode, headers, body: JSON.stringify(value) };
}

export const ERROR_CODES = {
  'bad request': 400,
  forbidden: 403,
  'not found': 404,
  'method not allowed': 405,
  refused: 409,
  'too large': 413,
  'unsupported media type': 415,
  'internal error': 500,
} as const;

/** `message` says what is wrong, what we got, and what is allowed. */
export function errorAnswer(code: keyof typeof ERROR_CODES, message: string): Answer {
  return jsonAnswer(ERROR_CODES[code], { error: { code, message } });
}

/** For callers that read the status only. */
export function emptyAnswer(statusCode: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { statusCode, headers: { ...EVERY_ANSWER, ...headers }, body: '' };
}
