import { isFailed, isOutgoing, spanAttributes } from './export/attributes';
import { post } from './export/post';
import { type HttpExportOptions, targetOf } from './export/target';
import type { FinishedTrace, Span, SpanExporter } from './span';
import { attempt, cut } from './text';

/** Where spans are sent in Zipkin's format, and how. */
export interface ZipkinOptions extends HttpExportOptions {
  /**
   * Where to send, the path included.
   *
   * @default - `OTEL_EXPORTER_ZIPKIN_ENDPOINT`, else `http://localhost:9411/api/v2/spans`
   */
  readonly url?: string;
}

/** Sends traces to Zipkin, in JSON of its API v2: https://zipkin.io/zipkin-api/#/default/post_spans */
export function zipkin(options: ZipkinOptions = {}): SpanExporter {
  const url = process.env.OTEL_EXPORTER_ZIPKIN_ENDPOINT || 'http://localhost:9411/api/v2/spans';
  const target = targetOf('zipkin', options, { url });
  return async (trace) => {
    await post(target, JSON.stringify(trace.spans.map((span) => zipkinSpan(trace, span))));
  };
}

function zipkinSpan(trace: FinishedTrace, span: Span): object {
  const { id, parentId, name, kind, startMs, durationMs } = span;
  return {
    traceId: trace.traceId,
    id,
    parentId,
    name,
    // Zipkin has no word for work inside a service.
    kind: kind === 'internal' ? undefined : kind.toUpperCase(),
    timestamp: Math.round(startMs * 1000),
    // Zipkin reads 0 as "not known".
    duration: Math.round(durationMs * 1000) || 1,
    localEndpoint: { serviceName: trace.service },
    remoteEndpoint: isOutgoing(span) ? { serviceName: name } : undefined,
    tags: tagsOf(trace, span),
  };
}

/** Texts only. A tag `error`, whatever it says, marks the span as failed. */
function tagsOf({ environment, release, coldStart, spans }: FinishedTrace, span: Span): object {
  const { error } = span;
  const tags = {
    'deployment.environment.name': environment,
    'service.version': release,
    'faas.coldstart': span === spans[0] ? coldStart : undefined,
    ...spanAttributes(span),
    error: isFailed(span) ? (error ? `${error.name}: ${error.message}` : '') : undefined,
  };
  const texts = Object.entries(tags).map(([key, value]) => [key, value === undefined ? value : text(value)]);
  return Object.fromEntries(texts);
}

/** What its type forbids, such as an object that has no text, must not cost the other spans. */
function text(value: unknown): string {
  return cut(attempt(() => String(value)) ?? '', 8_192);
}
