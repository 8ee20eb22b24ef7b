import { attempt } from '../text';

/** The X-Ray trace an invocation belongs to. */
export interface TraceContext {
  readonly traceId: string;
  /** Id of the segment that is being served; `undefined` where the header names none. */
  readonly parentId: string | undefined;
  /** Whether the service decided to record the trace. */
  readonly sampled: boolean;
}

const ROOT = /(?:^|;)Root=(1-[\da-f]{8}-[\da-f]{24})(?:;|$)/;
const PARENT = /(?:^|;)Parent=([\da-f]{16})(?:;|$)/;
const SAMPLED = /(?:^|;)Sampled=1(?:;|$)/;

/**
 * Reads `Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1`, see
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function readTraceHeader(header = ''): TraceContext | undefined {
  const traceId = ROOT.exec(header)?.[1];
  return traceId ? { traceId, parentId: PARENT.exec(header)?.[1], sampled: SAMPLED.test(header) } : undefined;
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
