import type { AttributeValue, Span } from '../span';

/** Those that are `undefined` do not exist. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** Whether the work failed in the eyes of its side: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status */
export function isFailed({ fault, clientError, throttled, kind }: Span): boolean {
  return fault || (kind === 'client' && Boolean(clientError || throttled));
}

/** Whether the span is a call of somebody else, by whose name it goes. */
export function isOutgoing({ kind }: Span): boolean {
  return kind === 'client' || kind === 'producer';
}

/**
 * What is known of a span, in the words of OpenTelemetry's semantic conventions where they have one
 * (https://opentelemetry.io/docs/specs/semconv/). An annotation of the same name wins.
 */
export function spanAttributes(span: Span): Attributes {
  const { name, target = '', statusCode, error, annotations } = span;
  const [, method, url] = /^([A-Z]+) (http.*)/.exec(target) ?? [];
  return {
    'peer.service': isOutgoing(span) ? name : undefined,
    'http.request.method': method,
    'url.full': url,
    'sightline.target': url ? undefined : target || undefined,
    'http.response.status_code': statusCode,
    'error.type': isFailed(span) ? (error?.name ?? `${statusCode ?? '_OTHER'}`) : undefined,
    'sightline.category': error?.category,
    'sightline.fingerprint': error?.fingerprint,
    ...annotations,
  };
}
