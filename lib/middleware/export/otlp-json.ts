import type { FinishedTrace, Span } from '../span';
import { attempt, cut } from '../text';
import { type Attributes, isFailed, spanAttributes } from './attributes';

/** Each stands at the number that OTLP gives it; 0 is "unspecified". */
const KINDS: readonly string[] = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_ERROR = 2;
/** What is kept of a text, in UTF-16 code units: CloudWatch refuses spans above 200 KB. */
const MAX_TEXT = 8_192;

/**
 * A trace as OTLP/HTTP takes it in JSON: ids in hexadecimal, 64-bit integers as text, enums as numbers. See
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function otlpJson(trace: FinishedTrace, resource: Attributes): string {
  const attributes = keyValues({
    ...resource,
    'service.name': trace.service,
    'service.version': trace.release,
    'deployment.environment.name': trace.environment,
  });
  const spans = trace.spans.map((span) => otlpSpan(trace, span));
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'sightline' }, spans }] }],
  });
}

function otlpSpan({ traceId, coldStart, spans }: FinishedTrace, span: Span): object {
  const { id, parentId, name, kind, startMs, durationMs, error } = span;
  const endTimeUnixNano = nanoseconds(startMs + durationMs);
  return {
    traceId,
    spanId: id,
    parentSpanId: parentId,
    name,
    kind: KINDS.indexOf(kind),
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano,
    attributes: keyValues({ 'faas.coldstart': span === spans[0] ? coldStart : undefined, ...spanAttributes(span) }),
    events: error && [{ name: 'exception', timeUnixNano: endTimeUnixNano, attributes: exception(error) }],
    status: isFailed(span) ? { code: STATUS_ERROR, message: error?.message } : {},
  };
}

/** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
function exception({ name, message, stack }: NonNullable<Span['error']>): object[] {
  return keyValues({ 'exception.type': name, 'exception.message': message, 'exception.stacktrace': stack });
}

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : { key, value: anyValue(value) },
  );
}

function anyValue(value: unknown): object {
  if (typeof value === 'boolean') return { boolValue: value };
  if (Number.isSafeInteger(value)) return { intValue: `${value}` };
  if (Number.isFinite(value)) return { doubleValue: value };
  // What its type forbids, such as an object that has no text, must not cost the other spans.
  return { stringValue: cut(attempt(() => String(value)) ?? '', MAX_TEXT) };
}

/** Of epoch milliseconds, to the microsecond: a number does not hold more digits. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`;
}
