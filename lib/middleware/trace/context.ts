import { parseXRayHeader, toXRayTraceId, type XRayHeader } from '../../core/trace/trace-context';
import { attempt } from '../text';

/** The X-Ray trace an invocation belongs to. */
export interface TraceContext {
  /** As X-Ray writes it, and lines and documents with it. */
  readonly traceId: string;
  readonly header: XRayHeader;
}

export function readTraceHeader(text: string | undefined): TraceContext | undefined {
  const header = parseXRayHeader(text);
  return header && { traceId: toXRayTraceId(header.traceId), header };
}

interface InvokeStore {
  getXRayTraceId?(): string | undefined;
}

/**
 * The header of the invocation under way. Where an environment serves several at once, the runtime keeps it in its
 * invoke store, and the variable is not set.
 */
export function currentTraceHeader(): string | undefined {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: InvokeStore } };
  return attempt(() => awslambda?.InvokeStore?.getXRayTraceId?.()) ?? process.env._X_AMZN_TRACE_ID;
}
