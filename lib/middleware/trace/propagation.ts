import { formatBaggage, parseBaggage } from '../../core/trace/baggage';
import {
  formatTraceparent,
  formatTracestate,
  formatXRayHeader,
  fromXRayTraceId,
  parseTraceparent,
  parseTracestate,
  parseXRayHeader,
} from '../../core/trace/trace-context';
import { here, type Scope } from '../scope';
import { currentTraceHeader } from './context';

/** The W3C trace an invocation belongs to. */
export interface TraceOrigin {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  readonly parentId: string | undefined;
  /** The caller's decision; `undefined` where there is no caller, or it did not say. */
  readonly sampled: boolean | undefined;
}

const ORIGINS = new WeakMap<Scope, TraceOrigin>();

/** The caller's W3C trace, else X-Ray's in the other spelling, else one that begins here. */
export function traceOrigin(scope: Scope): TraceOrigin {
  const known = ORIGINS.get(scope) ?? readOrigin(scope);
  ORIGINS.set(scope, known);
  return known;
}

function readOrigin({ trigger, trace }: Scope): TraceOrigin {
  const caller = parseTraceparent(trigger?.traceparent);
  if (caller) return caller;
  const traceId = fromXRayTraceId(trace?.traceId);
  if (trace && traceId) return { traceId, parentId: trace.parentId, sampled: trace.sampled };
  const random = globalThis.crypto.getRandomValues(new Uint8Array(16));
  const digits = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { traceId: digits, parentId: undefined, sampled: undefined };
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
  const xray = parseXRayHeader(currentTraceHeader() ?? trigger?.xrayHeader);
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
