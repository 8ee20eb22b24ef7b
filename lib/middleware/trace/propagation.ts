import { formatBaggage, parseBaggage } from '../../core/trace/baggage';
import {
  formatTraceparent,
  formatTracestate,
  formatXRayHeader,
  parseTraceparent,
  parseTracestate,
} from '../../core/trace/trace-context';
import { here, type Scope } from '../scope';

/** The W3C trace an invocation belongs to. */
export interface TraceOrigin {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  readonly parentId?: string | undefined;
  /** The caller's decision; `undefined` where there is no caller, or it did not say. */
  readonly sampled?: boolean | undefined;
}

/** The caller's W3C trace, else X-Ray's in the other spelling, else one that begins here. */
export function traceOrigin(scope: Scope): TraceOrigin {
  scope.origin ??= parseTraceparent(scope.trigger?.traceparent) ?? scope.trace?.header ?? newTrace();
  return scope.origin;
}

function newTrace(): TraceOrigin {
  const random = globalThis.crypto.getRandomValues(new Uint8Array(16));
  const digits = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { traceId: digits };
}

/**
 * Headers (or message attributes) that let the next service continue the trace: X-Ray's, W3C's `traceparent`,
 * `tracestate` and `baggage`, and the correlation id. Empty outside of an invocation.
 */
export function propagationHeaders(): Record<string, string> {
  const place = here();
  if (!place) return {};
  const { scope, spanId } = place;
  const { trigger, correlationId } = scope;
  const { traceId, sampled = true } = traceOrigin(scope);
  const xray = scope.trace?.header;
  const isRecorded = scope.keepsSpans && scope.runtime.settings.traceDaemon;
  // What a caller sent is written anew: it may hold what no header may.
  const headers = {
    traceparent: formatTraceparent({ traceId, parentId: spanId, sampled }),
    // Where X-Ray gets no spans, the next service belongs to the segment that we belong to.
    'x-amzn-trace-id': xray ? formatXRayHeader({ ...xray, parentId: isRecorded ? spanId : xray.parentId }) : '',
    // Without a valid `traceparent` it means nothing: https://www.w3.org/TR/trace-context/#tracestate-header
    tracestate: parseTraceparent(trigger?.traceparent) ? formatTracestate(parseTracestate(trigger?.tracestate)) : '',
    baggage: formatBaggage(parseBaggage(trigger?.baggage)),
    'x-correlation-id': correlationId ?? '',
  };
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value));
}
